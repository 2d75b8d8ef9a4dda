"""Who may not take part for a while. Until it ends, nobody but they and curators sees what they wrote."""

import json
from typing import Final

from kb import admitting, fitting, ids, standing
from kb.admitting import Admitted, Moved, Refused
from kb.store import answer_counts, events, moderations, suspensions
from kb.store.engine import Database, Transaction
from kb.store.moderations import Moderation
from kb.store.suspensions import Suspension

LONGEST: Final = 366 * 24 * 3_600_000
"""Milliseconds. Whoever should never come back is deactivated by an administrator."""


def suspend(
    db: Database, person: str, *, until: int, reason: str, note: str, moderator: str, now: int
) -> Suspension:
    """`reason` is told to the person, `note` to other moderators. Not for staff or curators. Raises Unfit, Refused, and
    Moved where the person is suspended already."""
    said = fitting.note(reason)
    if not said:
        raise fitting.Unfit("reason", "missing")
    if not now < until <= now + LONGEST:
        raise fitting.Unfit("reason", "unfit")
    id = ids.new_id(now)

    def body(tx: Transaction) -> Suspension:
        by = admitting.curator(tx, moderator, now=now)
        whom = admitting.somebody(tx, person, now=now)
        if standing.privileged(whom.standing) or whom.known.site != by.known.site:
            raise Refused("role")
        suspensions.hold(tx, person)
        suspensions.end(tx, person, now=now)
        if suspensions.current(tx, person, now=now):
            raise Moved
        row = Suspension(id, by.known.site, person, until, said, moderator, now, None)
        suspensions.add(tx, row)
        _log(tx, "suspend", by, person, said, note, was={"suspension": id}, now=now)
        tell(tx, "person.suspended", person, site=row.site, now=now)
        return row

    return db.write(body)


def lift(db: Database, person: str, *, moderator: str, now: int) -> None:
    """It is over now. Raises Refused, or Moved where the person is not suspended."""

    def body(tx: Transaction) -> None:
        by = admitting.curator(tx, moderator, now=now)
        row = suspensions.current(tx, person, now=now)
        if row is None or not suspensions.lift(tx, person, now=now):
            raise Moved
        _log(tx, "lift", by, person, "", "", was={"suspension": row.id}, now=now)
        tell(tx, "person.lifted", person, site=row.site, now=now)

    db.write(body)


def end_due(db: Database, *, now: int) -> int:
    """Puts away what is over by itself, and tells the index to find again what it hid; how many."""
    due = suspensions.due(db, now=now, limit=100)

    def body(tx: Transaction) -> int:
        ended = [row for row in due if suspensions.end(tx, row.person, now=now)]
        for row in ended:
            tell(tx, "person.lifted", row.person, site=row.site, now=now)
        return len(ended)

    return db.write(body) if due else 0


def tell(tx: Transaction, kind: str, person: str, *, site: str, now: int) -> None:
    """It began or ended: their answers are counted anew, and the index hears of it."""
    answer_counts.of_author(tx, person)
    events.append(tx, kind=kind, topic=f"person:{person}", subject=person, site=site, now=now)


def _log(
    tx: Transaction, deed: str, by: Admitted, person: str, reason: str, note: str, *, was: dict[str, object], now: int
) -> None:
    id = ids.new_id(now)
    moderations.add(
        tx,
        Moderation(
            id, by.known.site, id, by.known.person, deed, None, "", person, reason, fitting.note(note),
            json.dumps(was), 0, None, None, now,
        ),
    )
