"""The wordings of an article, its title first, prepared for comparing questions with them."""

import functools
import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from kb import fillers, similarity, text
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from kb.synonyms import Synonyms

COMPARED: Final = 6
"""Wordings of one article that a question is compared with letter by letter: those that hold most of it."""


_MOST_KEPT: Final = 4_000

_kept: WeakKeyDictionary[Database, dict[tuple[str, int], tuple[str, ...]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Wording:
    """As it was written, without its fillers, and how many tokens it has."""

    text: str
    telling: str
    length: int


@dataclass(frozen=True, slots=True)
class Wordings:
    """The title, the others, the tokens of all, and in which of the others each token stands."""

    title: Wording
    others: tuple[Wording, ...]
    tokens: frozenset[str]
    places: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Near:
    """A wording as it was written, and how like it a question is: 0 to 1."""

    text: str
    likeness: float


def of_articles(db: Database, rows: Collection[Article]) -> dict[str, Wordings]:
    """Those of the articles by id. What was read of an article stays good until its version moves."""
    kept = _kept.setdefault(db, {})
    if len(kept) > _MOST_KEPT:
        kept.clear()
    unknown = {row.id: row.version for row in rows if (row.id, row.version) not in kept}
    if unknown:
        read = articles.phrasings_of(db, unknown.keys())
        kept |= {(id, version): read.get(id, ()) for id, version in unknown.items()}
    return {row.id: prepared(row.title, kept[row.id, row.version]) for row in rows}


@functools.lru_cache(maxsize=4096)
def prepared(title: str, others: tuple[str, ...]) -> Wordings:
    """Kept by the texts themselves, so that a new revision is never read as the old one."""
    found = [frozenset(text.tokens(each)) for each in (title, *others)]
    first, *more = (
        Wording(each, fillers.without(each), len(tokens)) for each, tokens in zip((title, *others), found, strict=True)
    )
    places: dict[str, list[int]] = {}
    for place, tokens in enumerate(found[1:]):
        for token in tokens:
            places.setdefault(token, []).append(place)
    return Wordings(first, tuple(more), frozenset().union(*found), places)


def nearest(
    wordings: Wordings, question: str, telling: str, *, weights: Mapping[str, float], words: Synonyms
) -> Near:
    """The wording that the question is most like. `telling` is the question without fillers.

    Likeness is the mean of both as written and both without fillers, which finds the right title more often than the
    higher of the two.
    """
    compared = [wordings.title, *_compared(wordings, weights)]
    written = similarity.similarities(question, [each.text for each in compared], words=words)
    telling_alone = similarity.similarities(telling, [each.telling for each in compared], words=words)
    likeness = [(one + other) / 2 for one, other in zip(written, telling_alone, strict=True)]
    at = max(range(len(compared)), key=likeness.__getitem__)
    return Near(compared[at].text, likeness[at])


def _compared(wordings: Wordings, weights: Mapping[str, float]) -> Sequence[Wording]:
    """Those that share most of the question's weight; of two that share the same, the shorter."""
    if len(wordings.others) <= COMPARED:
        return wordings.others
    shared: dict[int, float] = defaultdict(float)
    for token, weight in weights.items():
        for place in wordings.places.get(token, ()):
            shared[place] += weight

    def worth(place: int) -> float:
        return shared[place] / math.sqrt(1 + wordings.others[place].length)

    best = heapq.nlargest(COMPARED, shared, key=worth)
    return [wordings.others[place] for place in best]
