"""How good answers are: the figures of many questions whose right answers are known. Pure.

- precision at 1, recall at 5, mean reciprocal rank: Manning, Raghavan, Schütze, Introduction to Information Retrieval
  (2008), chapter 8, and Voorhees, The TREC-8 Question Answering Track Report (1999). Over questions that something
  answers; any of several expected entries will do, as they are different ways to be right.
- AUROC: the chance that a question with an answer gets a higher confidence than one without, ties being half a chance
  (Mann-Whitney U; Fawcett, An introduction to ROC analysis, 2006, section 7).
- expected calibration error with bins of equal width: Naeini, Cooper, Hauskrecht, Obtaining Well Calibrated
  Probabilities Using Bayesian Binning (2015); Guo et al., On Calibration of Modern Neural Networks (2017), section 2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.trial import Decision

BINS: Final = 10
_DEEP: Final = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question that was asked: the entries that are right (none: nothing answers it), and what came, best first.

    `confidence` is that of the first, 0 to 1; `ms` is how long it took.
    """

    expect: tuple[str, ...]
    ranked: tuple[str, ...]
    confidence: float
    decision: Decision
    ms: float

    @property
    def right(self) -> bool:
        """Whether the first entry is one that is expected."""
        return self.ranked[:1] != () and self.ranked[0] in self.expect

    @property
    def place(self) -> int | None:
        """Where the first right entry stands, counted from 1."""
        return next((place for place, entry in enumerate(self.ranked, start=1) if entry in self.expect), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of all outcomes; None where there is nothing to measure it by.

    `answered` and `answered_right` count questions: those that were answered, and those of them whose answer was right.
    """

    precision_at_1: float | None
    recall_at_5: float | None
    mrr: float | None
    auroc: float | None
    answered: int
    answered_right: int
    calibration_error: float | None
    p50_ms: float | None
    p99_ms: float | None


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of all outcomes together."""
    answerable = [outcome for outcome in outcomes if outcome.expect]
    places = [outcome.place for outcome in answerable]
    times = [outcome.ms for outcome in outcomes]
    answered = [outcome for outcome in outcomes if outcome.decision == "answer"]
    return Figures(
        precision_at_1=_mean([float(place == 1) for place in places]),
        recall_at_5=_mean([float(place is not None and place <= _DEEP) for place in places]),
        mrr=_mean([1 / place if place else 0.0 for place in places]),
        auroc=auroc(
            [outcome.confidence for outcome in answerable],
            [outcome.confidence for outcome in outcomes if not outcome.expect],
        ),
        answered=len(answered),
        answered_right=sum(outcome.right for outcome in answered),
        calibration_error=calibration_error([(outcome.confidence, outcome.right) for outcome in outcomes]),
        p50_ms=percentile(times, 0.5),
        p99_ms=percentile(times, 0.99),
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """How often a positive is above a negative, of all pairs; None where there are none of one kind."""
    if not positive or not negative:
        return None
    above = seen = 0.0
    ordered = sorted([(value, 1) for value in positive] + [(value, 0) for value in negative])
    for _, group in groupby(ordered, key=lambda pair: pair[0]):
        kinds = [kind for _, kind in group]
        up, down = sum(kinds), len(kinds) - sum(kinds)
        above += up * (seen + down / 2)
        seen += down
    return above / (len(positive) * len(negative))


def calibration_error(said: Sequence[tuple[float, bool]]) -> float | None:
    """By how much confidence and truth differ: in each bin their means, weighed by how many are in it."""
    if not said:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in said:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    gaps = (abs(sum(confidence for confidence, _ in each) - sum(right for _, right in each)) for each in bins)
    return sum(gaps) / len(said)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
