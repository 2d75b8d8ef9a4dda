"""How often somebody may try what is worth trying: counted in the store, so that all processes count together."""

import hmac
from typing import Final

from kb.store import attempts
from kb.store.engine import Transaction
from web.errors import Refusal
from web.house import house
from web.words import ngettext

WINDOW: Final = 15 * 60_000
"""Milliseconds over which tries are counted."""

Counted = tuple[str, str, int]
"""What is tried, by whom, and how often within the window."""


def hold(*counted: Counted, now: int, window: int = WINDOW) -> None:
    """Refuses (429) where one of them has been tried too often."""
    start = now - now % window
    if any(attempts.count(house().db, _key(what, who), window_start=start) >= most for what, who, most in counted):
        wait = (start + window - now) / 1000
        minutes = max(1, round(wait / 60))
        raise Refusal(
            429, "slow_down",
            ngettext(
                "Too many tries. Please wait %(num)s minute.", "Too many tries. Please wait %(num)s minutes.", minutes
            ),
            retry_after=wait,
        )


def count(*counted: Counted, now: int, window: int = WINDOW) -> None:
    """One more of each."""
    keys = [_key(what, who) for what, who, _most in counted]

    def body(tx: Transaction) -> None:
        for key in keys:
            attempts.add(tx, key, window_start=now - now % window)

    house().db.write(body)


def _key(what: str, who: str) -> str:
    """Under what the tries of somebody are counted: nobody who reads the table learns who tried."""
    return hmac.new(house().settings.secret.encode(), f"{what}:{who}".encode(), "sha256").hexdigest()
