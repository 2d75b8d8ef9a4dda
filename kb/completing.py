"""Search as you type: the word that is not finished yet is read as the commonest word that begins like it."""

import time
from bisect import bisect_left
from typing import Final
from weakref import WeakKeyDictionary

from kb import text
from kb.index import Index

_SHORTEST: Final = 2

# Seconds for which a list of words is kept although the index has moved on.
_KEPT: Final = 30.0

_lists: WeakKeyDictionary[Index, tuple[str, float, list[tuple[str, int]]]] = WeakKeyDictionary()


def completed(index: Index, question: str) -> str:
    """The question with its last word finished, where that word is not one yet. Raises IndexUnavailable.

    Chinese needs none of this: each character is searched for as it is typed.
    """
    words = text.words(question)
    last = words[-1] if words else None
    if last is None or last.end < len(question) or text.is_cjk(last.folded) or len(last.folded) < _SHORTEST:
        return question
    if any(index.document_frequency(token) for token in text.tokens(last.folded)):
        return question
    return question[: last.start] + (_commonest(index, last.folded) or last.text)


def _commonest(index: Index, beginning: str) -> str | None:
    known = _words(index)
    start = bisect_left(known, (beginning, 0))
    end = bisect_left(known, (beginning + "\U0010ffff", 0))
    return max(known[start:end], key=lambda word: word[1])[0] if end > start else None


def _words(index: Index) -> list[tuple[str, int]]:
    generation, now = index.generation(), time.monotonic()
    kept = _lists.get(index)
    if kept and (kept[0] == generation or now - kept[1] < _KEPT):
        return kept[2]
    words = sorted(word for word in index.vocabulary() if not text.is_cjk(word[0]))
    _lists[index] = generation, now, words
    return words
