"""A learned router for up to a budget of entries: a linear classifier for each of them, one against the rest."""

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
        decisions = self._decisions(question)
        return [self.ids[at] for at in np.argsort(-decisions)[:most]]

    def scores(self, question: str, entries: Collection[str]) -> dict[str, float]:
        """How much each of the entries is meant, 0 to 1.

        Of an entry without wordings nothing was learned: it is meant as much as the others are not.
        """
        meant = {id: _squashed(decision) for id, decision in zip(self.ids, self._decisions(question), strict=True)}
        others = 1 - max(meant.values())
        return {id: meant.get(id, others) for id in entries}

    def _decisions(self, question: str) -> Floats:
        places, values = vector(question, self.known)
        found: Floats = values @ self.weights[places].astype(np.float32) + self.bias
        return found


def _squashed(decision: float) -> float:
    return 1 / (1 + math.exp(-_STEEPNESS * (float(decision) - _PLACE)))
