"""People who work here: they come, change roles and leave, and nothing that a customer waits for goes with them.

`by` is the administrator who does it. Nobody does it to themselves, so that an administrator always stays; None is
whoever has the machine, and may do everything.
"""

from collections.abc import Mapping

from kb import answering, ids, joining
from kb.joining import AddressTaken
from kb.saying import Said
from kb.store import events, people, tokens
from kb.store.engine import Conflict, Database, Transaction
from kb.store.people import Person


class NotAllowed(Exception):
    """Not to oneself; and only by who is an administrator at this moment."""


def add(
    db: Database, *, site: str, email: str, name: str, role: str, origin: str, password: str, language: str, now: int
) -> str:
    """A new person, who may sign in at once; returns the id. `password` is a hash. Raises AddressTaken."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> None:
        people.add(
            tx, id=id, site=site, email=email, name=name, role=role, origin=origin, password=password,
            language=language, now=now,
        )
        _tell(tx, "person.changed", id, site=site, now=now)

    try:
        db.write(body)
    except Conflict as error:
        raise AddressTaken(email) from error
    return id


def set_role(
    db: Database, person: Person, *, role: str, now: int, words: Mapping[str, Said] | None = None,
    by: Person | None = None,
) -> int:
    """The person signs in again with the new role: open pages of the old one end.

    Whoever leaves the desk by it gives back what they had; how many conversations that were. `words` as below.
    Raises NotAllowed.
    """

    def body(tx: Transaction) -> int:
        _check(tx, person, by=by)
        people.set_role(tx, person.id, role=role)
        _sign_out(tx, person, now=now)
        return 0 if role in people.STAFF else answering.give_back_all(tx, agent=person.id, words=words or {}, now=now)

    return db.write(body)


def set_password(db: Database, person: Person, *, password: str, now: int) -> None:
    """Sign-ins made with the old password end."""

    def body(tx: Transaction) -> None:
        people.set_password(tx, person.id, password=password)
        tokens.end_all(tx, person.id)
        _sign_out(tx, person, now=now)

    db.write(body)


def deactivate(
    db: Database, person: Person, *, words: Mapping[str, Said], now: int, by: Person | None = None
) -> int:
    """The person leaves: sign-ins end, and what they had goes back to the queue; how many conversations that were.

    `words` holds, by language, what those customers are told. Raises NotAllowed.
    """

    def body(tx: Transaction) -> int:
        _check(tx, person, by=by)
        people.deactivate(tx, person.id)
        tokens.end_all(tx, person.id)
        returned = answering.give_back_all(tx, agent=person.id, words=words, now=now)
        _sign_out(tx, person, now=now)
        return returned

    return db.write(body)


def activate(db: Database, person: Person, *, now: int, by: Person | None = None) -> None:
    """The person may sign in again, with the password from before. Raises NotAllowed."""

    def body(tx: Transaction) -> None:
        _check(tx, person, by=by)
        people.activate(tx, person.id)
        _tell(tx, "person.changed", person.id, site=person.site, now=now)

    db.write(body)


def _check(tx: Transaction, person: Person, *, by: Person | None) -> None:
    if by is None:
        return
    people.lock_administrators(tx, site=person.site)
    found = people.by_id(tx, by.id)
    if by.id == person.id or found is None or found.role != "administrator" or found.state != "active":
        raise NotAllowed


def _sign_out(tx: Transaction, person: Person, *, now: int) -> None:
    joining.end_sessions(tx, person, now=now)
    _tell(tx, "person.changed", person.id, site=person.site, now=now)


def _tell(tx: Transaction, kind: str, person: str, *, site: str, now: int) -> None:
    events.append(tx, kind=kind, topic=f"person:{person}", subject=person, now=now, site=site)
