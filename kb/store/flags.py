"""Flags: that somebody finds a post or comment wrong here, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

REASONS: Final = ("spam", "rude", "off_topic", "wrong", "private", "other")
GRAVE: Final = ("spam", "rude", "private")
"""Enough of these hide a post before a moderator has seen it."""


@dataclass(frozen=True, slots=True)
class Flag:
    """`comment` is '' for the post itself; `text` what the person adds, for moderators only."""

    id: str
    site: str
    post: str
    comment: str
    person: str
    reason: str
    text: str
    state: str
    created_at: int
    decided_at: int | None


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag as a moderator sees it; `upheld` and `declined` are what became of the person's earlier ones."""

    id: str
    post: str
    comment: str
    person: str
    name: str
    reason: str
    text: str
    state: str
    upheld: int
    declined: int
    created_at: int


_FLAG: Final = f"SELECT {columns(Flag)} FROM flag"


def by_id(db: Reads, id: str) -> Flag | None:
    return db.one(Flag, f"{_FLAG} WHERE id = :id", id=id)


def of(db: Reads, post: str, *, comment: str, person: str) -> Flag | None:
    return db.one(
        Flag, f"{_FLAG} WHERE post = :post AND comment = :comment AND person = :person",
        post=post, comment=comment, person=person,
    )


def mine(db: Reads, posts: Collection[str], *, person: str) -> list[Flag]:
    """What this person has flagged of these posts and their comments, and nobody has decided."""
    names, chosen = listed("post", posts)
    return db.all(
        Flag, f"{_FLAG} WHERE post IN ({names}) AND person = :person AND state = 'waiting'", person=person, **chosen
    )


def raised(db: Reads, post: str, *, comment: str) -> list[Raised]:
    """All of this post or comment, the newest first."""
    return db.all(
        Raised,
        """SELECT f.id, f.post, f.comment, f.person, person.name, f.reason, f.text, f.state,
                  (SELECT COUNT(*) FROM flag o WHERE o.person = f.person AND o.state = 'upheld') AS upheld,
                  (SELECT COUNT(*) FROM flag o WHERE o.person = f.person AND o.state = 'declined') AS declined,
                  f.created_at
             FROM flag f JOIN person ON person.id = f.person
            WHERE f.post = :post AND f.comment = :comment ORDER BY f.created_at DESC, f.id DESC LIMIT 100""",
        post=post, comment=comment,
    )


def waiting(db: Reads, post: str, *, comment: str, reasons: Collection[str] = REASONS) -> int:
    """How many people's flags of these reasons wait."""
    names, chosen = listed("reason", reasons)
    return int(
        db.value(
            f"""SELECT COUNT(*) FROM flag
                 WHERE post = :post AND comment = :comment AND state = 'waiting' AND reason IN ({names})""",
            post=post, comment=comment, **chosen,
        )
    )


def add(tx: Transaction, row: Flag) -> int:
    """0 where the person's flag waits already or was decided; one that was withdrawn may come again."""
    return tx.run(
        f"""INSERT INTO flag ({columns(Flag)})
            VALUES (:id, :site, :post, :comment, :person, :reason, :text, :state, :created_at, :decided_at)
            ON CONFLICT (post, comment, person) DO UPDATE
               SET reason = excluded.reason, text = excluded.text, state = 'waiting', created_at = excluded.created_at,
                   decided_at = NULL
             WHERE flag.state = 'withdrawn'""",
        id=row.id, site=row.site, post=row.post, comment=row.comment, person=row.person, reason=row.reason,
        text=row.text, state=row.state, created_at=row.created_at, decided_at=row.decided_at,
    )


def withdraw(tx: Transaction, post: str, *, comment: str, person: str, now: int) -> int:
    """0 where no flag of this person waits there."""
    return tx.run(
        """UPDATE flag SET state = 'withdrawn', decided_at = :now
            WHERE post = :post AND comment = :comment AND person = :person AND state = 'waiting'""",
        post=post, comment=comment, person=person, now=now,
    )


def decide(tx: Transaction, post: str, *, comment: str, state: str, now: int) -> int:
    """All that wait there."""
    return tx.run(
        """UPDATE flag SET state = :state, decided_at = :now
            WHERE post = :post AND comment = :comment AND state = 'waiting'""",
        post=post, comment=comment, state=state, now=now,
    )


def wait_again(tx: Transaction, post: str, *, comment: str, decided_at: int) -> int:
    """Those that were decided in that moment, when the decision is taken back."""
    return tx.run(
        """UPDATE flag SET state = 'waiting', decided_at = NULL
            WHERE post = :post AND comment = :comment AND decided_at = :decided_at
              AND state IN ('upheld', 'declined')""",
        post=post, comment=comment, decided_at=decided_at,
    )
