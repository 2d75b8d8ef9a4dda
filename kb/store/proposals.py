"""Texts that people would put in a published article's place, and what waits for somebody who may publish."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns

STATES: Final = ("waiting", "accepted", "declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Written from the article's revision `base`; `revision` is the one that it became.

    `note` says what is better now, `reply` what the reviewer answered. `added` and `removed` count characters.
    """

    id: str
    site: str
    article: str
    base: int
    title: str
    body: str
    note: str
    author: str
    state: str
    added: int
    removed: int
    version: int
    reviewer: str | None
    reply: str
    revision: int | None
    created_at: int
    decided_at: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal as its author's list shows it."""

    id: str
    article: str
    title: str
    language: str
    slug: str
    article_state: str
    audience: str
    note: str
    state: str
    reply: str
    created_at: int
    decided_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a reviewer decides next: an article in review, or a proposal; `since` when it was sent, in milliseconds."""

    kind: str
    id: str
    article: str
    title: str
    language: str
    author: str | None
    name: str | None
    note: str
    added: int
    removed: int
    since: int


# The page is cut before titles and texts are read.
_QUEUE: Final = """
    WITH waiting AS (
      SELECT 'article' AS kind, a.id AS id, a.id AS article, d.person AS author, COALESCE(d.note, '') AS note,
             0 AS added, 0 AS removed, COALESCE(d.created_at, a.updated_at) AS since
        FROM article a
        LEFT JOIN deed d ON d.id = (SELECT MAX(s.id) FROM deed s WHERE s.article = a.id AND s.kind = 'submitted')
       WHERE a.site = :site AND a.state = 'in_review'
      UNION ALL
      SELECT 'proposal', p.id, p.article, p.author, p.note, p.added, p.removed, p.created_at
        FROM proposal p WHERE p.site = :site AND p.state = 'waiting'
    ), page AS (
      SELECT * FROM waiting
       WHERE (:author = '' OR author = :author) AND (since > :since OR (since = :since AND id > :after))
       ORDER BY since, id LIMIT :limit
    )
    SELECT w.kind, w.id, w.article, r.title, a.language, w.author, person.name AS name, w.note,
           CASE w.kind WHEN 'article' THEN LENGTH(r.body) ELSE w.added END AS added, w.removed, w.since
      FROM page w JOIN article a ON a.id = w.article
      JOIN revision r ON r.article = a.id AND r.number = a.revision
      LEFT JOIN person ON person.id = w.author
     ORDER BY w.since, w.id"""


def by_id(db: Reads, id: str, *, site: str) -> Proposal | None:
    return db.one(
        Proposal, f"SELECT {columns(Proposal)} FROM proposal WHERE id = :id AND site = :site", id=id, site=site
    )


def waiting_of(db: Reads, article: str, *, author: str) -> Proposal | None:
    """What this author proposed for the article and nobody has decided: one at most."""
    return db.one(
        Proposal,
        f"""SELECT {columns(Proposal)} FROM proposal
             WHERE article = :article AND author = :author AND state = 'waiting'""",
        article=article, author=author,
    )


def count_waiting_of(db: Reads, *, author: str) -> int:
    return int(
        db.value("SELECT COUNT(*) FROM proposal WHERE author = :author AND state = 'waiting'", author=author) or 0
    )


def by_author(db: Reads, author: str, *, before: str, limit: int) -> list[Listed]:
    """The newest first; `before` is the id of the last one of the page before, or empty."""
    return db.all(
        Listed,
        """SELECT p.id, p.article, p.title, a.language, a.slug, a.state AS article_state, a.audience, p.note, p.state,
                  p.reply, p.created_at, p.decided_at
             FROM proposal p JOIN article a ON a.id = p.article
            WHERE p.author = :author AND (:before = '' OR p.id < :before) ORDER BY p.id DESC LIMIT :limit""",
        author=author, before=before, limit=limit,
    )


def queue(db: Reads, *, site: str, author: str, since: int, after: str, limit: int) -> list[Waiting]:
    """Articles in review and proposals together, the oldest first, from behind (`since`, `after`) on.

    `author` is a person's id, or empty for everybody's.
    """
    return db.all(Waiting, _QUEUE, site=site, author=author, since=since, after=after, limit=limit)


def count_waiting(db: Reads, *, site: str) -> int:
    """Articles in review and proposals together."""
    return int(
        db.value(
            """SELECT (SELECT COUNT(*) FROM article WHERE site = :site AND state = 'in_review')
                    + (SELECT COUNT(*) FROM proposal WHERE site = :site AND state = 'waiting')""",
            site=site,
        )
    )


def add(tx: Transaction, row: Proposal) -> None:
    """Raises Conflict where its author has one waiting for this article."""
    tx.run(
        f"""INSERT INTO proposal ({columns(Proposal)})
            VALUES (:id, :site, :article, :base, :title, :body, :note, :author, :state, :added, :removed, :version,
                    :reviewer, :reply, :revision, :created_at, :decided_at)""",
        id=row.id, site=row.site, article=row.article, base=row.base, title=row.title, body=row.body, note=row.note,
        author=row.author, state=row.state, added=row.added, removed=row.removed, version=row.version,
        reviewer=row.reviewer, reply=row.reply, revision=row.revision, created_at=row.created_at,
        decided_at=row.decided_at,
    )


def rewrite(
    tx: Transaction, id: str, *, base: int, title: str, body: str, note: str, added: int, removed: int, seen: int
) -> int:
    """Another text for one that waits; 0 where it was decided or changed since `seen`."""
    return tx.run(
        """UPDATE proposal SET base = :base, title = :title, body = :body, note = :note, added = :added,
                               removed = :removed, version = version + 1
            WHERE id = :id AND state = 'waiting' AND version = :seen""",
        id=id, base=base, title=title, body=body, note=note, added=added, removed=removed, seen=seen,
    )


def decide(
    tx: Transaction, id: str, *, state: str, reviewer: str | None, reply: str, revision: int | None, seen: int, now: int
) -> int:
    """0 where it does not wait any more, or its author has changed it since `seen`."""
    return tx.run(
        """UPDATE proposal SET state = :state, reviewer = :reviewer, reply = :reply, revision = :revision,
                               decided_at = :now, version = version + 1
            WHERE id = :id AND state = 'waiting' AND version = :seen""",
        id=id, state=state, reviewer=reviewer, reply=reply, revision=revision, seen=seen, now=now,
    )


def reopen(tx: Transaction, id: str, *, state: str, reviewer: str) -> int:
    """What this reviewer decided waits again; 0 where that is not how it stands. Raises Conflict like `add`."""
    return tx.run(
        """UPDATE proposal SET state = 'waiting', reviewer = NULL, reply = '', revision = NULL, decided_at = NULL,
                               version = version + 1
            WHERE id = :id AND state = :state AND reviewer = :reviewer""",
        id=id, state=state, reviewer=reviewer,
    )
