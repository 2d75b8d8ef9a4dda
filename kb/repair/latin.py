"""Mistyped words in Latin letters, told from names, codes and other languages."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from kb import fillers, text
from kb.index import Index
from kb.repair.everyday import EVERYDAY, is_common
from kb.repair.guessing import Guess
from kb.repair.vocabulary import PARTICLES, SHORTEST, Vocabulary
from kb.text import Word

# Whoever mistypes more words than this is not understood better by looking at more of them.
_MOST_MISTYPED: Final = 16

# The share of the words that must be known or be put right: another language's words are no slips.
_UNDERSTOOD: Final = 0.6

# Letters of a word in capitals that is a code rather than shouted.
_CODE: Final = 4

_SHORTEST_JOINED: Final = 5

# A meaning that is so little less likely than the best may be what was meant as well.
_AS_LIKELY: Final = 0.6


def guesses(index: Index, known: Vocabulary, question: str, words: Sequence[Word]) -> tuple[list[Guess], list[str]]:
    """What was meant by the words that were mistyped, and further words that may have been meant."""
    latin = [word for word in words if not text.is_cjk(word.folded)]
    pairs = [(one, two) for one, two in pairwise(latin) if question[one.end : two.start] == " "]
    written = {*(word.folded for word in latin), *(one.folded + two.folded for one, two in pairs)}
    documents = index.document_frequencies({token for word in written for token in text.tokens_of([word])})
    reading = _Reading(known, question, documents)
    reading.join(pairs)
    reading.mend([word for word in latin if word.start not in reading.joined and not _in_one(question, word)])
    return reading.result()


class _Reading:
    """What is guessed so far of one question."""

    def __init__(self, known: Vocabulary, question: str, documents: Mapping[str, int]) -> None:
        self.joined: set[int] = set()
        self._known = known
        self._shouted = question.isupper()
        self._documents = documents
        self._guesses: list[Guess] = []
        self._leanings: list[str] = []
        self._looked = self._lost = self._seen = 0

    def result(self) -> tuple[list[Guess], list[str]]:
        return ([], []) if self._lost > (1 - _UNDERSTOOD) * self._seen else (self._guesses, self._leanings)

    def join(self, pairs: Sequence[tuple[Word, Word]]) -> None:
        """Two words that the knowledge base writes as one: `pass word`, `log in`."""
        for one, two in pairs:
            joined = one.folded + two.folded
            if one.start in self.joined or len(joined) < _SHORTEST_JOINED or not self._count(joined):
                continue
            if not self._count(one.folded) or not self._count(two.folded):
                self._guesses.append(Guess(one.start, two.end, joined, self._count(joined)))
                self.joined |= {one.start, two.start}
            elif _tells(one.folded) and (_tells(two.folded) or two.folded in PARTICLES):
                self._leanings.append(joined)

    def mend(self, words: Sequence[Word]) -> None:
        """Single words."""
        for word in words:
            if len(word.folded) < SHORTEST or not word.folded.isalpha():
                continue
            self._seen += 1
            if documents := self._count(word.folded):
                self._doubt(word, documents)
            elif word.folded not in EVERYDAY and not self._is_code(word) and self._looked < _MOST_MISTYPED:
                self._looked += 1
                self._look(word)

    def _look(self, word: Word) -> None:
        meanings = self._known.meanings(word.folded)
        if is_common(word.folded):
            self._leanings += [meaning.word for meaning in meanings[:1]]
        elif not meanings or not word.text.isascii() or (not word.text.isalpha() and meanings[0].word not in EVERYDAY):
            self._lost += 1
        else:
            best = meanings[0]
            self._guess(word, best.word)
            self._leanings += [
                other.word for other in meanings[1:2] if other.price < best.price + _AS_LIKELY and " " not in other.word
            ]

    def _doubt(self, word: Word, documents: int) -> None:
        usual = self._known.usual(word.folded, documents=documents)
        if usual and text.tokens_of([usual]) != text.tokens_of([word.folded]):
            self._guess(word, usual)
            self._leanings.append(word.folded)

    def _guess(self, word: Word, meant: str) -> None:
        self._guesses.append(
            Guess(word.start, word.end, meant, self._known.documents(meant), everyday=meant in EVERYDAY)
        )

    def _count(self, word: str) -> int:
        return max((self._documents[token] for token in text.tokens_of([word])), default=0)

    def _is_code(self, word: Word) -> bool:
        return word.text.isupper() and len(word.text) <= _CODE and not self._shouted


def _tells(word: str) -> bool:
    return word not in EVERYDAY and not fillers.is_one(word)


def _in_one(question: str, word: Word) -> bool:
    """Whether a word is only a part of one: `e-mail`, `me@example.com`, `file_name`."""
    before, after = question[word.start - 1 : word.start], question[word.end : word.end + 2]
    return before in tuple("-@_.\\#$") or after[:1] in tuple("-@_\\") or (after[:1] == "." and after[1:].isalnum())
