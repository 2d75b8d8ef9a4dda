"""From the one ranker's candidates to a probability that the first of them is the answer."""

import math
from dataclasses import dataclass
from typing import Final

from kb import search
from kb.index import Index
from kb.search import Candidate, Ranked, Signals
from kb.store.engine import Database


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate, and how sure the bot is that it answers the question: 0 to 1."""

    candidate: Candidate
    confidence: float


# A logistic model of "the first candidate is right", fitted on public question sets of which a part was asked of the
# wrong knowledge base, so that it also learned what nothing answers; see bench/README.md.
_BASE: Final = -7.3
_LIKENESS: Final = 7.0
_COVERAGE: Final = 2.3
_MARGIN: Final = 4.2


def match(db: Database, index: Index, question: str, *, site: str, language: str) -> tuple[Ranked, tuple[Match, ...]]:
    """The candidates for a customer's question with the bot's confidence in each. Raises IndexUnavailable."""
    ranked = search.rank(db, index, question, site=site, language=language)
    scores = [candidate.score for candidate in ranked.candidates]
    return ranked, tuple(
        Match(candidate, confidence(candidate.signals, margin=_margin(scores, at)))
        for at, candidate in enumerate(ranked.candidates)
    )


def confidence(signals: Signals, *, margin: float) -> float:
    """The probability that a candidate answers. `margin`: by how much its score is above the best of the others."""
    strength = _BASE + _LIKENESS * signals.likeness + _COVERAGE * signals.coverage + _MARGIN * margin
    return 1 / (1 + math.exp(-strength))


def _margin(scores: list[float], at: int) -> float:
    others = scores[:at] + scores[at + 1 :]
    return scores[at] - max(others) if others else scores[at]
