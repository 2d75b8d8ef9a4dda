"""An article's way to its readers: submitted, sent back, published, archived, drafted again.

Each verb is one guarded move between two states. Whoever moves an article says which version they saw; where somebody
else was faster, or the article stands where this move does not begin, the verb raises Moved and nothing is written.
Who may do what is decided where people stand: writers submit, curators do the rest.
"""

from collections.abc import Collection
from typing import Final

from articles.editing import Moved
from kb.store import articles, events
from kb.store.articles import Article
from kb.store.engine import Database, Transaction

PUBLISHES_FROM: Final = ("draft", "in_review", "archived")
ARCHIVES_FROM: Final = ("draft", "in_review", "published")


def publish(db: Database, id: str, *, seen: int, now: int) -> Article:
    """Shows the article to its readers. Raises Moved."""
    return _move(db, id, source=PUBLISHES_FROM, state="published", kind="article.published", seen=seen, now=now)


def archive(db: Database, id: str, *, seen: int, now: int) -> Article:
    """Takes the article away from its readers; it can be published again. Raises Moved."""
    return _move(db, id, source=ARCHIVES_FROM, state="archived", kind="article.archived", seen=seen, now=now)


def _move(
    db: Database, id: str, *, source: Collection[str], state: str, kind: str, seen: int, now: int
) -> Article:
    def body(tx: Transaction) -> Article:
        if not articles.move_state(tx, id, source=source, state=state, seen=seen, now=now):
            raise Moved
        return _tell(tx, id, kind, now=now)

    return db.write(body)


def _tell(tx: Transaction, id: str, kind: str, *, now: int) -> Article:
    article = articles.by_id(tx, id)
    assert article is not None
    events.append(tx, kind=kind, topic=f"article:{id}", subject=id, site=article.site, detail=article.revision, now=now)
    return article
