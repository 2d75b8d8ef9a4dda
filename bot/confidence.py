"""How sure the bot is: the calibrated probability that a candidate answers the question.

A logistic model (Platt, Probabilistic outputs for support vector machines, 1999) of "the first candidate is right".
"""

import math
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells how sure one can be of a candidate.

    `margin`: by how much its score is above the best of the others. `learned`: how much the router means it, None
    without one. The others are signals of the ranker.
    """

    likeness: float
    coverage: float
    margin: float
    learned: float | None


@dataclass(frozen=True, slots=True)
class Weights:
    base: float
    likeness: float
    coverage: float
    margin: float
    learned: float = 0.0


# Fitted on public question sets of which a part was asked of the wrong knowledge base, so that it also learned what
# nothing answers; see bench/README.md.
PLAIN: Final = Weights(base=-7.3, likeness=7.0, coverage=2.3, margin=4.2)
TAUGHT: Final = Weights(base=-7.3, likeness=4.0, coverage=1.5, margin=3.0, learned=5.0)


def of(traits: Traits) -> float:
    """The probability, 0 to 1."""
    weights = PLAIN if traits.learned is None else TAUGHT
    return 1 / (1 + math.exp(-_strength(traits, weights)))


def _strength(traits: Traits, weights: Weights) -> float:
    return (
        weights.base
        + weights.likeness * traits.likeness
        + weights.coverage * traits.coverage
        + weights.margin * traits.margin
        + weights.learned * (traits.learned or 0.0)
    )
