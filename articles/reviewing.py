"""What customers' questions teach: a moderator keeps it, edits it or dismisses it. Each verb ends with its event.

A suggestion counts for nothing until it is kept: a stranger cannot steer the bot by confirming nonsense.
"""

from articles.editing import MOST_PHRASINGS, Field, Unfit, fit_wording
from kb import ids
from kb.store import articles, events, never_answers, suggestions
from kb.store.articles import Article, Phrasing
from kb.store.engine import Database, Transaction
from kb.store.never_answers import NeverAnswer
from kb.store.suggestions import Kind, Suggestion


def keep(
    db: Database, suggestion: Suggestion, *, text: str | None = None, reviewer: str | None, now: int
) -> bool:
    """The suggestion counts from now on, in the words of `text` where they are better. False where it was decided
    before. Raises Unfit."""
    wording = _fit(suggestion.kind, suggestion.text if text is None else text)

    def body(tx: Transaction) -> bool:
        if not suggestions.decide(tx, suggestion.id, state="kept", reviewer=reviewer, now=now):
            return False
        _learn(tx, suggestion.article, wording, kind=suggestion.kind, author=reviewer, now=now)
        return True

    return db.write(body)


def dismiss(db: Database, suggestion: Suggestion, *, site: str, reviewer: str | None, now: int) -> bool:
    """The suggestion never counts, and does not come again. False where it was decided before."""

    def body(tx: Transaction) -> bool:
        if not suggestions.decide(tx, suggestion.id, state="dismissed", reviewer=reviewer, now=now):
            return False
        events.append(
            tx, kind="suggestion.dismissed", topic=f"article:{suggestion.article}", subject=suggestion.id, site=site,
            now=now,
        )
        return True

    return db.write(body)


def teach(db: Database, article: str, text: str, *, kind: Kind, author: str | None, now: int) -> Article | None:
    """A customer's question that leads to the article from now on, or no longer does. None where there is no such
    article. Raises Unfit."""
    wording = _fit(kind, text)
    return db.write(lambda tx: _learn(tx, article, wording, kind=kind, author=author, now=now))


def _fit(kind: str, text: str) -> str:
    return fit_wording(_field(kind), text)


def _field(kind: str) -> Field:
    return "phrasings" if kind == "phrasing" else "never_answers"


def _learn(
    tx: Transaction, article: str, text: str, *, kind: str, author: str | None, now: int
) -> Article | None:
    """One question more, which stands in one list only: what was decided last counts."""
    if not articles.reword(tx, article):
        return None
    id = ids.new_id(now)
    full = len(articles.phrasings(tx, article) if kind == "phrasing" else never_answers.of_article(tx, article))
    if full >= MOST_PHRASINGS:
        raise Unfit(_field(kind), "too_many")
    if kind == "phrasing":
        never_answers.remove(tx, article, text=text)
        articles.add_phrasing(tx, Phrasing(id, article, text, "learned", author, now))
    else:
        articles.remove_phrasing(tx, article, text=text)
        never_answers.add(tx, NeverAnswer(id, article, text, "learned", author, now))
    after = articles.by_id(tx, article)
    assert after is not None
    events.append(
        tx, kind="article.changed", topic=f"article:{article}", subject=article, site=after.site,
        detail=after.revision, now=now,
    )
    return after
