"""What the assistant would show of a text that stands in a form: the passage for a question. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import passages, wishes
from bot.matching import FORBIDDEN
from kb import fillers, masking, parts, search, similarity, synonyms, wordings
from kb.index import Index
from kb.saying import Said
from kb.store.articles import Article
from kb.store.engine import Database
from kb.weighing import coverage

NEAR: Final = 0.6
"""A wording as like as this leads to the article; HELD of the question's weight in it does so too."""

HELD: Final = 0.75


@dataclass(frozen=True, slots=True)
class Shown:
    """The passage that a customer would get. `wording` is the title or the way to ask that the question is most like.

    `found` says whether that, or the words of the text, are near enough to lead here; `never` is the never-answer that
    forbids it, empty where none does.
    """

    passage: Said
    wording: str
    found: bool
    never: str


def shown(
    db: Database, index: Index, draft: Article, question: str, *, asked: Sequence[str], not_asked: Sequence[str]
) -> Shown:
    """`asked` are the ways of asking beside the text, `not_asked` its never-answers. Raises IndexUnavailable."""
    read = wishes.question_in(masking.masked(question.strip()))
    words = synonyms.of_site(db, site=draft.site, language=draft.language)
    weights = search.weigh(db, index, read, site=draft.site, language=draft.language)
    part = parts.best_part(draft, weights)
    prepared = wordings.prepared(draft.title, tuple(asked))
    near = wordings.nearest(prepared, read, fillers.without(read), weights=weights, words=words)
    held = coverage(weights, prepared.tokens | part.tokens)
    return Shown(
        passages.passage(draft, part), near.text, near.likeness >= NEAR or held >= HELD,
        _forbidding(read, not_asked, least=max(FORBIDDEN, near.likeness)),
    )


def _forbidding(question: str, not_asked: Sequence[str], *, least: float) -> str:
    likeness = similarity.similarities(question, not_asked)
    nearest = max(range(len(not_asked)), key=likeness.__getitem__, default=None)
    return not_asked[nearest] if nearest is not None and likeness[nearest] >= least else ""
