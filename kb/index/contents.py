"""What both engines agree on: the tokens that a document gives to its fields, and those that a question is worth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from kb import text
from kb.index import MOST_TOKENS, WEIGHTS, Document

_ALWAYS_SEARCHED = 3

_MOST_ANSWERED: Final = 2_000
"""A word that stands in more answers is not looked for in them: it costs most and tells least."""

# How the words begin that a vocabulary is made of: two Latin letters, or the first of a pair of Chinese characters.
BEGINNINGS: Final = (
    *map("".join, product("abcdefghijklmnopqrstuvwxyz", repeat=2)),
    *map(chr, range(0x4E00, 0xA000)),
)


@dataclass(frozen=True, slots=True)
class Contents:
    """A document's tokens by field, and its words as they are spelled."""

    title: list[str]
    phrasings: list[str]
    body: list[str]
    answers: list[str]
    spelled: set[str]


def contents(document: Document) -> Contents:
    """What of a document can be found."""
    title, body = text.runs(document.title), text.runs(document.body)
    phrasings = [run for phrasing in document.phrasings for run in text.runs(phrasing)]
    answers = [run for answer in document.answers for run in text.runs(answer)]
    return Contents(
        text.tokens_of(title),
        text.tokens_of(phrasings),
        text.tokens_of(body),
        text.tokens_of(answers),
        text.surfaces_of(title + phrasings + body + answers),
    )


def terms(
    query: Sequence[str], *, weights: Mapping[str, float], frequency: Callable[[str, str], int], postings: int
) -> list[tuple[str, str]]:
    """Which tokens of a question are looked for in which fields, of those that have weights."""
    held = {
        token: {
            field: often
            for field in weights
            if (often := frequency(field, token)) and (field in WEIGHTS or often <= _MOST_ANSWERED)
        }
        for token in set(query)
    }
    chosen = telling(((sum(fields.values()), token) for token, fields in held.items()), postings=postings)
    return [(field, token) for token in chosen for field in held[token]]


def telling(counted: Iterable[tuple[int, str]], *, postings: int) -> list[str]:
    """Of a question's tokens, each with how often it is in the index, the rarest until so many postings are reached.

    In a small base that is all of them. In a large one it leaves out words that stand in nearly every text: they cost
    most and tell least. A token that is nowhere is left out, too.
    """
    chosen: list[str] = []
    spent = 0
    for often, token in sorted(counted):
        spent += often
        if len(chosen) == MOST_TOKENS or (spent > postings and len(chosen) >= _ALWAYS_SEARCHED):
            break
        if often:
            chosen.append(token)
    return chosen
