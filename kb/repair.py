"""Typing errors: words that the knowledge base lacks are read as the words it has that were probably meant.

One slip is found by trying every slip on the word (some hundred look-ups, no index); two slips in a longer word by
comparing it with the words that begin or end like it. Chinese characters are judged by their neighbours.
A repair is a guess, so it is only made where nothing else is known of the word, and at most three times a question.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from kb import similarity, text
from kb.index import Index
from kb.text import Word

MOST_REPAIRS: Final = 3

_SHORTEST: Final = 4
_TWO_SLIPS: Final = 7
_EDGE: Final = 3
_LETTERS: Final = 40

# Whoever writes more words than this does not ask a question.
_MOST_WORDS: Final = 100

# A Chinese character is put right by one that sounds alike and makes known pairs with both neighbours, or one that
# sounds nearly the same and makes a pair with one neighbour that stands in so many documents.
_ALIKE: Final = 10
_THE_SAME: Final = 5
_OFTEN: Final = 3

# Characters that hold a sentence together: they stand beside everything, so they tell nothing and replace nothing.
_GRAMMAR: Final = frozenset(
    "的了是我你您他她它在有个就不和也都要会可能这那吗呢吧啊与及或从到对把被为以于很还再没着过地得们么什怎一"
)

_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_CONFUSED: Final = tuple(map(frozenset, ("aeiouy", "cksqz", "gj", "mn", "dt", "bp", "fv", "vw")))

# Seconds for which a vocabulary is kept although the index has moved on. New words are not lost in the meantime: what
# the index itself holds is never repaired.
_KEPT: Final = 60.0

# Words of every day that no slip made, though an index may lack them.
_EVERYDAY: Final = """
    about after again also always anyone anything away back because been before being between both came cannot cant
    come could different does doesnt doing done dont each else even ever every everything find from gets give goes
    going gone good great have havent hello help here home into just keep kind know last later least less like
    little long look made make many maybe mean mine more most much must need never next nothing often once only
    other over please quite rather really right said same seem several shall should show since some someone
    something still stop such sure take tell than thank thanks that their them then there these they thing things
    think this those though through time told took tried trying under until upon used using very want wants well
    went were what when where which while whole will wish with within without wont would wouldnt yesterday your
    yours yourself
"""
_everyday = frozenset(_EVERYDAY.split())


class Vocabulary:
    """The words that a knowledge base uses, and which of them was meant by one that it does not."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._frequency = dict(words)
        self._letters = _common_letters(self._frequency)
        self._edges: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        for word in self._frequency:
            if len(word) == 2 and text.is_cjk(word):
                self._after.setdefault(word[0], []).append(word[1])
                self._before.setdefault(word[1], []).append(word[0])
            elif len(word) >= _TWO_SLIPS - 1:
                self._edges.setdefault(word[:_EDGE], []).append(word)
                self._edges.setdefault(word[-_EDGE:] + "$", []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._frequency

    def meant(self, word: str) -> str | None:
        """What was meant by a folded word that is not in the vocabulary; None where it is anybody's guess.

        Short words and what holds a digit are left alone: they are names and numbers more often than slips. So is a
        word that only this vocabulary still knows, which may be a moment older than the index.
        """
        if word in self or word in _everyday or not word.isalpha():
            return None
        if not _SHORTEST <= len(word) <= text.LONGEST_WORD:
            return None
        near = {other for other in self._one_slip(word) if _believable(word, other)}
        if near or len(word) < _TWO_SLIPS:
            return similarity.closest(word, self._counted(near), most=1)
        alike = {*self._edges.get(word[:_EDGE], ()), *self._edges.get(word[-_EDGE:] + "$", ())} - _everyday
        # Whoever slips twice still begins right: `unchanged` is not changed.
        alike = {other for other in alike if other[0] == word[0]}
        return similarity.closest(word, self._counted(alike), most=2)

    def meant_character(self, *, before: str, character: str, after: str) -> str | None:
        """What was meant by a Chinese character that makes no known pair with its neighbours ("" where there is none).

        None where that is unsure.
        """
        if before + character in self or character + after in self:
            return None
        following = {one: self._frequency[before + one] for one in self._after.get(before, ())}
        leading = {one: self._frequency[one + after] for one in self._before.get(after, ())}
        both = following.keys() & leading.keys()
        likely = {
            one: following.get(one, 0) + leading.get(one, 0)
            for one in (following.keys() | leading.keys()) - _GRAMMAR
            if _sounds_alike(character, one, within=_ALIKE if one in both else _THE_SAME)
        }
        best = max(likely, key=lambda one: (one in both, likely[one], one), default=None)
        return best if best and (best in both or likely[best] >= _OFTEN) else None

    def _one_slip(self, word: str) -> set[str]:
        """The known words one slip away: a letter dropped, doubled or added, changed, or swapped with its neighbour."""
        known = self._frequency
        letters = self._letters
        found = set()
        for at in range(len(word) + 1):
            start, rest = word[:at], word[at:]
            tries = [start + letter + rest for letter in letters]
            if rest:
                tries.append(start + rest[1:])
                tries.extend([start + letter + rest[1:] for letter in letters])
            if len(rest) > 1:
                tries.append(start + rest[1] + rest[0] + rest[2:])
            found.update(known.keys() & tries)
        return found

    def _counted(self, words: Iterable[str]) -> dict[str, int]:
        return {word: self._frequency[word] for word in words}


def repaired(index: Index, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question with its slips put right, and the pairs of what was read as what. Raises IndexUnavailable."""
    words = text.words(question)[:_MOST_WORDS]
    pieces: list[str] = []
    repairs: list[tuple[str, str]] = []
    end = 0
    for place, word in enumerate(words):
        if len(repairs) == MOST_REPAIRS:
            break
        if text.is_cjk(word.folded):
            # The character behind one that was repaired was judged by the wrong neighbour.
            meant = _meant_character(index, words, place) if not end or word.start > end else None
        else:
            meant = _meant(index, word) if not _hyphenated(question, word) else None
        if meant:
            pieces += [question[end : word.start], meant]
            repairs.append((word.text, meant))
            end = word.end
    return "".join([*pieces, question[end:]]), tuple(repairs)


def prepare(index: Index) -> None:
    """Reads the vocabulary now (some 100 ms for 50,000 words), so that no customer waits for it. Raises
    IndexUnavailable."""
    _vocabulary(index)


def _meant(index: Index, word: Word) -> str | None:
    if len(word.folded) < _SHORTEST or any(map(index.document_frequency, text.tokens(word.folded))):
        return None
    return _vocabulary(index).meant(word.folded)


def _meant_character(index: Index, words: Sequence[Word], place: int) -> str | None:
    character = words[place].folded
    before, after = _neighbour(words, place, -1), _neighbour(words, place, +1)
    pairs = (before + character, character + after)
    if any(index.document_frequency(pair) for pair in pairs if len(pair) == 2):
        return None
    return _vocabulary(index).meant_character(before=before, character=character, after=after)


def _hyphenated(question: str, word: Word) -> bool:
    """Whether a word is only a part of one: `e-mail`."""
    return question[word.start - 1 : word.start] == "-" or question[word.end : word.end + 1] == "-"


def _neighbour(words: Sequence[Word], place: int, step: int) -> str:
    """The Chinese character that touches the one at `place`, or ""."""
    other = place + step
    if not 0 <= other < len(words) or not text.is_cjk(words[other].folded):
        return ""
    left, right = sorted((words[place], words[other]), key=lambda word: word.start)
    return words[other].folded if left.end == right.start else ""


_vocabularies: WeakKeyDictionary[Index, tuple[str, float, Vocabulary]] = WeakKeyDictionary()


def _vocabulary(index: Index) -> Vocabulary:
    generation, now = index.generation(), time.monotonic()
    kept = _vocabularies.get(index)
    if kept and (kept[0] == generation or now - kept[1] < _KEPT):
        return kept[2]
    vocabulary = Vocabulary(index.vocabulary())
    _vocabularies[index] = generation, now, vocabulary
    return vocabulary


def _sounds_alike(one: str, other: str, *, within: int) -> bool:
    """Whether two Chinese characters are near each other in the order of their sound.

    Most slips in Chinese are made by choosing the wrong one of those that an input method offers for a sound. The
    first level of GB 2312, the 3,755 common characters, is sorted by sound, about nine to a syllable.
    """
    places = _place_by_sound(one), _place_by_sound(other)
    return min(places) >= 0 and abs(places[0] - places[1]) <= within


def _place_by_sound(character: str) -> int:
    """-1 for a character that is not of the first level."""
    row, cell = (*character.encode("gb2312", "ignore"), 0, 0)[:2]
    return (row - 0xB0) * 94 + cell - 0xA1 if 0xB0 <= row <= 0xD7 else -1


def _believable(word: str, other: str) -> bool:
    """Whether a known word one slip away was meant: fingers slip to neighbouring keys, and ears confuse some letters.

    So `emial` is email and `passwird` password, but `helm` is not help, and `mask` is not ask. A word of every day is
    only believed to have lost a letter or swapped two: `bejing` is not being.
    """
    at = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), len(other))
    if len(word) < len(other):
        return True
    if len(word) > len(other):
        beside = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
        return other not in _everyday and any(word[at] == key or word[at] in _neighbours.get(key, "") for key in beside)
    if word[at + 1 :] != other[at + 1 :]:
        return True
    slip = {word[at], other[at]}
    near = other[at] in _neighbours.get(word[at], "") or any(slip <= confused for confused in _CONFUSED)
    return other not in _everyday and near


def _common_letters(words: Iterable[str]) -> str:
    counted = Counter[str]()
    for word in words:
        if not text.is_cjk(word):
            counted.update(word)
    return "".join(letter for letter, _ in counted.most_common(_LETTERS) if letter.isalpha())


def _neighbouring_keys() -> dict[str, str]:
    near = {}
    for above, row, below in zip(("", *_KEYS), _KEYS, (*_KEYS[1:], ""), strict=False):
        for at, key in enumerate(row):
            near[key] = row[max(0, at - 1) : at + 2] + above[at : at + 2] + below[max(0, at - 1) : at + 1]
    return near


_neighbours = _neighbouring_keys()
