"""Whether a person may be promised: somebody is set to online, and their page is or was just open."""

from typing import Final

from kb.store import people
from kb.store.engine import Reads

GRACE: Final = 60_000
"""Milliseconds that an agent still counts as online after the stream was last open."""


def anybody_online(db: Reads, *, site: str, now: int) -> bool:
    # Whoever was seen much later than now was so before the clock was put back, and may have left since.
    return people.online(db, site=site, since=now - GRACE, until=now + GRACE) > 0
