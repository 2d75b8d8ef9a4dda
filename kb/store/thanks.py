"""Who thanked for a post; how many stands in the post."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Thanked:
    post: str
    name: str
    created_at: int


def mine(db: Reads, posts: Collection[str], *, person: str) -> list[Thanked]:
    """For which of these posts this person has thanked."""
    names, chosen = listed("post", posts)
    return db.all(
        Thanked,
        f"""SELECT t.post, person.name, t.created_at FROM thanks t JOIN person ON person.id = t.person
             WHERE t.person = :person AND t.post IN ({names})""",
        person=person, **chosen,
    )


def add(tx: Transaction, post: str, *, person: str, now: int) -> int:
    """0 where the person has thanked already."""
    return tx.run(
        """INSERT INTO thanks (post, person, created_at) VALUES (:post, :person, :now)
           ON CONFLICT (post, person) DO NOTHING""",
        post=post, person=person, now=now,
    )


def remove(tx: Transaction, post: str, *, person: str) -> int:
    return tx.run("DELETE FROM thanks WHERE post = :post AND person = :person", post=post, person=person)
