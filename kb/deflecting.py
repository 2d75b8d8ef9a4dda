"""What people open of what is like their question while they ask it, and whether that was the answer.

Only what they say themselves counts as found: whoever opens something and leaves tells us nothing. Without an event,
since nothing else reads it.
"""

from typing import Final, Literal

from kb import ids
from kb.store import similar_opens
from kb.store.engine import Database

Kind = Literal["question", "article"]

RECENT: Final = 3_600_000
"""Milliseconds within which what somebody opened belongs to the question that they are asking."""


def opened(db: Database, kind: Kind, subject: str, *, reader: str, site: str, now: int) -> None:
    """`reader` tells apart, and tells nobody who it is."""
    db.write(
        lambda tx: similar_opens.add(
            tx, id=ids.new_id(now), site=site, reader=reader, kind=kind, subject=subject, now=now
        )
    )


def found(db: Database, subject: str, *, reader: str, now: int) -> bool:
    """They say that it was the answer; no where they have not opened it."""
    return db.write(
        lambda tx: similar_opens.found(tx, reader=reader, subject=subject, since=now - RECENT)
    ) > 0


def asked(db: Database, *, reader: str, now: int) -> None:
    """They asked all the same."""
    db.write(lambda tx: similar_opens.asked(tx, reader=reader, since=now - RECENT))
