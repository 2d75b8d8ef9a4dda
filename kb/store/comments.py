"""Comments under questions and answers: a line or two, in plain text."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store import people, posts
from kb.store.engine import Reads, Transaction, columns
from kb.store.posts import Reader
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    post: str
    author: str
    text: str
    state: str
    why: str
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as a page shows it; `total` is how many of its post this reader may see."""

    id: str
    post: str
    author: str
    name: str
    role: str
    text: str
    state: str
    version: int
    created_at: int
    updated_at: int
    total: int


_COMMENT: Final = f"SELECT {columns(Comment)} FROM comment"


def visible(to: Reader) -> tuple[str, dict[str, object]]:
    """As posts.visible, of a comment `c` under a post that the reader may see."""
    itself, params = posts.visible("c", to)
    return ("c.state <> 'removed'", params) if to.role in people.CURATORS else (itself, params)


def by_id(db: Reads, id: str) -> Comment | None:
    return db.one(Comment, f"{_COMMENT} WHERE id = :id", id=id)


def of_posts(db: Reads, ids: Collection[str], *, to: Reader, each: int) -> list[Shown]:
    """The first `each` of every one of these posts, which this reader may see; the oldest first."""
    condition, params = visible(to)
    names, chosen = listed("id", ids)
    return db.all(
        Shown,
        f"""SELECT f.id, f.post, f.author, person.name, person.role, f.text, f.state, f.version, f.created_at,
                   f.updated_at, f.total
              FROM (SELECT c.id, c.post, c.author, c.text, c.state, c.version, c.created_at, c.updated_at,
                           ROW_NUMBER() OVER (PARTITION BY c.post ORDER BY c.id) AS place,
                           COUNT(*) OVER (PARTITION BY c.post) AS total
                      FROM comment c WHERE c.post IN ({names}) AND {condition}) f
              JOIN person ON person.id = f.author
             WHERE f.place <= :each ORDER BY f.post, f.id""",
        each=each, **chosen, **params,
    )


def of_post(db: Reads, post: str, *, to: Reader, after: str, limit: int) -> list[Shown]:
    """The oldest first, behind the comment `after`, or all from '' on."""
    condition, params = visible(to)
    return db.all(
        Shown,
        f"""SELECT c.id, c.post, c.author, person.name, person.role, c.text, c.state, c.version, c.created_at,
                   c.updated_at, 0 AS total
              FROM comment c JOIN person ON person.id = c.author
             WHERE c.post = :post AND c.id > :after AND {condition} ORDER BY c.id LIMIT :limit""",
        post=post, after=after, limit=limit, **params,
    )


def count_of_post(db: Reads, post: str) -> int:
    """How many there are in any state."""
    return int(db.value("SELECT COUNT(*) FROM comment WHERE post = :post", post=post))


def add(tx: Transaction, row: Comment) -> None:
    tx.run(
        f"""INSERT INTO comment ({columns(Comment)})
            VALUES (:id, :post, :author, :text, :state, :why, :version, :created_at, :updated_at)""",
        id=row.id, post=row.post, author=row.author, text=row.text, state=row.state, why=row.why, version=row.version,
        created_at=row.created_at, updated_at=row.updated_at,
    )


def revise(tx: Transaction, id: str, *, text: str, seen: int, now: int) -> int:
    """0 where it was changed since `seen`."""
    return tx.run(
        """UPDATE comment SET text = :text, version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen AND state IN ('shown', 'in_review')""",
        id=id, text=text, seen=seen, now=now,
    )


def set_state(tx: Transaction, id: str, *, state: str, why: str, before: Collection[str]) -> int:
    """0 where it is in none of the states `before` any more."""
    names, states = listed("before", before)
    return tx.run(
        f"UPDATE comment SET state = :state, why = :why, version = version + 1 WHERE id = :id AND state IN ({names})",
        id=id, state=state, why=why, **states,
    )
