"""The words of a question as its reader knows them, where the ranker knows stems and pairs of characters."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from kb import text
from kb.weighing import Weights, coverage

HELD: Final = 0.5
"""From this share of its weight on, a word counts as held by an article."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that counts, or a run of Chinese characters that do: `text` in the question, and what its tokens weigh."""

    text: str
    start: int
    end: int
    weights: Weights


def of_question(read: str, weights: Weights) -> list[Term]:
    """The words that count, in their order."""
    counted = [word for word in text.words(read) if any(token in weights for token in text.tokens(word.text))]
    return [
        Term(read[start:end], start, end, Weights(
            {token: weights[token] for token in text.tokens(read[start:end]) if token in weights}, weights.others
        ))
        for start, end in _spans(counted)
    ]


def passed(read: str, *, terms: Collection[Term]) -> tuple[str, ...]:
    """The words that do not count, each once."""
    counted = {at for term in terms for at in range(term.start, term.end)}
    spans = _spans([word for word in text.words(read) if word.start not in counted])
    return tuple(dict.fromkeys(read[start:end] for start, end in spans))


def pieces(term: Term, tokens: Set[str]) -> Iterable[tuple[str, bool]]:
    """A word, or the parts of a Chinese run, each with whether these tokens hold it, or a word of the same meaning."""
    if not text.is_cjk(term.text) or len(term.text) == 1:
        return [(term.text, coverage(term.weights, tokens) >= HELD)]
    characters = text.words(term.text)
    there = [False] * len(characters)
    for at, (one, other) in enumerate(pairwise(characters)):
        pair = one.folded + other.folded
        if pair in tokens or any(each <= tokens for each in term.weights.others.get(pair, ())):
            there[at] = there[at + 1] = True
    return [
        ("".join(character.text for character, _ in piece), held)
        for held, piece in groupby(zip(characters, there, strict=True), key=lambda pair: pair[1])
    ]


def _spans(words: Iterable[text.Word]) -> list[tuple[int, int]]:
    """Where the words stand, Chinese characters that touch as one."""
    found: list[tuple[int, int]] = []
    for word in words:
        if text.is_cjk(word.folded) and found and found[-1][1] == word.start:
            found[-1] = found[-1][0], word.end
        else:
            found.append((word.start, word.end))
    return found
