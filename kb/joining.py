"""How people join, come back without their password, and move to another address.

Each verb that sends a link ends with its event, and whoever follows the log writes the mail. What is said to strangers
does not depend on whether an address is known: both ways write one row and one event.
"""

from collections.abc import Callable
from typing import TypeVar

from kb import ids
from kb.store import conversations, departures, events, people, sessions, tokens
from kb.store.engine import Conflict, Database, Transaction
from kb.store.people import Person
from kb.store.tokens import Kind, Token

Result = TypeVar("Result")


class AddressTaken(Exception):
    """Somebody with this mail address is there already."""


class Spent(Exception):
    """The link was used meanwhile, has expired, or its person is gone."""


def ask_to_sign_up(
    db: Database, *, site: str, email: str, name: str, language: str, password: str, now: int, then: str = ""
) -> str:
    """Nobody is there until the address is confirmed; returns the token's id. `password` is a hash, `then` the page
    that they want to see."""

    def body(tx: Transaction) -> str:
        known = people.by_email(tx, email, site=site)
        facts = {"language": language} if known else {
            "language": language, "name": name, "password": password, "then": then,
        }
        return _make(tx, "sign_up", person=known.id if known else None, email=email, facts=facts, site=site, now=now)

    return db.write(body)


def confirm_sign_up(db: Database, token: Token, *, now: int) -> Person:
    """The person, who is a member now. Raises Spent, or AddressTaken where somebody was quicker."""
    id, facts = ids.new_id(now), token.facts

    def body(tx: Transaction) -> Person:
        _use(tx, token, now=now)
        people.add(
            tx, id=id, site=token.site, email=token.email, name=facts["name"], role="member", origin="real",
            password=facts["password"], language=facts["language"], now=now,
        )
        tokens.end_sign_ups(tx, token.email, site=token.site)
        return _changed(tx, id, now=now)

    return _unless_taken(db, token.email, body)


def ask_for_password(db: Database, *, site: str, email: str, language: str, now: int) -> str:
    """A link with which whoever reads the mail chooses a new password; returns the token's id."""

    def body(tx: Transaction) -> str:
        known = people.by_email(tx, email, site=site)
        person = known.id if known and known.state == "active" else None
        return _make(tx, "password", person=person, email=email, facts={"language": language}, site=site, now=now)

    return db.write(body)


def choose_password(db: Database, token: Token, *, password: str, now: int) -> Person:
    """By the link of an invitation or of a forgotten password: all sign-ins and all other links end. Raises Spent."""

    def body(tx: Transaction) -> Person:
        _use(tx, token, now=now)
        found = people.by_id(tx, token.person or "")
        # Since the link was sent the person may have left, been deactivated, or moved to another address.
        if found is None or found.state != "active" or found.email != token.email:
            raise Spent
        people.set_password(tx, found.id, password=password)
        tokens.end_all(tx, found.id)
        end_sessions(tx, found, now=now)
        return _changed(tx, found.id, now=now)

    return db.write(body)


def change_password(db: Database, person: Person, *, password: str, session: str, now: int) -> None:
    """By the person, who stays signed in here alone: `session` is the one that goes on. Raises Spent where the
    password that was asked for was changed meanwhile."""

    def body(tx: Transaction) -> None:
        found = people.by_id(tx, person.id)
        if found is None or found.password != person.password:
            raise Spent
        people.set_password(tx, person.id, password=password)
        tokens.end_all(tx, person.id)
        sessions.end_others(tx, person.id, but=session)
        _tell(tx, "session.ended", person, now=now)

    db.write(body)


def change_profile(db: Database, person: Person, *, name: str, language: str, now: int) -> None:
    def body(tx: Transaction) -> None:
        people.set_profile(tx, person.id, name=name, language=language)
        _tell(tx, "person.changed", person, now=now)

    db.write(body)


def change_picture(db: Database, person: Person, *, picture: str | None, now: int) -> None:
    """`picture` is a file's id; the one before is forgotten."""

    def body(tx: Transaction) -> None:
        people.set_picture(tx, person.id, picture=picture)
        if person.picture and person.picture != picture:
            departures.forget_picture(tx, person.picture)
        _tell(tx, "person.changed", person, now=now)

    db.write(body)


def end_other_sessions(db: Database, person: Person, *, session: str, now: int) -> int:
    """How many sign-ins ended; their open pages hear of it."""

    def body(tx: Transaction) -> int:
        ended = sessions.end_others(tx, person.id, but=session)
        _tell(tx, "session.ended", person, now=now)
        return ended

    return db.write(body)


def ask_to_move(db: Database, person: Person, *, email: str, language: str, now: int) -> str:
    """A link to the new address; the account keeps the old one until it is opened. Returns the token's id."""
    facts = {"language": language, "old": person.email}
    return db.write(
        lambda tx: _make(tx, "address", person=person.id, email=email, facts=facts, site=person.site, now=now)
    )


def move(db: Database, token: Token, *, now: int) -> Person:
    """The address is the person's from now on. Raises Spent or AddressTaken."""

    def body(tx: Transaction) -> Person:
        _use(tx, token, now=now)
        found = people.by_id(tx, token.person or "")
        if found is None or found.state != "active" or found.email != token.facts["old"]:
            raise Spent
        people.set_email(tx, found.id, email=token.email)
        conversations.move_contacts(tx, found.id, old=found.email, new=token.email)
        tokens.end_all(tx, found.id)
        tokens.end_sign_ups(tx, token.email, site=token.site)
        return _changed(tx, found.id, now=now)

    return _unless_taken(db, token.email, body)


def invite(
    db: Database, *, site: str, email: str, name: str, role: str, language: str, by: Person, now: int
) -> tuple[str, str]:
    """Somebody who chooses a password by a link, and cannot sign in before; ids of person and token.

    Raises AddressTaken.
    """
    id = ids.new_id(now)

    def body(tx: Transaction) -> tuple[str, str]:
        people.add(
            tx, id=id, site=site, email=email, name=name, role=role, origin="real", password="", language=language,
            now=now,
        )
        _changed(tx, id, now=now)
        return id, _invited(tx, id, email=email, language=language, site=site, by=by, now=now)

    return _unless_taken(db, email, body)


def invite_again(db: Database, person: Person, *, by: Person, now: int) -> str:
    """A new link; those before open nothing any more. Returns the token's id."""

    def body(tx: Transaction) -> str:
        tokens.end_all(tx, person.id)
        return _invited(
            tx, person.id, email=person.email, language=person.language, site=person.site, by=by, now=now
        )

    return db.write(body)


def send_password_link(db: Database, person: Person, *, now: int) -> str:
    """What an administrator does for somebody who cannot get in; the old password opens until the link is used."""
    facts = {"language": person.language}
    return db.write(
        lambda tx: _make(tx, "password", person=person.id, email=person.email, facts=facts, site=person.site, now=now)
    )


def end_sessions(tx: Transaction, person: Person, *, now: int) -> None:
    """Inside a verb's write: every sign-in ends, and the open pages with it."""
    sessions.end_all(tx, person.id)
    _tell(tx, "session.ended", person, now=now)


def _invited(tx: Transaction, id: str, *, email: str, language: str, site: str, by: Person, now: int) -> str:
    facts = {"language": language, "by": by.name}
    return _make(tx, "invitation", person=id, email=email, facts=facts, site=site, now=now)


def _make(
    tx: Transaction, kind: Kind, *, person: str | None, email: str, facts: dict[str, str], site: str, now: int
) -> str:
    id = ids.new_id(now)
    tokens.add(tx, id=id, site=site, kind=kind, person=person, email=email, facts=facts, now=now)
    events.append(tx, kind="token.made", topic=f"token:{id}", subject=id, now=now, site=site)
    return id


def _use(tx: Transaction, token: Token, *, now: int) -> None:
    if not tokens.use(tx, token.id, now=now):
        raise Spent


def _changed(tx: Transaction, id: str, *, now: int) -> Person:
    found = people.by_id(tx, id)
    assert found
    _tell(tx, "person.changed", found, now=now)
    return found


def _tell(tx: Transaction, kind: str, person: Person, *, now: int) -> None:
    events.append(tx, kind=kind, topic=f"person:{person.id}", subject=person.id, now=now, site=person.site)


def _unless_taken(db: Database, email: str, body: Callable[[Transaction], Result]) -> Result:
    try:
        return db.write(body)
    except Conflict as error:
        raise AddressTaken(email) from error
