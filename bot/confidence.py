"""How sure the bot is: the calibrated probability that a candidate answers the question.

A logistic model of "the first candidate is right" (Platt, Probabilistic outputs for support vector machines, 1999),
fitted once on public question sets, and then moved by what a knowledge base says of itself (`bot.rehearsal`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["plain", "classifier", "neighbours"]
"""What speaks for a candidate: the ranker alone, or a learned router beside it, of either kind."""

UNANSWERED: Final = 0.2
"""For each question that something answers, so many are expected that nothing does."""

_TRUST: Final = 0.7
"""The standard deviation of the normal prior of a knowledge base's own shift: few questions move it little."""

_STEPS: Final = 25


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells how sure one can be of a candidate.

    `margin`: by how much its score is above the best of the others. `learned`: how much the router means it, 0 without
    one. `length`: of the question, 1 from a dozen words on; what is alike in one word may be chance. The others are
    signals of the ranker.
    """

    likeness: float
    coverage: float
    margin: float
    learned: float
    length: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Trial:
    """A question whose right answer is known: what its first candidate was like, and whether that was right."""

    traits: Traits
    right: bool
    weight: float


@dataclass(frozen=True, slots=True)
class _Weights:
    base: float
    likeness: float
    coverage: float
    margin: float
    length: float
    learned: float = 0.0


# Fitted on public question sets, of which a part was asked of the wrong knowledge base or without the right entry, so
# that it also learned what nothing answers; see bench/README.md.
_WEIGHTS: Final[dict[Kind, _Weights]] = {
    "plain": _Weights(base=-7.0, likeness=4.1, coverage=2.0, margin=12.3, length=2.1),
    "classifier": _Weights(base=-9.1, likeness=4.8, coverage=1.85, margin=0.0, length=1.85, learned=5.6),
    "neighbours": _Weights(base=-8.5, likeness=4.4, coverage=1.7, margin=2.6, length=2.0, learned=6.2),
}


def of(traits: Traits, *, shift: float = 0.0) -> float:
    """The probability, 0 to 1. `shift` is the knowledge base's own."""
    return _logistic(_strength(traits) + shift)


def shift(trials: Sequence[Trial]) -> float:
    """By how much to move the confidence in a knowledge base where this came of its own questions.

    The most likely number under a normal prior around 0, found with Newton's method.
    """
    strengths = [_strength(trial.traits) for trial in trials]
    found = 0.0
    for _ in range(_STEPS):
        slope, bend = -found / _TRUST**2, 1 / _TRUST**2
        for trial, strength in zip(trials, strengths, strict=True):
            likely = _logistic(strength + found)
            slope += trial.weight * (trial.right - likely)
            bend += trial.weight * likely * (1 - likely)
        found += slope / bend
    return found


def _strength(traits: Traits) -> float:
    weights = _WEIGHTS[traits.kind]
    return (
        weights.base
        + weights.likeness * traits.likeness
        + weights.coverage * traits.coverage
        + weights.margin * traits.margin
        + weights.length * traits.length
        + weights.learned * traits.learned
    )


def _logistic(strength: float) -> float:
    return 1 / (1 + math.exp(-strength))
