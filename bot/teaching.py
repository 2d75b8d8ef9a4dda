"""Teaches the router the wordings of a site. In the work process's short-lived child, never in a web process.

The classifier is a linear support vector machine for each entry against the rest (Fan and others, LIBLINEAR, 2008).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot import rehearsal, router, vectors
from bot.classifier import Classifier
from bot.neighbours import Neighbours
from bot.router import FEWEST_ENTRIES, FEWEST_WORDINGS, Sign
from bot.vectors import Known
from kb.index import Index, follower
from kb.store import events, indexable
from kb.store.engine import Database
from kb.store.indexable import Indexable

BUDGET: Final = 200
"""Entries with wordings that get a classifier each; beyond it, neighbours are asked."""

MOST_WORDINGS: Final = 300
"""Of one entry that are learned from: the newest."""

MOST_BYTES: Final = 40_000_000
"""Of a model's largest array; the rarest features are left out."""

MOST_NEIGHBOURS: Final = 60_000
"""Wordings that neighbours are asked of, in all: some forty megabytes. Of each entry the newest stay."""

MOST_OTHERS: Final = 2_000
"""Wordings of entries with too few of them, that a classifier learns to tell from those that have some."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Example:
    """A way to ask for an entry; `entry` is empty for one that has too few wordings to be learned."""

    entry: str
    text: str


def teach(db: Database, index: Index, *, site: str, now: int, last: Sign | None = None) -> int:
    """Makes the router of a site anew from its published articles; how many it knows: those with wordings enough.

    A rehearsal takes four fifths of the time, so that of `last` holds until a tenth of the articles was changed.
    """
    cursor = events.latest(db)
    found = [article for page in indexable.pages(db, size=_PAGE) for article in page if article.site == site]
    home = router.home(index)
    if last and last.rehearsed and not _much_changed(db, last.rehearsed, of=len(found)):
        shifts, rehearsed = last.shifts, last.rehearsed
    else:
        shifts, rehearsed = rehearsal.shifts(found, teach=partial(_learn, site=site, cursor=cursor), now=now), cursor
    made = taught(found)
    router.write(made, home, site=site, cursor=cursor, shifts=shifts, rehearsed=rehearsed)
    router.forget(index)
    return len(made.ids) if made else 0


def _learn(articles: Sequence[Indexable], index: Index, *, site: str, cursor: str) -> None:
    router.write(taught(articles), router.home(index), site=site, cursor=cursor)
    router.forget(index)


def _much_changed(db: Database, cursor: str, *, of: int) -> bool:
    changes = events.behind(db, cursor, kinds=follower.ARTICLES).count
    return changes * 10 >= of or changes == events.MOST_COUNTED


def taught(articles: Sequence[Indexable]) -> Classifier | Neighbours | None:
    """What the articles' wordings teach; None where fewer than two have enough."""
    examples = [example for article in articles for example in _examples(article)]
    known = [example for example in examples if example.entry]
    entries = sorted({example.entry for example in known})
    if len(entries) < FEWEST_ENTRIES:
        return None
    if len(entries) > BUDGET:
        return _neighbours(entries, known)
    others = [example for example in examples if not example.entry]
    return _classifier(entries, [*known, *others[:MOST_OTHERS]])


def _examples(article: Indexable) -> Iterable[Example]:
    entry = article.id if len(article.phrasings) >= FEWEST_WORDINGS else ""
    for text in dict.fromkeys((article.title, *article.phrasings[-MOST_WORDINGS:])):
        yield Example(entry, text)


def _classifier(entries: Sequence[str], examples: Sequence[Example]) -> Classifier:
    known = _known(examples, most=MOST_BYTES // (2 * len(entries)))
    places = {entry: at for at, entry in enumerate(entries)}
    machine = LinearSVC(C=1.0)
    matrix = _matrix(examples, known)
    machine.fit(matrix, [places.get(example.entry, len(entries)) for example in examples])
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # of two classes it learns but one boundary
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    count = len(entries)  # the class of the others, if any, is the last
    return Classifier(
        tuple(entries), known, np.ascontiguousarray(weights[:count].T, np.float16), bias[:count].astype(np.float32)
    )


def _neighbours(entries: Sequence[str], examples: Sequence[Example]) -> Neighbours | None:
    most = MOST_NEIGHBOURS // len(entries)
    if most < FEWEST_WORDINGS:
        return None  # so many entries are left to the ranker, which compares wordings too
    by_entry: dict[str, list[Example]] = {entry: [] for entry in entries}
    for example in examples:
        by_entry[example.entry].append(example)
    ordered = [example for entry in entries for example in by_entry[entry][-most:]]
    known = _known(ordered, most=MOST_BYTES // 8)
    matrix = _matrix(ordered, known)
    values = matrix.data / np.sqrt(2)  # both parts of a vector have the length one
    counts = Counter(example.entry for example in ordered)
    return Neighbours(
        np.array(entries), known, matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32),
        values.astype(np.float16), np.cumsum([0, *(counts[entry] for entry in entries)]).astype(np.int64),
    )


def _known(examples: Sequence[Example], *, most: int) -> Known:
    """The features of the examples, letters that stand in one alone left out, with their smoothed rarity."""
    words: Counter[int] = Counter()
    letters: Counter[int] = Counter()
    for example in examples:
        for counter, found in zip((words, letters), vectors.features(example.text), strict=True):
            counter.update(found.keys())
    frequencies = Counter({number: count for number, count in letters.items() if count > 1})
    frequencies.update(words)
    kept = dict(frequencies.most_common(most))
    numbers = np.array(sorted(kept), np.uint32)
    counts = np.array([kept[number] for number in numbers.tolist()])
    return Known(numbers, (np.log((1 + len(examples)) / (1 + counts)) + 1).astype(np.float32))


def _matrix(examples: Sequence[Example], known: Known) -> csr_matrix:
    rows = [vectors.vector(example.text, known) for example in examples]
    return csr_matrix(
        (
            np.concatenate([values for _, values in rows]),
            np.concatenate([places for places, _ in rows]),
            np.cumsum([0, *(len(places) for places, _ in rows)]),
        ),
        shape=(len(rows), len(known.numbers)),
    )
