"""The words that a knowledge base uses, and which of them was meant by one that it does not.

Every slip on a mistyped word is tried (some hundred look-ups, no index); two slips in a longer word are found among the
words that begin or end like it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kb import similarity, text
from kb.repair import slips
from kb.repair.chinese import Pairs
from kb.repair.everyday import EVERYDAY, is_common

SHORTEST: Final = 3

PARTICLES: Final = frozenset(("in", "on", "up", "out", "off"))
"""Of verbs that are written as one word, or as two: `signin`."""

# What a repair may cost, by the letters of the mistyped word: in a short word much is only a name that is not known.
_AFFORDED: Final = {3: 1.0, 4: 1.8, 5: 1.9, 6: 2.0, 7: 2.2}
_AFFORDED_LONG: Final = 3.1
_AFFORDED_EVERYDAY: Final = slips.DROP
_AFFORDED_COMMON: Final = slips.EAR
_AFFORDED_TWO: Final = 2.5

# From so many letters on there may be two slips. They are looked for among the words that share so many letters at
# either end, unless that is half the vocabulary.
_TWO_SLIPS: Final = 7
_EDGE: Final = 4
_MOST_ALIKE: Final = 500

# What a space costs that was left out.
_SPACE: Final = 1.1

# How much a common word is likelier than a rare one, beside what the slips cost.
_FREQUENT: Final = 0.3

# A word that stands in so many times as many documents as its neighbour makes that one a typing error.
_HUNDREDFOLD: Final = 100

# Of how many rare words it is kept what was meant by them.
_MOST_KEPT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word that was probably meant. The lower the price, the likelier."""

    word: str
    price: float


class Vocabulary:
    """Words as spelled and pairs of Chinese characters, each with its number of documents."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        self.pairs = Pairs()
        # In how many documents each word stands; of a stem that is no word itself, its commonest form.
        self._known: dict[str, int | str] = dict.fromkeys(EVERYDAY, 0)
        self._edges: dict[str, list[str]] = {}
        # Rare words are asked for again and again, and each costs as much as a mistyped one.
        self._usual: dict[str, str | None] = {}
        self._most = 1
        self.add(list(words))

    def __contains__(self, word: str) -> bool:
        return self._documents(word) > 0

    def documents(self, words: str) -> int:
        """In how many documents a word stands; of several, the rarest."""
        return min(map(self._documents, words.split()), default=0)

    def add(self, words: Sequence[tuple[str, int]]) -> None:
        """Takes in words with the number of documents that they stand in; of a word that came before, of more."""
        latin = [(word, more) for word, more in words if word.isascii() and word.isalpha()]
        for (word, more), stem in zip(latin, text.stems([word for word, _ in latin]), strict=True):
            before = self._documents(word)
            self._known[word] = before + more
            self._most = max(self._most, before + more)
            form = self._known.get(stem, "")
            if isinstance(form, str) and before + more >= self._documents(form):
                self._known[stem] = word
            if not before and len(word) >= _TWO_SLIPS - 1:
                self._edges.setdefault(word[:_EDGE], []).append(word)
                self._edges.setdefault(_end(word), []).append(word)
        self.pairs.add([(word, documents) for word, documents in words if len(word) == 2 and text.is_cjk(word)])

    def meanings(self, word: str) -> list[Meaning]:
        """What may have been meant by a folded word that the knowledge base lacks, likeliest first.

        Words of two letters and what holds a digit are left alone: they are names and numbers more often than slips.
        So is a word that only this vocabulary still knows, which may be a moment older than the index. Of a common
        English word, which somebody may well have meant, only what is very near is told.
        """
        if word in self or word in EVERYDAY or not (word.isascii() and word.isalpha()):
            return []
        if not SHORTEST <= len(word) <= text.LONGEST_WORD:
            return []
        ways = slips.ways(word)
        if is_common(word):
            found = set(self._one_slip(word, ways, afforded=_AFFORDED_COMMON)) if len(word) > SHORTEST else set()
        else:
            afforded = _AFFORDED.get(len(word), _AFFORDED_LONG)
            found = {*self._one_slip(word, ways, afforded=afforded), *self._apart(word)}
            found = found or set(self._inflected(word, ways)) or set(self._two_slips(word))
        return sorted(found, key=lambda meaning: (meaning.price, meaning.word))

    def usual(self, word: str, *, documents: int) -> str | None:
        """What was meant by a word that so few documents hold, where a hundred times as many hold one that is a slip
        from it: then those few have the same typing error. Names of three or four letters are left alone."""
        if documents * _HUNDREDFOLD > self._most or len(word) <= SHORTEST + 1 or is_common(word):
            return None
        if word not in self._usual:
            if len(self._usual) >= _MOST_KEPT:
                self._usual.clear()
            self._usual[word] = self._more_usual(word, documents=documents)
        return self._usual[word]

    def _more_usual(self, word: str, *, documents: int) -> str | None:
        near = [
            Meaning(other, slips.cost(word, other))
            for other in self._known.keys() & slips.ways(word)
            if self._documents(other) >= documents * _HUNDREDFOLD
        ]
        nearest = min(near, key=lambda meaning: (meaning.price, meaning.word), default=None)
        return nearest.word if nearest and nearest.price <= slips.KEY else None

    def _one_slip(self, word: str, ways: Sequence[str], *, afforded: float) -> Iterable[Meaning]:
        for other in self._known.keys() & ways:
            form = self._known[other]
            meant = form if isinstance(form, str) else other
            # In so short a word only a letter can be missing, and there are no stems.
            if other == word or (len(word) == SHORTEST and (len(other) <= SHORTEST or meant != other)):
                continue
            cost = slips.cost(word, other)
            if cost <= (_AFFORDED_EVERYDAY if other in EVERYDAY else afforded):
                yield Meaning(meant, self._price(cost, meant))

    def _inflected(self, word: str, ways: Sequence[str]) -> Iterable[Meaning]:
        """The known form of a word of which another was mistyped: `orderred` where there is only `orders`."""
        for other, stem in zip(ways, text.stems(ways), strict=True):
            form = self._known.get(stem)
            if form and other != word and len(stem) > SHORTEST and other.startswith(stem[:-1]):
                cost = slips.cost(word, other)
                if cost <= slips.KEY:
                    meant = form if isinstance(form, str) else stem
                    yield Meaning(meant, self._price(cost, meant))

    def _two_slips(self, word: str) -> Iterable[Meaning]:
        if len(word) < _TWO_SLIPS:
            return
        buckets = (self._edges.get(word[:_EDGE], []), self._edges.get(_end(word), []))
        alike = {other for bucket in buckets if len(bucket) <= _MOST_ALIKE for other in bucket}
        for other in similarity.near(word, alike, most=2):
            cost = slips.cost_of_several(word, other)
            if cost <= _AFFORDED_TWO and other not in EVERYDAY:
                yield Meaning(other, self._price(cost, other))

    def _apart(self, word: str) -> Iterable[Meaning]:
        """Two words written as one."""
        for at in range(SHORTEST, len(word) - 1):
            left, right = word[:at], word[at:]
            if right in PARTICLES or min(at, len(right)) > SHORTEST:
                told = [part for part in (left, right) if part not in EVERYDAY]
                if told and left in self._known and (right in self._known or right in PARTICLES):
                    yield Meaning(f"{left} {right}", self._price(_SPACE, min(told, key=self._count)))

    def _documents(self, word: str) -> int:
        known = self._known.get(word, 0)
        return known if isinstance(known, int) else 0

    def _count(self, word: str) -> int:
        return max(self._documents(word), self._most // 4) if word in EVERYDAY else self._documents(word)

    def _price(self, cost: float, word: str) -> float:
        return cost - _FREQUENT * math.log(1 + self._count(word))


def _end(word: str) -> str:
    # Whoever slips twice still begins right: `unchanged` is not changed.
    return f"{word[0]}-{word[-_EDGE:]}"
