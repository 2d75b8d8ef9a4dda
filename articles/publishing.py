"""An article's way to its readers: submitted, sent back, published, archived, drafted again.

Each verb is one guarded move between two states. Whoever moves an article says which version they saw; where somebody
else was faster, or the article stands where this move does not begin, the verb raises Moved and nothing is written.
Who may do what is decided where people stand: writers submit, curators do the rest.
"""

from collections.abc import Collection
from typing import Final

from articles import editing, promoting
from articles.editing import Moved
from kb import ids
from kb import text as pipeline
from kb.store import articles, deeds
from kb.store.articles import Article
from kb.store.deeds import Deed
from kb.store.engine import Database, Transaction

PUBLISHES_FROM: Final = ("draft", "in_review", "archived")
ARCHIVES_FROM: Final = ("draft", "in_review", "published")
MOST_NOTE: Final = 1_000


def submit(db: Database, id: str, *, seen: int, now: int, by: str | None = None, note: str = "") -> Article:
    """A draft waits for somebody who may publish it. Raises Moved."""
    return _move(db, id, ("draft",), "in_review", deed="submitted", seen=seen, now=now, by=by, note=note)


def send_back(db: Database, id: str, *, seen: int, now: int, by: str | None = None, note: str = "") -> Article:
    """What was in review is a draft again; `note` tells its author what to do. Raises Moved."""
    return _move(db, id, ("in_review",), "draft", deed="sent_back", seen=seen, now=now, by=by, note=note)


def publish(db: Database, id: str, *, seen: int, now: int, by: str | None = None) -> Article:
    """Shows the article to its readers. Raises Moved."""
    return _move(db, id, PUBLISHES_FROM, "published", deed="published", seen=seen, now=now, by=by)


def unpublish(db: Database, id: str, *, by: str, now: int) -> Article:
    """What this person published from review waits for it again, while nobody has touched it since. Raises Moved."""

    def body(tx: Transaction) -> Article:
        last = deeds.latest(tx, id, kinds=("published",))
        if last is None or last.person != by:
            raise Moved
        editing.guard(articles.unpublish(tx, id, at=last.created_at, now=now))
        deeds.remove(tx, last.id)
        after = editing.tell(tx, id, "article.changed", now=now)
        promoting.settle(tx, after, before="published", now=now)
        return after

    return db.write(body)


def archive(db: Database, id: str, *, seen: int, now: int, by: str | None = None) -> Article:
    """Takes the article away from its readers; it can be published again, or drafted. Raises Moved."""
    return db.write(lambda tx: archive_within(tx, id, seen=seen, now=now, by=by))


def archive_within(tx: Transaction, id: str, *, seen: int, now: int, by: str | None = None) -> Article:
    """The same as a part of a write. Raises Moved before it has changed anything."""
    return _step(tx, id, ARCHIVES_FROM, "archived", deed="archived", seen=seen, now=now, by=by, note="")


def redraft(db: Database, id: str, *, seen: int, now: int, by: str | None = None) -> Article:
    """What was archived is a draft again. Raises Moved."""
    return _move(db, id, ("archived",), "draft", deed="redrafted", seen=seen, now=now, by=by)


def _move(
    db: Database, id: str, source: Collection[str], state: str, *, deed: str, seen: int, now: int, by: str | None,
    note: str = "",
) -> Article:
    said = pipeline.printable(note).strip()[:MOST_NOTE]
    return db.write(lambda tx: _step(tx, id, source, state, deed=deed, seen=seen, now=now, by=by, note=said))


def _step(
    tx: Transaction, id: str, source: Collection[str], state: str, *, deed: str, seen: int, now: int, by: str | None,
    note: str,
) -> Article:
    before = articles.by_id(tx, id)
    if before is None or not articles.move_state(tx, id, source=source, state=state, seen=seen, now=now):
        raise Moved
    deeds.add(tx, Deed(ids.new_id(now), id, deed, by, note, now))
    after = editing.tell(tx, id, f"article.{deed}", now=now)
    promoting.settle(tx, after, before=before.state, now=now)
    return after
