"""What speaks for a candidate, be it an article or a question of the board, and the one number made of it."""

import functools
import re
from dataclasses import dataclass
from typing import Final

from kb import text

_HEADING: Final = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
_OTHER_LANGUAGE: Final = 0.55
_OTHER_SCRIPT: Final = 0.97


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a candidate, each from 0 to 1.

    `words`: BM25 beside the best candidate's. `likeness`: of the question to the title or a phrasing, whichever is
    nearer. `coverage`: how much of the question's weight (rare words weigh more) title, phrasings and best section
    hold together; `heading`: how much of it title and phrasings hold alone. `language`: 1 in the reader's own.
    """

    words: float
    likeness: float
    coverage: float
    heading: float
    language: float


def score(signals: Signals) -> float:
    """One number from the signals, 0 to 1: weights set by measuring, see bench/README.md."""
    return signals.language * (
        0.28 * signals.words + 0.49 * signals.likeness + 0.11 * signals.coverage + 0.12 * signals.heading
    )


def nearness(language: str, wanted: str) -> float:
    if language == wanted:
        return 1.0
    return _OTHER_SCRIPT if language[:2] == wanted[:2] else _OTHER_LANGUAGE


@functools.lru_cache(maxsize=4096)
def sketch(body: str) -> tuple[frozenset[str], ...]:
    """The tokens of each section, without parsing: good enough to weigh by, at a tenth of the price."""
    return tuple(frozenset(text.tokens(section)) for section in _HEADING.split(body)) or (frozenset(),)
