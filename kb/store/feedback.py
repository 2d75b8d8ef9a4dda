"""Whether an article helped: what readers said, each of them once for each article."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

Vote = Literal["helped", "did_not_help"]
VOTES: Final[tuple[Vote, ...]] = ("helped", "did_not_help")
REASONS: Final = ("hard_to_follow", "incomplete", "out_of_date", "not_my_question", "other")

MOST_WAITING: Final = 999
"""Who has so many to read needs it no more exactly."""

_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one reader said of one article; `revision` is the text that they read."""

    id: str
    site: str
    article: str
    reader: str
    revision: int
    vote: str
    reason: str
    comment: str
    created_at: int
    updated_at: int
    handled_at: int | None
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, beside the article that it was said of. `current` is the article's present revision."""

    id: str
    article: str
    slug: str
    language: str
    topic: str | None
    title: str
    state: str
    current: int
    revision: int
    vote: str
    reason: str
    comment: str
    updated_at: int
    handled_at: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """An article's votes."""

    article: str
    helped: int
    votes: int


@dataclass(frozen=True, slots=True)
class Votes:
    helped: int
    votes: int


@dataclass(frozen=True, slots=True)
class Helpful:
    """How often the articles that say the same in several languages helped."""

    variant_group: str
    helped: int


_SAID: Final = """
    SELECT f.id, f.article, a.slug, a.language, a.topic, r.title, a.state, a.revision AS current, f.revision, f.vote,
           f.reason, f.comment, f.updated_at, f.handled_at
      FROM feedback f JOIN article a ON a.id = f.article
      JOIN revision r ON r.article = a.id AND r.number = a.revision"""


def by_id(db: Reads, id: str, *, site: str) -> Feedback | None:
    return db.one(
        Feedback, f"SELECT {columns(Feedback)} FROM feedback WHERE id = :id AND site = :site", id=id, site=site
    )


def of_article(db: Reads, article: str) -> Votes:
    """An article's votes."""
    found = db.one(
        Votes,
        """SELECT COUNT(CASE WHEN vote = 'helped' THEN 1 END) AS helped, COUNT(*) AS votes
             FROM feedback WHERE article = :article""",
        article=article,
    )
    assert found
    return found


def tallies(
    db: Reads, *, site: str, language: str | None = None, topics: Collection[str] = ()
) -> list[Tally]:
    """For moderators: every article that has votes; of a language, of some topics, or all."""
    where, values = _only(language, topics)
    return db.all(
        Tally,
        f"""SELECT v.article, v.helped, v.votes
              FROM (SELECT article, COUNT(CASE WHEN vote = 'helped' THEN 1 END) AS helped, COUNT(*) AS votes
                      FROM feedback WHERE site = :site GROUP BY article) AS v
             CROSS JOIN article a WHERE a.id = v.article AND a.state <> 'archived' {where}""",
        site=site, **values,
    )


def comments(
    db: Reads, *, site: str, handled: Literal["no", "yes"], language: str | None = None, topics: Collection[str] = (),
    before: tuple[int, str] | None = None, limit: int,
) -> list[Said]:
    """What readers wrote or gave a reason for, newest first, by key: behind `before`, a time and an id."""
    where, values = _only(language, topics)
    if before is not None:
        where += " AND (f.updated_at, f.id) < (:before_at, :before_id)"
        values["before_at"], values["before_id"] = before
    return db.all(
        Said,
        f"""{_SAID} WHERE f.site = :site AND f.handled_at IS {"NULL" if handled == "no" else "NOT NULL"}
               AND (f.comment <> '' OR f.reason <> '') {where}
             ORDER BY f.updated_at DESC, f.id DESC LIMIT :limit""",
        site=site, limit=limit, **values,
    )


def waiting(db: Reads, *, site: str) -> int:
    """How many comments and reasons nobody has handled; at most MOST_WAITING."""
    return int(db.value(
        """SELECT COUNT(*) FROM (SELECT 1 FROM feedback
            WHERE site = :site AND handled_at IS NULL AND (comment <> '' OR reason <> '') LIMIT :most) AS waiting""",
        site=site, most=MOST_WAITING,
    ))


def everything(db: Reads, *, site: str) -> Iterator[Said]:
    """All that was ever said, oldest first."""
    after = ""
    while page := db.all(
        Said, f"{_SAID} WHERE f.site = :site AND f.id > :after ORDER BY f.id LIMIT :limit",
        site=site, after=after, limit=_PAGE,
    ):
        yield from page
        after = page[-1].id


def most_helpful(db: Reads, *, site: str, since: int, limit: int) -> list[Helpful]:
    """Which articles helped most often since a moment, whoever may read them."""
    return db.all(
        Helpful,
        """SELECT a.variant_group, CAST(SUM(v.helped) AS BIGINT) AS helped
             FROM (SELECT article, COUNT(*) AS helped FROM feedback
                    WHERE site = :site AND vote = 'helped' AND updated_at >= :since
                    GROUP BY article ORDER BY helped DESC, article LIMIT :most) AS v
            CROSS JOIN article a WHERE a.id = v.article
            GROUP BY a.variant_group ORDER BY helped DESC, a.variant_group LIMIT :limit""",
        site=site, since=since, most=3 * limit, limit=limit,
    )


def put(tx: Transaction, row: Feedback) -> None:
    """What a reader says now takes the place of what the same reader said before, and is to be handled anew."""
    tx.run(
        """INSERT INTO feedback (id, site, article, reader, revision, vote, reason, comment, created_at, updated_at)
           VALUES (:id, :site, :article, :reader, :revision, :vote, :reason, :comment, :created_at, :updated_at)
           ON CONFLICT (article, reader) DO UPDATE SET
             revision = excluded.revision, vote = excluded.vote, reason = excluded.reason, comment = excluded.comment,
             updated_at = excluded.updated_at, handled_at = NULL, handled_by = NULL""",
        id=row.id, site=row.site, article=row.article, reader=row.reader, revision=row.revision, vote=row.vote,
        reason=row.reason, comment=row.comment, created_at=row.created_at, updated_at=row.updated_at,
    )


def handle(tx: Transaction, id: str, *, site: str, person: str, now: int) -> int:
    """0 where somebody has handled it already."""
    return tx.run(
        """UPDATE feedback SET handled_at = :now, handled_by = :person
            WHERE id = :id AND site = :site AND handled_at IS NULL""",
        id=id, site=site, person=person, now=now,
    )


def reopen(tx: Transaction, id: str, *, site: str) -> int:
    return tx.run(
        """UPDATE feedback SET handled_at = NULL, handled_by = NULL
            WHERE id = :id AND site = :site AND handled_at IS NOT NULL""",
        id=id, site=site,
    )


def _only(language: str | None, topics: Collection[str]) -> tuple[str, dict[str, object]]:
    where, values = "", dict[str, object]()
    if language is not None:
        where += " AND a.language = :language"
        values["language"] = language
    if topics:
        names, more = listed("topic", topics)
        values.update(more)
        where += f" AND a.topic IN ({names})"
    return where, values
