"""How alike two short texts are, and which word was meant: the door to rapidfuzz."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from kb import text as pipeline

# Titles and phrasings are short; what lies behind this is not compared, so that a pasted page stays cheap.
_COMPARED = 300


def similarity(query: str, text: str) -> float:
    """From 0 to 1: how alike a customer's question is to a title or phrasing. Both as written."""
    return folded_similarity(pipeline.fold(query[:_COMPARED]), pipeline.fold(text[:_COMPARED]))


def similarities(query: str, texts: Sequence[str]) -> list[float]:
    """`similarity` to each of the texts, folding the question once."""
    folded = pipeline.fold(query[:_COMPARED])
    return [folded_similarity(folded, pipeline.fold(text[:_COMPARED])) for text in texts]


def folded_similarity(query: str, text: str) -> float:
    """`similarity` of two texts that are folded already.

    The mean of two views: letters in their order, and words in any order with what both share put first. Chinese has no
    spaces, so there the second view is the best matching stretch.
    """
    letters = fuzz.ratio(query, text)
    other = fuzz.partial_ratio(query, text) if pipeline.han(query) else fuzz.token_set_ratio(query, text)
    return (letters + other) / 200


def distance(one: str, other: str, *, most: int) -> int:
    """Edits from one word to the other (insert, drop, change, swap neighbours); `most` + 1 where there are more."""
    return OSA.distance(one, other, score_cutoff=most)


def closest(word: str, candidates: Iterable[tuple[str, int]], *, most: int) -> str | None:
    """Which of the candidates (word, frequency) was meant by a mistyped word, at most `most` edits away; None if none.

    Fewer edits win; then the commoner word, weighed by how alike both begin, since few slips hit the first letter.
    """
    best: tuple[float, float, str] | None = None
    for candidate, frequency in candidates:
        edits = distance(word, candidate, most=most)
        if edits > most:
            continue
        alike = JaroWinkler.similarity(word, candidate)
        mark = (float(edits), -alike * (1.0 + min(frequency, 1000) / 1000), candidate)
        if best is None or mark < best:
            best = mark
    return best[2] if best else None
