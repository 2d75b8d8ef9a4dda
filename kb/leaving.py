"""Somebody closes their account: it goes, and what tells who it was; what they gave to others stays, unsigned."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb import answering, ids, joining
from kb.saying import Said
from kb.store import departures, events, follows, notifications, people, sessions, tokens, unsent
from kb.store.departures import Kept
from kb.store.engine import Database, Transaction
from kb.store.people import Person


class LastAdministrator(Exception):
    """Without this person nobody could manage the others."""


class Gone(Exception):
    """The account was closed, or its password changed, since the person asked."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The proof: how much was removed, went back to the queue, and stayed."""

    sessions: int
    conversations: int
    unsaved: int
    mails: int
    returned: int
    kept: Kept


def leave(
    db: Database, person: Person, *, name: str, reader: str, words: Mapping[str, Said], now: int
) -> Departure:
    """All in one write. `name` is what stands from now on where the person's did; `reader` is how votes on articles
    name them; `words` is what customers are told whom they serve just now, by language.

    Raises LastAdministrator or Gone.
    """
    nobody = f"{ids.digest(ids.new_token())[:40]}@left.invalid"
    unlinked = ids.digest(ids.new_token())

    def body(tx: Transaction) -> Departure:
        people.lock_administrators(tx, site=person.site)
        found = people.by_id(tx, person.id)
        if found is None or found.password != person.password or found.state != "active":
            raise Gone
        if found.role == "administrator" and not people.other_administrators(tx, found.id, site=found.site):
            raise LastAdministrator
        returned = answering.give_back_all(tx, agent=found.id, words=words, now=now)
        kept = departures.kept(tx, found.id)
        ended = sessions.of_person(tx, found.id, now=now)
        people.leave(tx, found.id, name=name, email=nobody, now=now)
        if found.picture:
            departures.forget_picture(tx, found.picture)
        tokens.end_all(tx, found.id)
        departures.disown(tx, found.id)
        for theirs in (follows, notifications, unsent):
            theirs.forget(tx, person=found.id)
        departures.forget_votes(tx, reader=reader, instead=unlinked)
        proof = Departure(
            len(ended), departures.forget_conversations(tx, found.id), departures.forget_unsaved(tx, found.id),
            departures.forget_mail(tx, found.email, site=found.site), returned, kept,
        )
        joining.end_sessions(tx, found, now=now)
        events.append(
            tx, kind="person.left", topic=f"person:{found.id}", subject=found.id, now=now, site=found.site
        )
        return proof

    return db.write(body)
