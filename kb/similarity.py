"""How alike two short texts are, and which word was meant: the door to rapidfuzz."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from kb import text as pipeline

# Titles and phrasings are short; what lies behind this is not compared, so that a pasted page stays cheap.
_COMPARED = 300

# From this many documents on, a word is simply common.
_COMMON = 1000


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
    if not query or not text:
        return 0.0
    letters = fuzz.ratio(query, text)
    other = fuzz.partial_ratio(query, text) if pipeline.han(query) else fuzz.token_set_ratio(query, text)
    return (letters + other) / 200


def closest(word: str, candidates: Mapping[str, int], *, most: int) -> str | None:
    """Which of the candidates (each with its frequency) was meant by a mistyped word, at most `most` edits away.

    An edit inserts, drops or changes a letter or swaps two neighbours. Fewer edits win; then the commoner word, weighed
    by how alike both begin, since few slips hit the first letter. None where no candidate is near enough.
    """
    near = process.extract(word, candidates.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    if not near:
        return None
    fewest = near[0][1]

    def likely(candidate: str) -> tuple[float, str]:
        weight = 1.0 + min(candidates[candidate], _COMMON) / _COMMON
        return JaroWinkler.similarity(word, candidate) * weight, candidate

    return max((candidate for candidate, edits, _ in near if edits == fewest), key=likely)
