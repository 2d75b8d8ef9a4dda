"""How often a stranger may do what."""

import time
from typing import Final

from flask import request

from web.buckets import Limit
from web.errors import Refusal
from web.house import house, visitor
from web.words import _

START: Final = Limit("start", 20, 3.0)
MESSAGE: Final = Limit("message", 20, 1.0)
TYPING: Final = Limit("typing", 5, 1.0)
SEARCH: Final = Limit("search", 60, 0.25)
RATE: Final = Limit("rate", 10, 5.0)
STREAM: Final = Limit("stream", 20, 1.0)
CASE: Final = Limit("case", 30, 2.0)
COPY: Final = Limit("copy", 6, 600.0)
FEEDBACK: Final = Limit("feedback", 15, 20.0)
SUGGEST: Final = Limit("suggest", 10, 60.0)
DIFFERENCE: Final = Limit("difference", 30, 1.0)
LINK: Final = Limit("link", 30, 2.0)


def hold(limit: Limit, who: str | None = None) -> None:
    """Refuses the request (429) when its sender has done this too often. By default the sender is an address."""
    if not house().settings.limits:
        return
    seconds = house().buckets.wait(limit, visitor() if who is None else who, now=time.monotonic())
    if seconds:
        raise Refusal(
            429, "slow_down", _("That was a lot at once. Please wait a moment, then try again."), retry_after=seconds
        )


def limited_reads() -> None:
    """Searches cost the most of all that may be asked without a token."""
    if request.endpoint in ("searching.search", "searching.suggest"):
        hold(SEARCH)
