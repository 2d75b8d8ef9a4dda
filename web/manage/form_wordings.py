"""The two lists of questions beside an article's text, as its form shows them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from articles import reviewing
from articles.editing import Text, Unfit
from kb.store import articles, never_answers, suggestions
from kb.store.articles import Article
from kb.store.engine import Database, Reads
from kb.store.suggestions import KINDS, Kind, Suggestion
from web.manage.article_form import of_origin


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


def decide(db: Database, article: Article, decisions: Mapping[str, str], *, by: str, now: int) -> None:
    """Keeps or removes what customers taught, by the ids of the suggestions; others stay as they are."""
    waiting = {row.id: row for kind in KINDS for row in suggestions.of_article(db, article.id, kind=kind)}
    for id, decision in decisions.items():
        if id not in waiting:
            continue
        if decision == "remove":
            reviewing.dismiss(db, waiting[id], site=article.site, reviewer=by, now=now)
        else:
            with suppress(Unfit):  # the article has as many as it may have: it goes on waiting
                reviewing.keep(db, waiting[id], reviewer=by, now=now)
