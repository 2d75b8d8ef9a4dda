"""A learned router for any number of entries: how near a question is to the wordings of a candidate.

Nothing of it grows as entries x features, and only the candidates that the index recalled are looked at.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from bot.confidence import Kind
from bot.vectors import Floats, Known, vector

NEAREST: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The wordings as sparse rows: `places` and `values`, those of wording i from `starts[i]` on.

    The wordings of the entry `ids[e]` are those from number `firsts[e]` on. `ids` are in ascending order.
    """

    ids: NDArray[np.str_]
    known: Known
    starts: NDArray[np.int64]
    places: NDArray[np.uint32]
    values: NDArray[np.float16]
    firsts: NDArray[np.int64]

    kind: ClassVar[Kind] = "neighbours"
    importance: ClassVar[float] = 2.0
    """What the scores count beside the ranker's."""

    def best(self, _question: str, *, most: int) -> list[str]:
        """None: looking at all of them is what this router does not do."""
        return []

    def scores(self, question: str, entries: Collection[str]) -> dict[str, float]:
        """How much each of the entries is meant, 0 to 1; 0 for an entry without wordings."""
        places, values = vector(question, self.known)
        asked = np.zeros(len(self.known.numbers), np.float32)
        asked[places] = values / math.sqrt(2)  # both parts of a vector have the length one
        return {id: self._nearness(asked, id) for id in entries}

    def _nearness(self, asked: Floats, id: str) -> float:
        """The mean of two cosines: with the nearest three wordings, and with the middle of them all."""
        at = int(np.searchsorted(self.ids, id))
        if at == len(self.ids) or self.ids[at] != id:
            return 0.0
        first, behind = int(self.firsts[at]), int(self.firsts[at + 1])
        begin, end = int(self.starts[first]), int(self.starts[behind])
        places, values = self.places[begin:end], self.values[begin:end].astype(np.float32)
        cosines = np.add.reduceat(values * asked[places], self.starts[first:behind] - begin)
        middle = np.bincount(np.unique(places, return_inverse=True)[1], weights=values)
        near = float(np.sort(cosines)[-NEAREST:].mean())
        return (near + float(cosines.sum()) / max(float(np.linalg.norm(middle)), 1e-6)) / 2
