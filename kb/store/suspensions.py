"""Who may not take part for a while; what they wrote is not shown until then (`posts.public`)."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Suspension:
    """Over at `until` (ms, UTC), or when it is lifted before."""

    id: str
    site: str
    person: str
    until: int
    reason: str
    moderator: str | None
    created_at: int
    lifted_at: int | None


_SUSPENSION: Final = f"SELECT {columns(Suspension)} FROM suspension"


def current(db: Reads, person: str, *, now: int) -> Suspension | None:
    return db.one(
        Suspension, f"{_SUSPENSION} WHERE person = :person AND lifted_at IS NULL AND until > :now",
        person=person, now=now,
    )


def by_id(db: Reads, id: str) -> Suspension | None:
    return db.one(Suspension, f"{_SUSPENSION} WHERE id = :id", id=id)


def of_person(db: Reads, person: str, *, limit: int) -> list[Suspension]:
    """The newest first."""
    return db.all(
        Suspension, f"{_SUSPENSION} WHERE person = :person ORDER BY id DESC LIMIT :limit", person=person, limit=limit
    )


def ending(db: Reads, *, site: str, after: int, until: int, limit: int) -> list[Suspension]:
    """Those that ended between these moments and nobody has lifted, so that what was hidden is found again."""
    return db.all(
        Suspension,
        f"""{_SUSPENSION} WHERE site = :site AND lifted_at IS NULL AND until > :after AND until <= :until
             ORDER BY until LIMIT :limit""",
        site=site, after=after, until=until, limit=limit,
    )


def due(db: Reads, *, now: int, limit: int) -> list[Suspension]:
    """Those that are over and have not been put away."""
    return db.all(
        Suspension, f"{_SUSPENSION} WHERE lifted_at IS NULL AND until <= :now ORDER BY until LIMIT :limit",
        now=now, limit=limit,
    )


def add(tx: Transaction, row: Suspension) -> None:
    """Raises Conflict where the person is suspended; `end` those that are over first."""
    tx.run(
        f"""INSERT INTO suspension ({columns(Suspension)})
            VALUES (:id, :site, :person, :until, :reason, :moderator, :created_at, :lifted_at)""",
        id=row.id, site=row.site, person=row.person, until=row.until, reason=row.reason, moderator=row.moderator,
        created_at=row.created_at, lifted_at=row.lifted_at,
    )


def hold(tx: Transaction, person: str) -> int:
    """Nobody else suspends the person until the transaction ends."""
    return tx.run("UPDATE person SET reputation = reputation WHERE id = :person", person=person)


def end(tx: Transaction, person: str, *, now: int) -> int:
    """Puts away what is over by itself."""
    return tx.run(
        "UPDATE suspension SET lifted_at = until WHERE person = :person AND lifted_at IS NULL AND until <= :now",
        person=person, now=now,
    )


def lift(tx: Transaction, person: str, *, now: int) -> int:
    """0 where the person is not suspended."""
    return tx.run(
        "UPDATE suspension SET lifted_at = :now WHERE person = :person AND lifted_at IS NULL AND until > :now",
        person=person, now=now,
    )


def resume(tx: Transaction, id: str, *, now: int) -> int:
    """One that was lifted goes on; 0 where it would be over. Raises Conflict where there is another."""
    return tx.run(
        "UPDATE suspension SET lifted_at = NULL WHERE id = :id AND lifted_at IS NOT NULL AND until > :now",
        id=id, now=now,
    )
