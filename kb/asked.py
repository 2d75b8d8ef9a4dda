"""Questions of the board as candidates of the one ranker: weighed by the same signals as articles.

What the index found is asked of the store in the same moment, for the eyes of whoever reads: nothing that was hidden,
closed or suspended since is ever shown.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb import signals, text, wordings
from kb.index import WEIGHTS, WITH_ANSWERS, Hit, Index
from kb.index.follower import BOARD, CLOSED
from kb.signals import Signals
from kb.store import answer_counts, indexable_questions, posts
from kb.store.engine import Database
from kb.store.posts import Post, Reader
from kb.synonyms import Synonyms
from kb.weighing import Weights, coverage
from kb.wordings import Wordings

RECALLED: Final = 20
WEIGHED: Final = 8
"""Of those recalled, how many are read from the store and weighed by all signals."""

ANSWERED: Final = 4
"""So many more that are near by what their answers say."""

LISTED: Final = 20
"""How many are weighed where a search is narrowed to questions."""

BEST: Final = 0
DEEPER: Final = 1
LAST: Final = 2
"""The tiers of a long list: what is weighed for its first page, what lies deeper, and closed questions behind all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked on the board, and what speaks for its being the same one: by its own words alone
    in `signals` and `score`; `found` and `worth` are the same with what its best answers say."""

    post: Post
    signals: Signals
    score: float
    found: Signals
    worth: float
    tier: int = BEST


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which questions come into question at all: exact terms of the index (`kb.index.facets`), all of `facets` and none
    of `without`; and closed ones never, only those, or the best of them behind all others."""

    facets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    closed: Literal["never", "only", "last"] = "never"

    @property
    def by_filters(self) -> bool:
        """Whether somebody chose some of the questions: whoever does looks through all that is left."""
        return bool(self.facets or self.without or self.closed == "only")


EVERY: Final = Narrowed()


@dataclass(frozen=True, slots=True)
class Reading:
    """The question that is looked for, as the ranker read it. `best` is BM25 of the best article."""

    tokens: tuple[str, ...]
    text: str
    telling: str
    language: str
    weights: Weights
    words: Synonyms
    best: float


def candidates(
    db: Database, index: Index, reading: Reading, *, site: str, to: Reader, narrowed: Narrowed = EVERY, deeper: int = 0
) -> tuple[Asked, ...]:
    """The best by their own words first, and behind them so many that lie `deeper`. Raises IndexUnavailable."""
    audience = CLOSED if narrowed.closed == "only" else BOARD
    found = _weighed(db, index, reading, site=site, to=to, audience=audience, narrowed=narrowed, deeper=deeper)
    return tuple(sorted(found, key=lambda each: (each.tier, -each.score)))


def last_ones(
    db: Database, index: Index, reading: Reading, *, site: str, to: Reader, narrowed: Narrowed = EVERY
) -> list[Asked]:
    """The best of those that were closed, in no order. What repeats another question is found as that one, by its own
    words, too. Raises IndexUnavailable."""
    return [
        dataclasses.replace(each, tier=LAST)
        for each in _weighed(db, index, reading, site=site, to=to, audience=CLOSED, narrowed=narrowed)
        if not each.post.duplicate_of
    ]


def open_ones(db: Database, ids: Sequence[str], *, site: str, to: Reader) -> list[Post]:
    """Those of the questions that everybody may see, and nobody closed."""
    return _seen_ones(db, ids, site=site, to=to, audience=BOARD)


def _weighed(
    db: Database, index: Index, reading: Reading, *, site: str, to: Reader, audience: str, narrowed: Narrowed,
    deeper: int = 0,
) -> list[Asked]:
    recalled = index.search(
        reading.tokens, audiences=(audience,), facets=narrowed.facets, without=narrowed.without, weights=WITH_ANSWERS,
        limit=RECALLED + deeper,
    ) if reading.tokens else []
    if not recalled:
        return []
    first = _chosen(recalled[:RECALLED], weighed=LISTED if narrowed.by_filters else WEIGHED)
    hits = [*first, *(hit for hit in recalled if hit not in first)] if deeper else first
    rows = {row.id: row for row in _seen_ones(db, [hit.id for hit in hits], site=site, to=to, audience=audience)}
    others: dict[str, list[str]] = {}
    for each in posts.wordings(db, rows.keys(), now=to.now):
        others.setdefault(each.question, []).append(each.title)
    answers = indexable_questions.answers_of(db, [hit.id for hit in hits if hit.id in rows and hit.fields["answers"]])
    # Of the first ones alone: they are worth the same in a list that goes deeper.
    best = max(reading.best, *map(_own, first)) or 1.0
    most = max(reading.best, *(hit.score for hit in first)) or 1.0
    return [
        _weigh(
            hit, rows[hit.id], wordings.prepared(rows[hit.id].title, tuple(others.get(hit.id, ()))),
            answers.get(hit.id, ()), reading, best=best, most=most, tier=BEST if at < len(first) else DEEPER,
        )
        for at, hit in enumerate(hits)
        if hit.id in rows
    ]


def _seen_ones(db: Database, ids: Sequence[str], *, site: str, to: Reader, audience: str) -> list[Post]:
    """Those of the questions that everybody may see: of the open ones, or of the closed ones."""
    found = [
        row
        for row in posts.seen_of(db, ids, to=posts.stranger(to.now))
        if row.site == site and row.kind == "question" and bool(row.closed) is (audience == CLOSED)
    ]
    counted = answer_counts.counted(db, [row.accepted for row in found if row.accepted])
    return [row if row.accepted in counted else dataclasses.replace(row, accepted=None) for row in found]


def _chosen(recalled: Sequence[Hit], *, weighed: int) -> list[Hit]:
    """The best by their own words, and the best of the others by those of their answers."""
    own = sorted((hit for hit in recalled if _own(hit) > 0), key=lambda hit: -_own(hit))[:weighed]
    others = [hit for hit in recalled if hit not in own][:ANSWERED]
    return [*own, *others]


def _own(hit: Hit) -> float:
    """BM25 of its title, body and duplicates, as if nobody had answered."""
    return sum(WEIGHTS[field] * hit.fields[field] for field in WEIGHTS)


def _weigh(
    hit: Hit, post: Post, asked: Wordings, answers: Sequence[str], reading: Reading, *, best: float, most: float,
    tier: int,
) -> Asked:
    own = Signals(
        words=_own(hit) / best,
        likeness=wordings.nearest(
            asked, reading.text, reading.telling, weights=reading.weights, words=reading.words
        ).likeness,
        coverage=max(coverage(reading.weights, asked.tokens | section) for section in signals.sketch(post.body)),
        heading=coverage(reading.weights, asked.tokens),
        language=signals.nearness(post.language, reading.language),
    )
    said = frozenset(token for answer in answers for token in text.tokens(answer))
    covered = coverage(reading.weights, asked.tokens.union(said, *signals.sketch(post.body))) if said else own.coverage
    found = dataclasses.replace(own, words=hit.score / most, coverage=max(own.coverage, covered))
    return Asked(post, own, signals.score(own), found, signals.score(found), tier)
