"""The queue as customers are told of it: their place, and a wait that is measured, not hoped for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.store import handoffs
from kb.store.engine import Reads

LOOK_BACK: Final = 2 * 3_600_000
"""Milliseconds: waits older than this say nothing about now."""

FEWEST: Final = 3
"""With fewer waits than this there is nothing honest to say."""

_MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True)
class Wait:
    """From and to, in whole minutes."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Place:
    """1 is next; `wait` is None where too few customers waited lately to say."""

    number: int
    wait: Wait | None


def place_of(db: Reads, conversation: str, *, now: int) -> Place | None:
    """Where a customer stands in the live queue; None for tickets and for whoever does not wait."""
    handoff = handoffs.open_of(db, conversation)
    if handoff is None or handoff.state != "waiting" or handoff.kind != "live":
        return None
    waits = handoffs.last_waits(db, site=handoff.site, since=now - LOOK_BACK, limit=20)
    return Place(handoffs.ahead_of(db, handoff) + 1, usual_wait([row.waited for row in waits]))


def usual_wait(waited: Sequence[int]) -> Wait | None:
    """The middle half of the last waits (milliseconds), in minutes rounded outwards."""
    if len(waited) < FEWEST:
        return None
    ranked = sorted(waited)
    low = ranked[len(ranked) // 4] // _MINUTE
    high = -(-ranked[(len(ranked) * 3) // 4] // _MINUTE)
    return Wait(low, max(high, low + 1))
