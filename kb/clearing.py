"""What the log need not keep: that somebody typed, read or was there says nothing to anybody a week later.

Whoever follows the log passes these events over; only live streams hand them on, and those begin at the log's end.
"""

from typing import Final

from kb.store import events, followers
from kb.store.engine import Database, Transaction

FOLLOWER: Final = "clearing"

PASSING: Final = frozenset(
    {"typing.customer", "typing.agent", "conversation.read", "conversation.seen", "presence.changed"}
)

KEPT: Final = 7 * 24 * 3_600_000
"""Milliseconds that such an event stays."""


def clear(db: Database, *, before: int, limit: int = 500) -> bool:
    """Takes what passed before then out of the next page of the log; False where that page is not full and old yet.

    The page's last event stays, so that the end of the log is never taken away.
    """
    seen = followers.cursor(db, FOLLOWER)
    if seen is None:
        db.write(lambda tx: followers.begin(tx, FOLLOWER, cursor=events.START))
        seen = events.START
    page, after = events.read_after(db, seen, limit=limit)
    if len(page) < limit or page[-1].created_at >= before:
        return False
    passed = [event.number for event in page[:-1] if event.kind in PASSING and event.created_at < before]

    def body(tx: Transaction) -> bool:
        if not followers.move(tx, FOLLOWER, seen=seen, cursor=after):
            return False
        events.remove(tx, passed)
        return True

    return db.write(body)
