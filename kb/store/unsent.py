"""What somebody began to write on the board and has not sent."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Unsent:
    """`place` is ask, answer:<question>, edit:<post> or comment:<post>; `fields` is JSON."""

    person: str
    place: str
    fields: str
    saved_at: int


def of(db: Reads, *, person: str, place: str) -> Unsent | None:
    return db.one(
        Unsent, f"SELECT {columns(Unsent)} FROM unsent WHERE person = :person AND place = :place",
        person=person, place=place,
    )


def of_places(db: Reads, *, person: str, places: Collection[str]) -> list[Unsent]:
    """Those of these places where something was begun, in no order."""
    names, chosen = listed("place", places)
    return db.all(
        Unsent, f"SELECT {columns(Unsent)} FROM unsent WHERE person = :person AND place IN ({names})",
        person=person, **chosen,
    )


def keep(tx: Transaction, row: Unsent) -> None:
    """In place of what was there."""
    tx.run(
        """INSERT INTO unsent (person, place, fields, saved_at) VALUES (:person, :place, :fields, :saved_at)
           ON CONFLICT (person, place) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at""",
        person=row.person, place=row.place, fields=row.fields, saved_at=row.saved_at,
    )


def remove(tx: Transaction, *, person: str, place: str) -> int:
    return tx.run("DELETE FROM unsent WHERE person = :person AND place = :place", person=person, place=place)


def forget(tx: Transaction, *, person: str) -> int:
    """All of somebody's, when they leave."""
    return tx.run("DELETE FROM unsent WHERE person = :person", person=person)


def sweep(tx: Transaction, *, before: int) -> int:
    return tx.run("DELETE FROM unsent WHERE saved_at < :before", before=before)
