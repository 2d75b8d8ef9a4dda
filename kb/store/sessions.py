"""Sign-ins, kept on the server so that they can be ended."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns
from kb.store.people import Person


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    person: str
    created_at: int
    expires_at: int
    browser: str = ""
    """In a few words, so that its person knows it again."""


_PERSON: Final = ", ".join(f"p.{name}" for name in columns(Person).split(", "))


def person_of(db: Reads, id: str, *, now: int) -> Person | None:
    """Who a session belongs to, as long as both are good."""
    return db.one(
        Person,
        f"""SELECT {_PERSON}
             FROM session s JOIN person p ON p.id = s.person
            WHERE s.id = :id AND s.expires_at > :now AND p.state = 'active'""",
        id=id, now=now,
    )


def add(tx: Transaction, session: Session) -> None:
    tx.run(
        """INSERT INTO session (id, person, created_at, expires_at, browser)
           VALUES (:id, :person, :created_at, :expires_at, :browser)""",
        id=session.id, person=session.person, created_at=session.created_at, expires_at=session.expires_at,
        browser=session.browser,
    )


def of_person(db: Reads, person: str, *, now: int) -> list[Session]:
    """Where somebody is signed in, the newest first."""
    return db.all(
        Session,
        f"""SELECT {columns(Session)} FROM session WHERE person = :person AND expires_at > :now
             ORDER BY created_at DESC, id""",
        person=person, now=now,
    )


def end(tx: Transaction, id: str) -> int:
    return tx.run("DELETE FROM session WHERE id = :id", id=id)


def end_all(tx: Transaction, person: str) -> int:
    return tx.run("DELETE FROM session WHERE person = :person", person=person)


def end_others(tx: Transaction, person: str, *, but: str) -> int:
    return tx.run("DELETE FROM session WHERE person = :person AND id <> :but", person=person, but=but)


def sweep(tx: Transaction, *, now: int) -> int:
    """Takes away what has expired."""
    return tx.run("DELETE FROM session WHERE expires_at <= :now", now=now)
