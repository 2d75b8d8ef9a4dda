"""The inbox in short, as agents' pages show it: the first rows, and how many there are."""

from typing import Final

from kb.store import inbox
from kb.store.engine import Reads
from web.chat import payloads
from web.chat.payloads import Json

LISTED: Final = 50


def queue(db: Reads, *, site: str) -> Json:
    """Everybody who waits for a person."""
    rows = inbox.queue(db, site=site, limit=LISTED)
    length = len(rows) if len(rows) < LISTED else inbox.queue_length(db, site=site)
    return {"counts": {"queue": length}, "queue": [payloads.inbox_row(row) for row in rows]}


def mine(db: Reads, person: str) -> Json:
    """What this agent has."""
    rows = inbox.mine(db, person, limit=LISTED)
    length = len(rows) if len(rows) < LISTED else inbox.mine_length(db, person)
    return {"counts": {"mine": length}, "mine": [payloads.inbox_row(row) for row in rows]}
