"""BM25, added up in Python for an engine that only keeps posting lists (Robertson and Zaragoza, 2009).

The constants and the rarity of a word are tantivy's, so that both engines score alike.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

Postings = list[tuple[int, float]]

_K1: Final = 1.2
_B: Final = 0.75

# How many entries of posting lists are kept: some 20 MB.
_MOST_KEPT: Final = 200_000


class Lists(Protocol):
    """What an engine tells of one state of its index. Documents are known by numbers, their places."""

    count: int

    def postings(self, field: str, token: str) -> Postings:
        """The places of the documents in whose field the token stands, and how often."""

    def length(self, place: int, field: str) -> float:
        """How many tokens a document has in a field."""

    def average(self, field: str) -> float:
        """How many tokens all documents have in a field, on average."""


class Scores:
    """Scores of one state of an index; lists that were read are kept, since questions repeat their words."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._kept: dict[tuple[str, str], Postings] = {}
        self._size = 0

    def best(
        self, terms: Iterable[tuple[str, str]], *, hidden: AbstractSet[int], within: AbstractSet[int] | None,
        weights: Mapping[str, float], limit: int,
    ) -> list[tuple[int, float, dict[str, float]]]:
        """The best documents for these pairs of field and token that are not hidden, and `within` these where some are
        named: place, weighted sum, and score by field."""
        found: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for field, token in terms:
            for place, score in self._scores(field, token):
                found[place][field] = found[place].get(field, 0.0) + score
        scored = (
            (sum(weights[field] * score for field, score in by_field.items()), -place)
            for place, by_field in found.items()
            if place not in hidden and (within is None or place in within)
        )
        return [
            (-place, score, {field: found[-place].get(field, 0.0) for field in weights})
            for score, place in heapq.nlargest(limit, scored)
        ]

    def holding(self, field: str, token: str) -> Iterable[int]:
        """The documents that hold a token."""
        return (place for place, _ in self._keep(field, token, self._lists.postings))

    def _scores(self, field: str, token: str) -> Postings:
        return self._keep(field, token, self._score)

    def _score(self, field: str, token: str) -> Postings:
        postings = self._lists.postings(field, token)
        rarity = math.log(1 + (self._lists.count - len(postings) + 0.5) / (len(postings) + 0.5)) * (_K1 + 1)
        length, average = self._lists.length, self._lists.average(field)
        return [
            (place, rarity * often / (often + _K1 * (1 - _B + _B * length(place, field) / average)))
            for place, often in postings
        ]

    def _keep(self, field: str, token: str, read: Callable[[str, str], Postings]) -> Postings:
        key = (field, token)
        if key not in self._kept:
            made = self._kept[key] = read(field, token)
            self._size += len(made)
            while self._size > _MOST_KEPT and len(self._kept) > 1:
                self._size -= len(self._kept.pop(next(iter(self._kept))))
            return made
        return self._kept[key]
