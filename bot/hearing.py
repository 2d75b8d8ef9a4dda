"""How a customer's text reaches the look-up: the language that it is read in, and what the dialogue hears of it."""

from collections.abc import Sequence
from typing import Final

from bot.community import Told
from bot.dialogue import Candidate
from bot.matching import Match
from bot.wishes import Wish
from kb import languages, search

LOOKED_UP: Final = frozenset({Wish.question, Wish.not_solved})
"""Wishes that articles may answer; the others need no look-up."""

_FEW_WORDS: Final = 4


def spoken(text: str, *, usual: str) -> str:
    """The language that the customer writes in. A foreign word or two (a name, "wifi", "ok") do not change it."""
    found = languages.of_text(text[: search.LONGEST_QUESTION], default=usual)
    return usual if found == "en" and len(text.split()) < _FEW_WORDS else found


def candidates(matches: Sequence[Match], told: Sequence[Told] = ()) -> tuple[Candidate, ...]:
    """The matches as the dialogue takes them, with what the community says at its place among them: behind what is as
    sure of ours, in front of what is less."""
    found = [
        Candidate(match.candidate.article.id, match.candidate.article.title, match.confidence) for match in matches
    ]
    for each in told:
        at = next((place for place, other in enumerate(found) if other.confidence < each.confidence), len(found))
        found.insert(at, Candidate(each.question.id, each.question.title, each.confidence))
    return tuple(found)
