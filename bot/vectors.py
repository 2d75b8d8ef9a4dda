"""A text as the learned router sees it: its words, pairs of them, and its words' letters in runs of two to five.

Word n-grams with letter n-grams inside word boundaries, as linear classifiers of short texts use them (Joachims, Text
Categorization with Support Vector Machines, 1998; Cavnar and Trenkle, N-Gram-Based Text Categorization, 1994).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb import text as pipeline

LONGEST: Final = 300
"""Characters that are looked at: wordings are short, and pasted pages stay cheap."""

_RUNS: Final = (2, 3, 4, 5)

Counts = Counter[int]
Floats = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The features that a model has met: their numbers, ascending, and how rare each is."""

    numbers: NDArray[np.uint32]
    rarity: Floats


def features(text: str) -> tuple[Counts, Counts]:
    """How often each feature stands in the text: those of words, and those of letters, each as a number of 32 bits."""
    text = text[:LONGEST]
    return Counter(_numbers("w", _words(text))), Counter(_numbers("l", _letters(text)))


def vector(text: str, known: Known) -> tuple[Places, Floats]:
    """A text's known features as places among `known`, with their weights: words and letters, each of length one.

    A weight is (1 + ln count) x rarity (Salton and Buckley, Term-weighting approaches in automatic text retrieval,
    1988).
    """
    parts = [_part(counts, known) for counts in features(text)]
    return np.concatenate([places for places, _ in parts]), np.concatenate([values for _, values in parts])


def _part(counts: Counts, known: Known) -> tuple[Places, Floats]:
    numbers = np.fromiter(counts.keys(), np.uint32, len(counts))
    times = np.fromiter(counts.values(), np.float32, len(counts))
    places = np.minimum(np.searchsorted(known.numbers, numbers), len(known.numbers) - 1)
    there = known.numbers[places] == numbers
    places = places[there]
    values = (1 + np.log(times[there])) * known.rarity[places]
    length = float(np.linalg.norm(values))
    return places, (values / length if length else values).astype(np.float32)


def _words(text: str) -> Iterable[str]:
    tokens = pipeline.tokens(text)
    yield from tokens
    for one, other in pairwise(tokens):
        yield f"{one} {other}"


def _letters(text: str) -> Iterable[str]:
    for word in pipeline.fold(text).split():
        bounded = f" {word} "
        for length in _RUNS:
            for start in range(len(bounded) - length + 1):
                yield bounded[start : start + length]


def _numbers(kind: str, found: Iterable[str]) -> Iterable[int]:
    return (crc32(f"{kind}{each}".encode()) for each in found)
