"""Articles in the store, written as the editor does: row, revision and event in one transaction."""

from kb import ids
from kb.store import articles, events
from kb.store.articles import Phrasing
from kb.store.engine import Database, Transaction


def write(
    db: Database, title: str, *, now: int, body: str = "", state: str = "published", audience: str = "public",
    language: str = "en", phrasings: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """A new article; returns its id."""
    id = ids.new_id(now)

    def body_of_write(tx: Transaction) -> None:
        row = {
            "id": id, "site": "main", "slug": id, "language": language, "topic": None, "variant_group": id,
            "source_key": None, "state": state, "audience": audience, "revision": 1, "created_at": now,
            "published_at": now,
        }  # fmt: skip
        articles.add(tx, row)
        _add_revision(tx, id, 1, title, body, now=now)
        for text in phrasings:
            phrase(tx, id, text, now=now)
        events.append(tx, kind="article.published", topic=f"article:{id}", subject=id, now=now)

    db.write(body_of_write)
    return id


def revise(db: Database, id: str, title: str, *, now: int) -> None:
    """The article's next text."""

    def body(tx: Transaction) -> None:
        before = articles.by_id(tx, id)
        assert before
        number = before.revision + 1
        moved = articles.move_revision(
            tx, id, revision=number, seen=before.version, slug=id, language=before.language, topic=None, now=now
        )
        assert moved
        _add_revision(tx, id, number, title, before.body, now=now)
        events.append(tx, kind="article.changed", topic=f"article:{id}", subject=id, now=now)

    db.write(body)


def move(db: Database, id: str, state: str, *, now: int) -> None:
    """Publishes or archives."""

    def body(tx: Transaction) -> None:
        before = articles.by_id(tx, id)
        assert before
        assert articles.move_state(tx, id, source=articles.STATES, state=state, seen=before.version, now=now)
        events.append(tx, kind=f"article.{state}", topic=f"article:{id}", subject=id, now=now)

    db.write(body)


def move_silently(db: Database, id: str, state: str, *, now: int) -> None:
    """As if the event had been lost."""

    def body(tx: Transaction) -> None:
        before = articles.by_id(tx, id)
        assert before
        assert articles.move_state(tx, id, source=articles.STATES, state=state, seen=before.version, now=now)

    db.write(body)


def phrase(tx: Transaction, id: str, text: str, *, now: int) -> None:
    """One more way of asking for the article."""
    assert articles.add_phrasing(tx, Phrasing(ids.new_id(now), id, text, "written", None, now))


def chat(db: Database, count: int, *, now: int) -> None:
    """Events that are none of the index's business."""

    def body(tx: Transaction) -> None:
        for number in range(count):
            events.append(tx, kind="message.added", topic="conversation:c", subject="c", detail=number, now=now)

    db.write(body)


def _add_revision(tx: Transaction, id: str, number: int, title: str, body: str, *, now: int) -> None:
    row = {
        "article": id, "number": number, "title": title, "body": body, "author": None, "note": "", "created_at": now,
    }  # fmt: skip
    articles.add_revision(tx, row)
