"""Who is there: agents set themselves online or away, and their open page says that they still are."""

from typing import Literal

from kb.store import events, people
from kb.store.engine import Database, Transaction


def set_presence(db: Database, person: people.Person, *, presence: Literal["online", "away"], now: int) -> None:
    def body(tx: Transaction) -> None:
        if people.set_presence(tx, person.id, presence=presence, now=now):
            events.append(
                tx, kind="presence.changed", topic=f"person:{person.id}", subject=person.id, now=now, site=person.site
            )

    db.write(body)


def still_here(db: Database, person: str, *, now: int) -> None:
    """The person's stream is open; said every 20 seconds or so."""

    def body(tx: Transaction) -> None:
        people.seen(tx, person, now=now)

    db.write(body)
