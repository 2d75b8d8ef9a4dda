"""Sign-ins, kept on the server so that they can be ended."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction
from kb.store.people import Person


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    person: str
    created_at: int
    expires_at: int


def person_of(db: Reads, id: str, *, now: int) -> Person | None:
    """Who a session belongs to, as long as both are good."""
    return db.one(
        Person,
        """SELECT p.id, p.site, p.email, p.name, p.role, p.state, p.origin, p.password, p.language, p.presence,
                  p.seen_at, p.created_at
             FROM session s JOIN person p ON p.id = s.person
            WHERE s.id = :id AND s.expires_at > :now AND p.state = 'active'""",
        id=id, now=now,
    )


def add(tx: Transaction, session: Session) -> None:
    tx.run(
        "INSERT INTO session (id, person, created_at, expires_at) VALUES (:id, :person, :created_at, :expires_at)",
        id=session.id, person=session.person, created_at=session.created_at, expires_at=session.expires_at,
    )


def end(tx: Transaction, id: str) -> int:
    return tx.run("DELETE FROM session WHERE id = :id", id=id)


def end_all(tx: Transaction, person: str) -> int:
    return tx.run("DELETE FROM session WHERE person = :person", person=person)


def sweep(tx: Transaction, *, now: int) -> int:
    """Takes away what has expired."""
    return tx.run("DELETE FROM session WHERE expires_at <= :now", now=now)
