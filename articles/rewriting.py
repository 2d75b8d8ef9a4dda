"""Another title and text for an article, beside which nothing changes: wordings, address and topic stay."""

from articles import editing
from articles.editing import Moved, Text
from kb.store import articles, revisions
from kb.store.articles import Article
from kb.store.engine import Database, Transaction


def next_revision(
    tx: Transaction, before: Article, text: Text, *, seen: int, author: str | None, note: str, now: int
) -> None:
    """The article's next revision; its event follows in the same write. Raises Moved."""
    number = before.revision + 1
    editing.guard(
        articles.move_revision(
            tx, before.id, revision=number, seen=seen, slug=before.slug, language=before.language, topic=before.topic,
            now=now,
        )
    )
    editing.add_revision(tx, before.id, text, number=number, author=author, note=note, now=now)


def restore(db: Database, id: str, number: int, *, seen: int, author: str | None, note: str, now: int) -> Article:
    """The text of an earlier revision as a new one. Raises Moved, also where there is no such revision."""

    def body(tx: Transaction) -> Article:
        before, earlier = articles.by_id(tx, id), revisions.by_number(tx, id, number)
        if before is None or earlier is None:
            raise Moved
        text = Text(earlier.title, earlier.body, before.language)
        next_revision(tx, before, text, seen=seen, author=author, note=note, now=now)
        return editing.tell(tx, id, "article.changed", now=now)

    return db.write(body)
