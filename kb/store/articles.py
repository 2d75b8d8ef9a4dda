"""Articles: a row for its life, revisions for its text, phrasings for the ways people ask for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from kb.store import files
from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

STATES: Final = ("draft", "in_review", "published", "archived")

AUDIENCES: Final = ("public", "members", "staff")
"""Who may read an article: everybody, whoever is signed in, whoever works here."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article with the text of its current revision; body is Markdown.

    `owner` answers for it and looks at it again by `check_by`; at `checked_at` somebody last said that it is right.
    `translates` is the revision of its variant group's source that it says the same as.
    """

    id: str
    site: str
    slug: str
    language: str
    topic: str | None
    variant_group: str
    source_key: str | None
    state: str
    audience: str
    revision: int
    version: int
    created_at: int
    updated_at: int
    published_at: int | None
    owner: str | None
    check_by: int | None
    checked_at: int | None
    translates: int | None
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article as lists show it: without its text."""

    id: str
    slug: str
    language: str
    topic: str | None
    state: str
    audience: str
    updated_at: int
    title: str


@dataclass(frozen=True, slots=True)
class Revision:
    article: str
    number: int
    title: str
    body: str
    author: str | None
    note: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A way of asking; `learned` is one from a customer's question, which `author` kept."""

    id: str
    article: str
    text: str
    origin: str
    author: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


@dataclass(frozen=True, slots=True)
class _Topic:
    id: str
    topic: str


_ARTICLE: Final = """
    SELECT a.id, a.site, a.slug, a.language, a.topic, a.variant_group, a.source_key, a.state, a.audience,
           a.revision, a.version, a.created_at, a.updated_at, a.published_at, a.owner, a.check_by, a.checked_at,
           a.translates, r.title, r.body
      FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision"""

_SHELVED: Final = """
    SELECT a.id, a.slug, a.language, a.topic, a.state, a.audience, a.updated_at, r.title
      FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision"""


def by_slug(db: Reads, slug: str, *, site: str) -> Article | None:
    return db.one(Article, f"{_ARTICLE} WHERE a.site = :site AND a.slug = :slug", site=site, slug=slug)


def by_id(db: Reads, id: str) -> Article | None:
    return db.one(Article, f"{_ARTICLE} WHERE a.id = :id", id=id)


def by_ids(db: Reads, ids: Collection[str]) -> dict[str, Article]:
    """Those that exist, by id."""
    names, values = listed("id", ids)
    if not values:
        return {}
    rows = db.all(Article, f"{_ARTICLE} WHERE a.id IN ({names})", **values)
    return {row.id: row for row in rows}


def published(db: Reads, ids: Collection[str]) -> set[str]:
    """Those of the articles that readers can find."""
    names, values = listed("id", ids)
    if not values:
        return set()
    rows = db.all(_Id, f"SELECT id FROM article WHERE state = 'published' AND id IN ({names})", **values)
    return {row.id for row in rows}


def topics_of(db: Reads, ids: Collection[str]) -> dict[str, str]:
    """Of those of the articles that have a topic, which."""
    names, values = listed("id", ids)
    if not values:
        return {}
    rows = db.all(_Topic, f"SELECT id, topic FROM article WHERE topic IS NOT NULL AND id IN ({names})", **values)
    return {row.id: row.topic for row in rows}


def newest(db: Reads, *, site: str, audiences: Collection[str], language: str, limit: int) -> list[Shelved]:
    """The published articles of a language that were made last."""
    names, values = listed("audience", audiences)
    return db.all(
        Shelved,
        f"""{_SHELVED}
             WHERE a.site = :site AND a.state = 'published' AND a.audience IN ({names}) AND a.language = :language
             ORDER BY a.id DESC LIMIT :limit""",
        site=site, language=language, limit=limit, **values,
    )


def state_counts(db: Reads, *, site: str) -> list[StateCount]:
    """For moderators: how many articles are in each state, by language."""
    return db.all(
        StateCount,
        "SELECT state, language, COUNT(*) AS count FROM article WHERE site = :site GROUP BY state, language",
        site=site,
    )


def revisions(db: Reads, article: str) -> list[Revision]:
    """All texts that the article has had, newest first."""
    return db.all(
        Revision,
        """SELECT article, number, title, body, author, note, created_at FROM revision
            WHERE article = :article ORDER BY number DESC""",
        article=article,
    )


def phrasings(db: Reads, article: str) -> list[Phrasing]:
    return db.all(
        Phrasing,
        f"SELECT {columns(Phrasing)} FROM phrasing WHERE article = :article ORDER BY id",
        article=article,
    )


def phrasings_of(db: Reads, articles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The wordings of several articles at once, by article id."""
    names, values = listed("article", articles)
    if not values:
        return {}
    rows = db.all(
        Phrasing,
        f"SELECT {columns(Phrasing)} FROM phrasing WHERE article IN ({names}) ORDER BY id",
        **values,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.article, []).append(row.text)
    return {article: tuple(texts) for article, texts in found.items()}


def slug_taken(db: Reads, slug: str, *, site: str) -> str | None:
    """The id of the article that has this slug."""
    found: str | None = db.value("SELECT id FROM article WHERE site = :site AND slug = :slug", site=site, slug=slug)
    return found


def add(tx: Transaction, article: Mapping[str, object]) -> None:
    """A new article row; its first revision follows in the same transaction."""
    tx.run(
        """INSERT INTO article (id, site, slug, language, topic, variant_group, source_key, state, audience,
                                revision, version, created_at, updated_at, published_at)
           VALUES (:id, :site, :slug, :language, :topic, :variant_group, :source_key, :state, :audience,
                   :revision, 1, :created_at, :created_at, :published_at)""",
        **article,
    )


def add_revision(tx: Transaction, revision: Mapping[str, object]) -> None:
    tx.run(
        """INSERT INTO revision (article, number, title, body, author, note, created_at)
           VALUES (:article, :number, :title, :body, :author, :note, :created_at)""",
        **revision,
    )
    files.note_uses(tx, [(str(revision["article"]), int(str(revision["number"])), str(revision["body"]))])


def add_phrasing(tx: Transaction, row: Phrasing) -> int:
    """1 when the wording is new to the article, else 0."""
    return tx.run(
        """INSERT INTO phrasing (id, article, text, origin, author, created_at)
           VALUES (:id, :article, :text, :origin, :author, :created_at) ON CONFLICT (article, text) DO NOTHING""",
        id=row.id, article=row.article, text=row.text, origin=row.origin, author=row.author,
        created_at=row.created_at,
    )


def remove_phrasing(tx: Transaction, article: str, *, text: str) -> int:
    return tx.run("DELETE FROM phrasing WHERE article = :article AND text = :text", article=article, text=text)


def move_revision(
    tx: Transaction, id: str, *, revision: int, seen: int, slug: str, language: str, topic: str | None, now: int
) -> int:
    """Makes a revision the current one; 0 when somebody else has moved the article since `seen`."""
    return tx.run(
        """UPDATE article SET revision = :revision, slug = :slug, language = :language, topic = :topic,
                              translates = COALESCE(translates, revision),
                              version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, revision=revision, seen=seen, slug=slug, language=language, topic=topic, now=now,
    )


def move_state(tx: Transaction, id: str, *, source: Collection[str], state: str, seen: int, now: int) -> int:
    """From one of `source` to `state`; 0 where it is in none of them, or somebody else has moved it since `seen`."""
    names, values = listed("source", source)
    return tx.run(
        f"""UPDATE article SET state = :state, version = version + 1, updated_at = :now,
                               published_at = CASE WHEN :state = 'published' THEN :now ELSE published_at END
             WHERE id = :id AND version = :seen AND state IN ({names})""",
        id=id, state=state, seen=seen, now=now, **values,
    )


def unpublish(tx: Transaction, id: str, *, at: int, now: int) -> int:
    """What was published at that moment waits for review again; 0 where anything was done with it since."""
    return tx.run(
        """UPDATE article SET state = 'in_review', version = version + 1, updated_at = :now
            WHERE id = :id AND state = 'published' AND published_at = :at AND updated_at = :at""",
        id=id, at=at, now=now,
    )


def touch(tx: Transaction, id: str, *, seen: int, now: int) -> int:
    """Moves the version for a change beside the text (phrasings); 0 when somebody else was faster."""
    return tx.run(
        "UPDATE article SET version = version + 1, updated_at = :now WHERE id = :id AND version = :seen",
        id=id, seen=seen, now=now,
    )


def reword(tx: Transaction, id: str) -> int:
    """Moves the version for a wording that joined it: no text of it changed, so neither does its time."""
    return tx.run("UPDATE article SET version = version + 1 WHERE id = :id", id=id)
