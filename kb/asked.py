"""Questions of the board as candidates of the one ranker: weighed by the same signals as articles.

What the index found is asked of the store in the same moment, for the eyes of whoever reads: nothing that was hidden,
closed or suspended since is ever shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb import signals, wordings
from kb.index import Hit, Index
from kb.index.follower import BOARD
from kb.signals import Signals
from kb.store import posts
from kb.store.engine import Database
from kb.store.posts import Post, Reader
from kb.synonyms import Synonyms
from kb.weighing import Weights, coverage
from kb.wordings import Wordings

RECALLED: Final = 20
WEIGHED: Final = 8
"""Of those recalled, how many are read from the store and weighed by all signals."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked on the board, and what speaks for its being the same one."""

    post: Post
    signals: Signals
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The question that is looked for, as the ranker read it. `best` is BM25 of the best article."""

    text: str
    telling: str
    language: str
    weights: Weights
    words: Synonyms
    best: float


def candidates(
    db: Database, index: Index, tokens: Collection[str], reading: Reading, *, site: str, to: Reader
) -> tuple[Asked, ...]:
    """The best first. Raises IndexUnavailable."""
    hits = index.search(list(tokens), audiences=(BOARD,), limit=RECALLED)[:WEIGHED] if tokens else []
    if not hits:
        return ()
    rows = {row.id: row for row in open_ones(db, [hit.id for hit in hits], site=site, to=to)}
    others: dict[str, list[str]] = {}
    for each in posts.wordings(db, rows.keys(), now=to.now):
        others.setdefault(each.question, []).append(each.title)
    best = max(reading.best, hits[0].score) or 1.0
    found = [
        _weigh(hit, rows[hit.id], wordings.prepared(rows[hit.id].title, tuple(others.get(hit.id, ()))), reading, best)
        for hit in hits
        if hit.id in rows
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def open_ones(db: Database, ids: Sequence[str], *, site: str, to: Reader) -> list[Post]:
    """Those of the questions that everybody may see, and nobody closed."""
    return [
        row
        for row in posts.seen_of(db, ids, to=posts.stranger(to.now))
        if row.site == site and row.kind == "question" and not row.closed
    ]


def _weigh(hit: Hit, post: Post, asked: Wordings, reading: Reading, best: float) -> Asked:
    found = Signals(
        words=hit.score / best,
        likeness=wordings.nearest(
            asked, reading.text, reading.telling, weights=reading.weights, words=reading.words
        ).likeness,
        coverage=max(coverage(reading.weights, asked.tokens | section) for section in signals.sketch(post.body)),
        heading=coverage(reading.weights, asked.tokens),
        language=signals.nearness(post.language, reading.language),
    )
    return Asked(post, found, signals.score(found))
