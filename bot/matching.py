"""From the one ranker's candidates to a probability that the first of them is the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import confidence, router
from bot.confidence import Traits
from kb import search, similarity
from kb.index import Index
from kb.search import Candidate, Ranked
from kb.store import never_answers
from kb.store.engine import Database

NOMINEES: Final = 5
"""Entries that the learned router may name beside those that the index recalls."""

FORBIDDEN: Final = 0.85
"""From this likeness to one of its never-answers on, an entry is no answer: unless its own wordings are nearer."""


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate, and how sure the bot is that it answers the question: 0 to 1.

    `learned` is how much the learned router means it, 0 to 1, None without one. `score` is what candidates are ordered
    by: the ranker's and the router's together. `never` is the never-answer that the question comes too near to.
    """

    candidate: Candidate
    confidence: float
    score: float
    learned: float | None = None
    never: str = ""


def match(db: Database, index: Index, question: str, *, site: str, language: str) -> tuple[Ranked, tuple[Match, ...]]:
    """The candidates for a customer's question with the bot's confidence in each. Raises IndexUnavailable."""
    learned = router.of_site(index, site=site)
    ranked = search.rank(
        db, index, question, site=site, language=language,
        nominate=lambda read: learned.best(read, most=NOMINEES) if learned else (),
    )
    ids = [candidate.article.id for candidate in ranked.candidates]
    meant = learned.scores(ranked.read, ids) if learned and ids else {}
    importance = learned.importance if learned else 0.0
    scored = [(candidate, candidate.score + importance * meant.get(candidate.article.id, 0.0))
              for candidate in ranked.candidates]
    scored.sort(key=lambda pair: -pair[1])
    nevers = never_answers.of_articles(db, ids)
    matches = [
        _match(candidate, score, others=_others(scored, at), learned=meant.get(candidate.article.id),
               never=_never(ranked.read, candidate, nevers.get(candidate.article.id, ())))
        for at, (candidate, score) in enumerate(scored)
    ]
    return ranked, tuple(sorted(matches, key=lambda match: bool(match.never)))


def _match(candidate: Candidate, score: float, *, others: float, learned: float | None, never: str) -> Match:
    traits = Traits(candidate.signals.likeness, candidate.signals.coverage, score - others, learned)
    return Match(candidate, 0.0 if never else confidence.of(traits), score, learned, never)


def _others(scored: Sequence[tuple[Candidate, float]], at: int) -> float:
    """The best score of the other candidates; 0 where there are none."""
    return max((score for place, (_, score) in enumerate(scored) if place != at), default=0.0)


def _never(question: str, candidate: Candidate, nevers: Sequence[str]) -> str:
    """The never-answer that forbids this candidate, empty where none does."""
    likeness = similarity.similarities(question, nevers)
    nearest = max(range(len(nevers)), key=likeness.__getitem__, default=None)
    if nearest is None or likeness[nearest] < max(FORBIDDEN, candidate.signals.likeness):
        return ""
    return nevers[nearest]
