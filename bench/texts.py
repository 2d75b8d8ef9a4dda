"""Texts to measure with: made up, the same each time, with words as frequent as in real ones (Zipf)."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

VOCABULARY: Final = 30_000
WORDS: Final = 108
"""Words of a text: the mean of the help articles that the design was measured with."""

_ONSETS: Final = (
    *("b", "br", "c", "cl", "d", "f", "fl", "g", "gr", "h", "l"),
    *("m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v"),
)
_NUCLEI: Final = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS: Final = ("", "l", "n", "r", "s", "t", "nd", "rk")


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


def vocabulary() -> list[str]:
    """Words that can be spoken, the most frequent first."""
    syllables = ["".join(parts) for parts in itertools.product(_ONSETS, _NUCLEI, _CODAS)]
    chance = random.Random(1)
    words = {chance.choice(syllables) + chance.choice(syllables) for _ in range(VOCABULARY * 2)}
    return sorted(words, key=lambda word: (len(word), word))[:VOCABULARY]


def texts(count: int) -> Iterator[Text]:
    """`count` help articles: a title of five words, two sections."""
    chance, words = random.Random(2), vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    for _ in range(count):
        drawn = chance.choices(words, cum_weights=weights, k=WORDS)
        title = " ".join(chance.choices(words, k=2) + drawn[:3])
        half = len(drawn) // 2
        yield Text(
            title.capitalize(),
            f"{' '.join(drawn[:half]).capitalize()}.\n\n## {' '.join(drawn[:2])}\n\n{' '.join(drawn[half:])}.",
        )


def questions(found: list[Text], *, count: int) -> list[str]:
    """Seven words about one of the texts: most of its title, the rest of its body."""
    chance = random.Random(3)
    chosen = [chance.choice(found) for _ in range(count)]
    return [" ".join([*text.title.split()[:4], *chance.sample(text.body.split(), 3)]) for text in chosen]
