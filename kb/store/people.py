"""People who sign in: members, moderators, agents, supervisors, administrators."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction

STAFF: Final = ("agent", "supervisor", "administrator")
"""Roles that serve customers at the desk."""

CURATORS: Final = ("moderator", "supervisor", "administrator")
"""Roles that publish articles."""

WRITERS: Final = ("agent", *CURATORS)
"""Roles that write articles; what they may not publish, a curator reviews."""

ROLES: Final = ("member", "moderator", "agent", "supervisor", "administrator")


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    site: str
    email: str
    name: str
    role: str
    state: str
    origin: str
    password: str
    language: str
    presence: str
    seen_at: int
    created_at: int


_PERSON: Final = """
    SELECT id, site, email, name, role, state, origin, password, language, presence, seen_at, created_at FROM person"""


def by_id(db: Reads, id: str) -> Person | None:
    return db.one(Person, f"{_PERSON} WHERE id = :id", id=id)


def by_email(db: Reads, email: str, *, site: str) -> Person | None:
    """Addresses are kept in lower case."""
    return db.one(Person, f"{_PERSON} WHERE site = :site AND email = :email", site=site, email=email.lower())


def everybody(db: Reads, *, site: str) -> list[Person]:
    return db.all(Person, f"{_PERSON} WHERE site = :site ORDER BY id", site=site)


def active_demo(db: Reads) -> list[Person]:
    """The demo people who can still sign in: their passwords lie in a file."""
    return db.all(Person, f"{_PERSON} WHERE origin = 'demo' AND state = 'active' ORDER BY id")


def online(db: Reads, *, site: str, since: int, until: int) -> int:
    """How many people at the desk are set to online and were seen between these moments."""
    return int(
        db.value(
            """SELECT COUNT(*) FROM person
                WHERE site = :site AND state = 'active' AND presence = 'online'
                  AND seen_at BETWEEN :since AND :until AND role IN ('agent', 'supervisor', 'administrator')""",
            site=site, since=since, until=until,
        )
    )


def all_online(db: Reads, *, since: int) -> int:
    """The same, of all sites together."""
    return int(
        db.value(
            """SELECT COUNT(*) FROM person
                WHERE state = 'active' AND presence = 'online' AND seen_at >= :since
                  AND role IN ('agent', 'supervisor', 'administrator')""",
            since=since,
        )
    )


def add(
    tx: Transaction, *, id: str, site: str, email: str, name: str, role: str, origin: str, password: str,
    language: str, now: int,
) -> None:
    """Raises Conflict when the address is taken. `password` is a hash."""
    tx.run(
        """INSERT INTO person (id, site, email, name, role, state, origin, password, language, presence, seen_at,
                               created_at)
           VALUES (:id, :site, :email, :name, :role, 'active', :origin, :password, :language, 'away', 0, :now)""",
        id=id, site=site, email=email.lower(), name=name, role=role, origin=origin, password=password,
        language=language, now=now,
    )


def set_role(tx: Transaction, id: str, *, role: str) -> int:
    return tx.run("UPDATE person SET role = :role WHERE id = :id", id=id, role=role)


def set_password(tx: Transaction, id: str, *, password: str) -> int:
    return tx.run("UPDATE person SET password = :password WHERE id = :id", id=id, password=password)


def deactivate(tx: Transaction, id: str) -> int:
    return tx.run("UPDATE person SET state = 'deactivated', presence = 'away' WHERE id = :id", id=id)


def activate(tx: Transaction, id: str) -> int:
    return tx.run("UPDATE person SET state = 'active' WHERE id = :id", id=id)


def set_presence(tx: Transaction, id: str, *, presence: str, now: int) -> int:
    return tx.run(
        "UPDATE person SET presence = :presence, seen_at = :now WHERE id = :id AND state = 'active'",
        id=id, presence=presence, now=now,
    )


def arrive(tx: Transaction, id: str, *, password: str, now: int) -> int:
    """The person signs in with this hash; 0 where it was changed, or the person deactivated, since it was compared."""
    return tx.run(
        "UPDATE person SET seen_at = :now WHERE id = :id AND state = 'active' AND password = :password",
        id=id, password=password, now=now,
    )


def seen(tx: Transaction, id: str, *, now: int) -> int:
    """Somebody of the desk is there: the stream is open, or they do something. 0 for whoever has left the desk.

    Locks the person's row until the transaction ends, so that nobody leaves meanwhile.
    """
    return tx.run(
        """UPDATE person SET seen_at = :now
            WHERE id = :id AND state = 'active' AND role IN ('agent', 'supervisor', 'administrator')""",
        id=id, now=now,
    )
