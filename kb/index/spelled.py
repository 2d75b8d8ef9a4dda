"""All words of an index in order, for an engine that cannot look up how a word begins."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence


class Spelled:
    """The words as of one generation of the index; `read_at` is in seconds of a clock that only runs forward."""

    def __init__(self, parts: Iterable[Sequence[tuple[str, int]]], *, generation: str, read_at: float) -> None:
        self.generation = generation
        self.read_at = read_at
        counted = Counter[str]()
        for part in parts:
            counted.update(dict(part))
        self._words = sorted(counted.items())

    def commonest(self, beginning: str) -> str | None:
        """Of the words that begin so, the one that stands in most documents, the earlier one in the alphabet first."""
        start = bisect_left(self._words, (beginning, 0))
        end = bisect_left(self._words, (beginning + "\U0010ffff", 0))
        return max(self._words[start:end], key=lambda word: word[1])[0] if end > start else None
