"""How far the bot trusts an answer of the community. Pure: what is known of it comes in, the most confidence goes out.

An article of ours needs no such cap: whoever writes on the board answers for themselves. From `Policy.answer` on the
bot answers with it, below that it only asks whether it is meant.
"""

from dataclasses import dataclass
from typing import Final

from kb.store.people import CURATORS, STAFF

VOTES: Final = 2
"""Votes from which on an answer counts that nobody has accepted."""

HIGHEST: Final = 0.9
LOWEST: Final = 0.3

_YEAR: Final = 365 * 86_400_000
_FRESH: Final = 1
_KNOWN: Final = 50
_TRUSTED: Final = 500


@dataclass(frozen=True, slots=True)
class Credit:
    """What speaks for an answer. `accepted` by its asker, `official` as our team has marked it; `score` is its votes;
    `age` in milliseconds since it was last edited; `reputation` and `role` are its author's ('' for nobody's)."""

    accepted: bool
    official: bool
    score: int
    age: int
    reputation: int
    role: str


def cap(credit: Credit) -> float:
    """The most that the bot is sure of it, 0 to 1; 0 for what it may not say at all."""
    if not (credit.accepted or credit.official or credit.score >= VOTES):
        return 0.0
    most = 0.85 if credit.official else 0.66 if credit.accepted else 0.54
    most += _votes(credit) + _age(credit) + _author(credit)
    return round(max(LOWEST, min(HIGHEST, most)), 3)


def _votes(credit: Credit) -> float:
    """Whoever found that it does not help says so; a few who agree say little more than one."""
    if credit.score < 0:
        return -0.25
    return min(0.12, 0.03 * max(0, credit.score - (0 if credit.accepted else VOTES)))


def _age(credit: Credit) -> float:
    """Products change: an answer loses a little each year. What our team has marked stays theirs to unmark."""
    years = max(0, credit.age // _YEAR - _FRESH + 1)
    return 0.0 if credit.official else -min(0.2, 0.05 * years)


def _author(credit: Credit) -> float:
    if credit.role in STAFF or credit.role in CURATORS:
        return 0.1
    if credit.reputation >= _TRUSTED:
        return 0.06
    return 0.0 if credit.reputation >= _KNOWN else -0.04
