"""Who is there: agents set themselves online or away, and count as online while their page is open."""

from typing import Final, Literal

from kb.store import events, people
from kb.store.engine import Database, Reads, Transaction

GRACE: Final = 60_000
"""Milliseconds that an agent still counts as online after the stream was last open."""


def anybody_online(db: Reads, *, site: str, now: int) -> bool:
    """Whether a person may be promised."""
    return people.online(db, site=site, since=now - GRACE) > 0


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
