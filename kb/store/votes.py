"""Votes on posts, one for each person and post; the sum stands in the post."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Vote:
    """`value` is 1 or -1."""

    post: str
    person: str
    value: int
    created_at: int


def of(db: Reads, post: str, *, person: str) -> Vote | None:
    return db.one(
        Vote, f"SELECT {columns(Vote)} FROM vote WHERE post = :post AND person = :person", post=post, person=person
    )


def mine(db: Reads, posts: Collection[str], *, person: str) -> list[Vote]:
    """How this person voted on these posts."""
    names, chosen = listed("post", posts)
    return db.all(
        Vote, f"SELECT {columns(Vote)} FROM vote WHERE person = :person AND post IN ({names})", person=person, **chosen
    )


def of_post(db: Reads, post: str) -> list[Vote]:
    return db.all(Vote, f"SELECT {columns(Vote)} FROM vote WHERE post = :post", post=post)


def add(tx: Transaction, row: Vote) -> int:
    """0 where the person has voted on the post already."""
    return tx.run(
        """INSERT INTO vote (post, person, value, created_at) VALUES (:post, :person, :value, :created_at)
           ON CONFLICT (post, person) DO NOTHING""",
        post=row.post, person=row.person, value=row.value, created_at=row.created_at,
    )


def turn(tx: Transaction, post: str, *, person: str, value: int, now: int) -> int:
    """The other way round; 0 where the vote is like this already, or is not there."""
    return tx.run(
        """UPDATE vote SET value = :value, created_at = :now
            WHERE post = :post AND person = :person AND value <> :value""",
        post=post, person=person, value=value, now=now,
    )


def remove(tx: Transaction, post: str, *, person: str, value: int) -> int:
    """0 where there is no such vote."""
    return tx.run(
        "DELETE FROM vote WHERE post = :post AND person = :person AND value = :value",
        post=post, person=person, value=value,
    )
