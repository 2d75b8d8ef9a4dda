"""People who sign in: members, moderators, agents, supervisors, administrators."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

STAFF: Final = ("agent", "supervisor", "administrator")
"""Roles that serve customers at the desk."""

SUPERVISORS: Final = ("supervisor", "administrator")
"""Roles that may take a conversation from whoever has it."""

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
    picture: str | None
    left_at: int | None

    @property
    def standing(self) -> "Standing":
        return _standing(self.state, password=self.password, left_at=self.left_at)


Standing = Literal["active", "invited", "deactivated", "left"]
"""Invited: the person has not chosen a password yet, and cannot sign in. Left: the account is closed for good."""

_PERSON: Final = f"SELECT {columns(Person)} FROM person"


def by_id(db: Reads, id: str) -> Person | None:
    return db.one(Person, f"{_PERSON} WHERE id = :id", id=id)


def by_email(db: Reads, email: str, *, site: str) -> Person | None:
    """Addresses are kept in lower case."""
    return db.one(Person, f"{_PERSON} WHERE site = :site AND email = :email", site=site, email=email.lower())


def writers(db: Reads, emails: Collection[str], *, site: str) -> dict[str, Person]:
    """Those with these addresses who may write articles, by address."""
    names, values = listed("email", emails)
    roles, more = listed("role", WRITERS)
    rows = db.all(
        Person, f"{_PERSON} WHERE site = :site AND email IN ({names}) AND state = 'active' AND role IN ({roles})",
        site=site, **values, **more,
    )
    return {row.email: row for row in rows}


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


def set_profile(tx: Transaction, id: str, *, name: str, language: str) -> int:
    return tx.run(
        "UPDATE person SET name = :name, language = :language WHERE id = :id", id=id, name=name, language=language
    )


def set_email(tx: Transaction, id: str, *, email: str) -> int:
    """Raises Conflict when the address is taken."""
    return tx.run("UPDATE person SET email = :email WHERE id = :id", id=id, email=email.lower())


def set_picture(tx: Transaction, id: str, *, picture: str | None) -> int:
    return tx.run("UPDATE person SET picture = :picture WHERE id = :id", id=id, picture=picture)


def leave(tx: Transaction, id: str, *, name: str, email: str, now: int) -> int:
    """Nothing that tells who it was stays in the row; 0 where the person has left already."""
    return tx.run(
        """UPDATE person SET name = :name, email = :email, role = 'member', state = 'deactivated', password = '',
                             picture = NULL, presence = 'away', seen_at = 0, left_at = :now
            WHERE id = :id AND left_at IS NULL""",
        id=id, name=name, email=email, now=now,
    )


def deactivate(tx: Transaction, id: str) -> int:
    return tx.run("UPDATE person SET state = 'deactivated', presence = 'away' WHERE id = :id", id=id)


def activate(tx: Transaction, id: str) -> int:
    return tx.run("UPDATE person SET state = 'active' WHERE id = :id AND left_at IS NULL", id=id)


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


def lock_administrators(tx: Transaction, *, site: str) -> None:
    """Nobody else takes an administrator away until the transaction ends, so that the last one stays."""
    tx.run("UPDATE site SET name = name WHERE id = :site", site=site)


def other_administrators(tx: Reads, id: str, *, site: str) -> int:
    """How many people beside this one can sign in as administrators."""
    return int(
        tx.value(
            """SELECT COUNT(*) FROM person
                WHERE site = :site AND role = 'administrator' AND state = 'active' AND password <> '' AND id <> :id""",
            id=id, site=site,
        )
    )


def _standing(state: str, *, password: str, left_at: int | None) -> Standing:
    if left_at is not None:
        return "left"
    if state != "active":
        return "deactivated"
    return "active" if password else "invited"
