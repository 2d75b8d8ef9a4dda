"""Typing errors: words that the knowledge base lacks are read as the words it has that were probably meant.

A repair is a guess, so it is only made where nothing else is known of the word, and at most three times a question: of
the words that tell most. Further words are leaned on: looked up as what was probably meant, but not read as that.
"""

from dataclasses import dataclass
from typing import Final

from kb import text
from kb.index import Index
from kb.repair import chinese, latin
from kb.repair.guessing import put
from kb.repair.keeping import keep, prepare, vocabulary_of

__all__ = ["MOST_REPAIRS", "Reading", "keep", "prepare", "read"]

MOST_REPAIRS: Final = 3

# Whoever writes more words than this does not ask a question.
_MOST_WORDS: Final = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was probably meant: `repairs` are the pairs of what was read as what. `leanings` are further
    words that may have been meant, so that a search should find them as well."""

    text: str
    repairs: tuple[tuple[str, str], ...]
    leanings: tuple[str, ...]


def read(index: Index, question: str) -> Reading:
    """The question with its slips put right. Raises IndexUnavailable."""
    words = text.words(question)[:_MOST_WORDS]
    known = vocabulary_of(index)
    guesses, leanings = latin.guesses(index, known, question, words)
    guesses += chinese.guesses(index, known.pairs, words)
    # What is said every day tells nothing, whether it is put right or not: it is no repair.
    everyday = [guess for guess in guesses if guess.everyday]
    telling = sorted((guess for guess in guesses if not guess.everyday), key=lambda guess: guess.documents)
    repairs = sorted(telling[:MOST_REPAIRS], key=lambda guess: guess.start)
    return Reading(
        put(question, [*repairs, *everyday]),
        tuple((question[guess.start : guess.end], guess.meant) for guess in repairs),
        tuple(dict.fromkeys([*leanings, *(guess.meant for guess in telling[MOST_REPAIRS:])])),
    )
