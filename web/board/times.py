"""When something happened, as a reader says it: relative up to a day, then the date."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from babel.dates import format_timedelta

from web import language
from web.clock import now
from web.words import _

_MINUTE: Final = 60_000
_DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class When:
    """`words` for people; `exact` for machines, and for whoever points at it."""

    words: str
    exact: str


def when(at: int) -> When:
    """A moment in milliseconds since 1970."""
    ago = now() - at
    if ago < _MINUTE:
        words = _("just now")
    elif ago < _DAY:
        words = _ago(ago // _MINUTE * 60, locale=language.locale())
    else:
        words = language.day(at)
    return When(words, datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="minutes").replace("+00:00", "Z"))


@lru_cache(maxsize=4096)
def _ago(seconds: int, *, locale: str) -> str:
    return format_timedelta(-seconds, granularity="minute", threshold=1, add_direction=True, locale=locale)
