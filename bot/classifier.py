"""A learned router for up to a budget of entries: a linear classifier for each of them, one against the rest."""

import functools
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from bot.confidence import Kind
from bot.vectors import Floats, Known, vector

# A distance from the boundary as a number from 0 to 1: slope and place were chosen on public question sets.
_STEEPNESS: Final = 3.0
_PLACE: Final = -0.3


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """`weights` are features x entries, `bias` is one for each entry, in the order of `ids`."""

    ids: tuple[str, ...]
    known: Known
    weights: NDArray[np.float16]
    bias: Floats

    kind: ClassVar[Kind] = "classifier"
    importance: ClassVar[float] = 1.0
    """What the scores count beside the ranker's."""

    def best(self, question: str, *, most: int) -> list[str]:
        """The entries that are worth a look whatever the index finds, best first."""
        decisions = _decisions(self, question)
        return [self.ids[at] for at in np.argsort(-decisions)[:most]]

    def scores(self, question: str, entries: Collection[str]) -> dict[str, float]:
        """How much each of the entries is meant, 0 to 1.

        Of an entry without wordings nothing was learned: it is meant as much as the others are not.
        """
        meant = {id: _squashed(decision) for id, decision in zip(self.ids, _decisions(self, question), strict=True)}
        others = 1 - max(meant.values())
        return {id: meant.get(id, others) for id in entries}


@functools.lru_cache(maxsize=8)
def _decisions(router: Classifier, question: str) -> Floats:
    """How far the question lies within each entry's boundary. Kept for a moment: one is asked about twice."""
    places, values = vector(question, router.known)
    found: Floats = values @ router.weights[places].astype(np.float32) + router.bias
    return found


def _squashed(decision: float) -> float:
    return 1 / (1 + math.exp(-_STEEPNESS * (float(decision) - _PLACE)))
