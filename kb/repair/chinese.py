"""Chinese typing errors: a character that makes no known pair with its neighbours, read as the one that does."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kb import text
from kb.index import Index
from kb.repair import sounds
from kb.repair.guessing import Guess
from kb.text import Word

# How easily a character is written in place of another.
_SAME: Final = 3
_ALIKE: Final = 2
_BEGINNING: Final = 1

# One neighbour alone is believed where its pair stands in so many documents, or makes so great a share of all that
# stand beside it.
_OFTEN: Final = 3
_SHARE: Final = 0.2

# Whoever mistakes more characters than this is not understood better by looking at more of them.
_MOST_MISTAKEN: Final = 16

# Characters that hold a sentence together: they stand beside everything, so they tell nothing and replace nothing.
_GRAMMAR: Final = frozenset(
    "的了是我你您他她它在有个就不和也都要会可能这那吗呢吧啊与及或从到对把被为以于很还再没着过地得们么什怎一"
)

# Of these, the ones that are always meant.
_ALWAYS_MEANT: Final = frozenset("的了是我你不有在会一这那很也都就要能")


class Pairs:
    """The pairs of Chinese characters that a knowledge base uses, each with its number of documents."""

    def __init__(self) -> None:
        self._following: dict[str, dict[str, int]] = {}
        self._leading: dict[str, dict[str, int]] = {}

    def add(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Takes in pairs with the number of documents that they stand in; of one that came before, of more."""
        for pair, documents in pairs:
            # One object for each character, not one for each pair that it is in.
            first, second = map(sys.intern, pair)
            following = self._following.setdefault(first, {})
            leading = self._leading.setdefault(second, {})
            following[second] = leading[first] = following.get(second, 0) + documents

    def meant(self, *, before: str, character: str, after: str) -> str | None:
        """What was meant by a character that makes no known pair with its neighbours ("" where there is none).

        None where that is unsure.
        """
        following = self._following.get(before, {}) if before not in _GRAMMAR else {}
        leading = self._leading.get(after, {}) if after not in _GRAMMAR else {}
        if character in following or character in leading:
            return None
        likely: dict[str, tuple[bool, int, int]] = {}
        for one in (following.keys() & leading.keys()) - _GRAMMAR:
            if near := _nearness(character, one):
                likely[one] = True, near, following[one] + leading[one]
        for one in sounds.mistaken_for(character) - likely.keys() - _GRAMMAR:
            beside = following if one in following else leading
            if one in beside and beside[one] >= min(_OFTEN, _SHARE * _telling(beside)):
                likely[one] = False, _SAME, beside[one]
        return max(likely, key=lambda one: (*likely[one], one), default=None)


def guesses(index: Index, known: Pairs, words: Sequence[Word]) -> list[Guess]:
    """The characters that were mistaken for others."""
    placed = [(word, _neighbour(words, place, -1), _neighbour(words, place, +1)) for place, word in enumerate(words)]
    written = {pair for word, before, after in placed for pair in _pairs(before, word.folded, after)}
    documents = index.document_frequencies(written)
    found: list[Guess] = []
    looked = 0
    for word, before, after in placed:
        # The character behind one that was repaired was judged by the wrong neighbour.
        if word.folded in _ALWAYS_MEANT or not (before or after) or (found and found[-1].end == word.start):
            continue
        if any(documents[pair] for pair in _pairs(before, word.folded, after)) or looked == _MOST_MISTAKEN:
            continue
        looked += 1
        if meant := known.meant(before=before, character=word.folded, after=after):
            often = index.document_frequencies(_pairs(before, meant, after)).values()
            found.append(Guess(word.start, word.end, meant, max(often)))
    return found


def _pairs(before: str, character: str, after: str) -> list[str]:
    return [pair for pair in (before + character, character + after) if len(pair) == 2]


def _neighbour(words: Sequence[Word], place: int, step: int) -> str:
    """The Chinese character that touches the one at `place`, or ""."""
    other = place + step
    if not 0 <= other < len(words) or not text.is_cjk(words[place].folded) or not text.is_cjk(words[other].folded):
        return ""
    left, right = sorted((words[place], words[other]), key=lambda word: word.start)
    return words[other].folded if left.end == right.start else ""


def _telling(beside: Mapping[str, int]) -> int:
    return sum(beside.values()) - sum(beside.get(character, 0) for character in _GRAMMAR)


def _nearness(written: str, meant: str) -> int:
    if meant in sounds.mistaken_for(written):
        return _SAME
    if sounds.sounds_alike(written, meant):
        return _ALIKE
    return _BEGINNING if sounds.begins_alike(written, meant) else 0
