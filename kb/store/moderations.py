"""What moderators did on the board, and what it was before: for them with names and notes, for everybody without."""

from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.engine import Reads, Transaction, columns

_LAST: Final = "z" * 20  # sorts after every id, in every collation


@dataclass(frozen=True, slots=True)
class Moderation:
    """`was` is JSON, `batch` what was done at once, `version` that of post or comment since then, `person` whom it
    concerned. `moderator` is None where enough flags did it. `tags` are names with a space between, of merged ones the
    last is what they became; then `version` is the tag's."""

    id: str
    site: str
    batch: str
    moderator: str | None
    deed: str
    post: str | None
    comment: str
    person: str | None
    reason: str
    note: str
    was: str
    version: int
    undone_at: int | None
    undone_by: str | None
    created_at: int
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """For moderators. `title` is the question's, `name` the moderator's, `whom` the name of the person concerned."""

    id: str
    batch: str
    moderator: str | None
    name: str
    deed: str
    post: str | None
    question: str
    post_kind: str
    title: str
    comment: str
    person: str | None
    whom: str
    reason: str
    note: str
    tags: str
    undone_at: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Public:
    """For everybody: neither names nor notes, and a title and address only of what everybody may see."""

    id: str
    deed: str
    post: str
    question: str
    post_kind: str
    title: str
    reason: str
    tags: str
    undone_at: int | None
    created_at: int


_LOGGED: Final = """
    SELECT m.id, m.batch, m.moderator, COALESCE(person.name, '') AS name, m.deed, m.post,
           COALESCE(p.question, '') AS question, COALESCE(p.kind, '') AS post_kind, COALESCE(q.title, '') AS title,
           m.comment, m.person, COALESCE(w.name, '') AS whom, m.reason, m.note, m.tags, m.undone_at,
           m.created_at
      FROM moderation m LEFT JOIN person ON person.id = m.moderator LEFT JOIN post p ON p.id = m.post
      LEFT JOIN post q ON q.id = p.question LEFT JOIN person w ON w.id = m.person"""


def by_id(db: Reads, id: str, *, site: str) -> Moderation | None:
    return db.one(
        Moderation, f"SELECT {columns(Moderation)} FROM moderation WHERE id = :id AND site = :site", id=id, site=site
    )


def of_batch(db: Reads, batch: str) -> list[Moderation]:
    """What was done at once, the last first."""
    return db.all(
        Moderation, f"SELECT {columns(Moderation)} FROM moderation WHERE batch = :batch ORDER BY id DESC", batch=batch
    )


def page(db: Reads, *, site: str, before: str, limit: int) -> list[Logged]:
    """The newest first, older than `before`, or from the newest on where that is ''."""
    return db.all(
        Logged, f"{_LOGGED} WHERE m.site = :site AND m.id < :before ORDER BY m.id DESC LIMIT :limit",
        site=site, before=before or _LAST, limit=limit,
    )


def of_post(db: Reads, post: str, *, limit: int) -> list[Logged]:
    return db.all(
        Logged, f"{_LOGGED} WHERE m.post = :post ORDER BY m.id DESC LIMIT :limit", post=post, limit=limit
    )


def of_person(db: Reads, person: str, *, limit: int) -> list[Logged]:
    """What concerned this person."""
    return db.all(
        Logged, f"{_LOGGED} WHERE m.person = :person ORDER BY m.id DESC LIMIT :limit", person=person, limit=limit
    )


def public_page(db: Reads, *, site: str, before: str, now: int, limit: int) -> list[Public]:
    shown = f"({posts.public('p')} AND {posts.public('q')})"
    return db.all(
        Public,
        f"""SELECT m.id, m.deed, CASE WHEN {shown} THEN p.id ELSE '' END AS post,
                   CASE WHEN {shown} THEN p.question ELSE '' END AS question, COALESCE(p.kind, '') AS post_kind,
                   CASE WHEN {shown} THEN q.title ELSE '' END AS title, m.reason, m.tags, m.undone_at,
                   m.created_at
              FROM moderation m LEFT JOIN post p ON p.id = m.post LEFT JOIN post q ON q.id = p.question
             WHERE m.site = :site AND m.id < :before ORDER BY m.id DESC LIMIT :limit""",
        site=site, before=before or _LAST, now=now, limit=limit,
    )


def add(tx: Transaction, row: Moderation) -> None:
    tx.run(
        f"""INSERT INTO moderation ({columns(Moderation)})
            VALUES (:id, :site, :batch, :moderator, :deed, :post, :comment, :person, :reason, :note, :was, :version,
                    :undone_at, :undone_by, :created_at, :tags)""",
        id=row.id, site=row.site, batch=row.batch, moderator=row.moderator, deed=row.deed, post=row.post,
        comment=row.comment, person=row.person, reason=row.reason, note=row.note, was=row.was, version=row.version,
        undone_at=row.undone_at, undone_by=row.undone_by, created_at=row.created_at, tags=row.tags,
    )


def undo(tx: Transaction, id: str, *, person: str, now: int) -> int:
    """0 where it was taken back already."""
    return tx.run(
        "UPDATE moderation SET undone_at = :now, undone_by = :person WHERE id = :id AND undone_at IS NULL",
        id=id, person=person, now=now,
    )
