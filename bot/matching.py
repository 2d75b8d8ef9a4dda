"""From the one ranker's candidates to a probability that the first of them is the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot import confidence, router
from bot.confidence import Kind, Traits
from kb import search, similarity, synonyms
from kb.index import Index
from kb.search import Candidate, Ranked
from kb.store import never_answers
from kb.store.engine import Database
from kb.store.posts import Reader

NOMINEES: Final = 5
"""Entries that the learned router may name beside those that the index recalls."""

UNRIVALLED: Final = 0.4
"""What the best of the others scores at least: that a small base holds nothing else makes its one article no answer."""

LONG: Final = 12
"""Words of a question from which on a further one makes the bot no surer."""

FORBIDDEN: Final = 0.85
"""From this likeness to one of its never-answers on, an entry is no answer: unless its own wordings are nearer."""


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate, and how sure the bot is that it answers the question: 0 to 1.

    `learned` is how much the learned router (of this `kind`) means it, 0 to 1. `score` is what candidates are ordered
    by: the ranker's and the router's together. `never` is the never-answer that the question comes too near to.
    """

    candidate: Candidate
    score: float
    learned: float
    kind: Kind
    never: str
    confidence: float = 0.0


def match(
    db: Database, index: Index, question: str, *, site: str, language: str, board: Reader | None = None
) -> tuple[Ranked, tuple[Match, ...]]:
    """The candidates for a customer's question with the bot's confidence in each; `board` as `search.rank` takes it.
    Raises IndexUnavailable."""
    made = router.of_site(index, site=site)
    ranked = search.rank(
        db, index, question, site=site, language=language,
        nominate=lambda read: made.router.best(read, most=NOMINEES), board=board,
    )
    ids = [candidate.article.id for candidate in ranked.candidates]
    meant = made.router.scores(ranked.read, ids)
    importance, kind = made.router.importance, made.router.kind
    nevers = never_answers.of_articles(db, ids)
    matches = []
    for candidate in ranked.candidates:
        id = candidate.article.id
        learned = meant.get(id, 0.0)
        never = _never(ranked.read, candidate, nevers.get(id, ()))
        matches.append(Match(candidate, candidate.score + importance * learned, learned, kind, never))
    matches.sort(key=lambda match: (bool(match.never), -match.score))
    shift = made.shift(ranked.language)
    return ranked, tuple(
        replace(match, confidence=0.0 if match.never else confidence.of(traits(ranked, matches, at), shift=shift))
        for at, match in enumerate(matches)
    )


def traits(ranked: Ranked, matches: Sequence[Match], at: int = 0) -> Traits:
    """What tells how sure one can be of a match of the question among the others."""
    match = matches[at]
    rival = max([UNRIVALLED, *(other.score for place, other in enumerate(matches) if place != at)])
    signals = match.candidate.signals
    return Traits(
        signals.likeness, signals.coverage, match.score - rival, match.learned, length(ranked.read), match.kind
    )


def length(question: str) -> float:
    """How long a question is, counted in words and Chinese pairs: 1 from LONG ones on."""
    return min(len(synonyms.phrase(question)), LONG) / LONG


def _never(question: str, candidate: Candidate, nevers: Sequence[str]) -> str:
    """The never-answer that forbids this candidate, empty where none does."""
    likeness = similarity.similarities(question, nevers)
    nearest = max(range(len(nevers)), key=likeness.__getitem__, default=None)
    if nearest is None or likeness[nearest] < max(FORBIDDEN, candidate.signals.likeness):
        return ""
    return nevers[nearest]
