"""The two lists of questions beside an article's text, as its form shows them."""

from dataclasses import dataclass

from articles.editing import Text
from kb.store import articles, never_answers, suggestions
from kb.store.articles import Article
from kb.store.engine import Reads
from kb.store.suggestions import Kind, Suggestion
from web.article_form import of_origin


@dataclass(frozen=True, slots=True)
class Wordings:
    """One of the two lists: the lines that were written, and what customers taught.

    `learned` are texts with whether they stay; `waiting` nobody has decided.
    """

    name: str
    lines: tuple[str, ...]
    learned: tuple[tuple[str, bool], ...]
    waiting: tuple[Suggestion, ...]


def wordings(db: Reads, article: Article | None, text: Text) -> tuple[Wordings, Wordings]:
    """Both lists as the form shows them: `text` is what the writer has made of them."""
    asked = articles.phrasings(db, article.id) if article else []
    not_asked = never_answers.of_article(db, article.id) if article else []
    return (
        _listed("phrasings", text.phrasings, of_origin(asked, "learned"), _waiting(db, article, "phrasing")),
        _listed("never_answers", text.never_answers, of_origin(not_asked, "learned"),
                _waiting(db, article, "never_answer")),
    )


def _waiting(db: Reads, article: Article | None, kind: Kind) -> tuple[Suggestion, ...]:
    found = suggestions.of_article(db, article.id, kind=kind) if article else []
    return tuple(row for row in found if row.state == "waiting")


def _listed(
    name: str, texts: tuple[str, ...], learned: tuple[str, ...], waiting: tuple[Suggestion, ...]
) -> Wordings:
    lines = tuple(text for text in texts if text not in learned)
    return Wordings(name, lines, tuple((text, text in texts) for text in learned), waiting)
