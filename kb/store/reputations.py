"""The ledger of reputation: entries are cancelled, never deleted; their sum stands in the person's row."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns

_LAST: Final = "z" * 20  # sorts after every id, in every collation


@dataclass(frozen=True, slots=True)
class Entry:
    """`points` as they were given, `actor` whose deed it was (a person's id, or '')."""

    id: str
    person: str
    kind: str
    points: int
    post: str
    actor: str
    created_at: int
    cancelled_at: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as its person sees it: who voted stays with who voted."""

    id: str
    kind: str
    points: int
    post: str
    question: str
    title: str
    created_at: int
    cancelled_at: int | None


def of_person(db: Reads, person: str, *, before: str, limit: int) -> list[Shown]:
    """The newest first, older than the entry `before`, or from the newest on where that is ''."""
    return db.all(
        Shown,
        """SELECT r.id, r.kind, r.points, r.post, p.question, q.title, r.created_at, r.cancelled_at
             FROM reputation r JOIN post p ON p.id = r.post JOIN post q ON q.id = p.question
            WHERE r.person = :person AND r.id < :before ORDER BY r.id DESC LIMIT :limit""",
        person=person, before=before or _LAST, limit=limit,
    )


def of_post(db: Reads, post: str) -> list[Entry]:
    """What counts because of this post."""
    return db.all(
        Entry, f"SELECT {columns(Entry)} FROM reputation WHERE post = :post AND cancelled_at IS NULL ORDER BY id",
        post=post,
    )


def last_cancelled(db: Reads, post: str) -> list[Entry]:
    """What stopped counting last, all in one moment: when the post was taken away, if it was."""
    return db.all(
        Entry,
        f"""SELECT {columns(Entry)} FROM reputation WHERE post = :post AND kind <> 'spam' AND cancelled_at =
                   (SELECT MAX(cancelled_at) FROM reputation WHERE post = :post AND kind <> 'spam') ORDER BY id""",
        post=post,
    )


def sum_of(db: Reads, person: str) -> int:
    return int(
        db.value("SELECT COALESCE(SUM(points), 0) FROM reputation WHERE person = :person AND cancelled_at IS NULL",
                 person=person)
    )


def gained(db: Reads, person: str, *, kind: str, since: int) -> int:
    """Points of one kind that count since then."""
    return int(
        db.value(
            """SELECT COALESCE(SUM(points), 0) FROM reputation
                WHERE person = :person AND created_at >= :since AND kind = :kind AND cancelled_at IS NULL""",
            person=person, kind=kind, since=since,
        )
    )


def hold(tx: Transaction, person: str) -> int:
    """Nobody else moves the person's reputation until the transaction ends."""
    return tx.run("UPDATE person SET reputation = reputation WHERE id = :person", person=person)


def add(tx: Transaction, row: Entry) -> int:
    """The person's sum moves with it; 0 where the same counts already."""
    added = tx.run(
        f"""INSERT INTO reputation ({columns(Entry)})
            VALUES (:id, :person, :kind, :points, :post, :actor, :created_at, :cancelled_at)
            ON CONFLICT (post, kind, actor, person) WHERE cancelled_at IS NULL DO NOTHING""",
        id=row.id, person=row.person, kind=row.kind, points=row.points, post=row.post, actor=row.actor,
        created_at=row.created_at, cancelled_at=row.cancelled_at,
    )
    if added:
        _move(tx, row.person, by=row.points)
    return added


def cancel(tx: Transaction, row: Entry, *, now: int) -> int:
    """It counts no more; 0 where it did not."""
    cancelled = tx.run(
        "UPDATE reputation SET cancelled_at = :now WHERE id = :id AND cancelled_at IS NULL", id=row.id, now=now
    )
    if cancelled:
        _move(tx, row.person, by=-row.points)
    return cancelled


def _move(tx: Transaction, person: str, *, by: int) -> None:
    tx.run("UPDATE person SET reputation = reputation + :by WHERE id = :person", person=person, by=by)
