"""The texts that an article has had, for whoever looks back."""

from dataclasses import dataclass

from kb.store.articles import Revision
from kb.store.engine import Reads


@dataclass(frozen=True, slots=True)
class Listed:
    """A revision without its text; `name` is its author's."""

    number: int
    title: str
    name: str | None
    note: str
    created_at: int


def by_number(db: Reads, article: str, number: int) -> Revision | None:
    return db.one(
        Revision,
        """SELECT article, number, title, body, author, note, created_at FROM revision
            WHERE article = :article AND number = :number""",
        article=article, number=number,
    )


def page(db: Reads, article: str, *, before: int, limit: int) -> list[Listed]:
    """The newest first; those with a smaller number than `before`."""
    return db.all(
        Listed,
        """SELECT r.number, r.title, person.name AS name, r.note, r.created_at
             FROM revision r LEFT JOIN person ON person.id = r.author
            WHERE r.article = :article AND r.number < :before ORDER BY r.number DESC LIMIT :limit""",
        article=article, before=before, limit=limit,
    )


def number_at(db: Reads, article: str, *, at: int) -> int:
    """The revision that was the current one at that moment, in milliseconds; 0 before the first."""
    return int(
        db.value(
            "SELECT COALESCE(MAX(number), 0) FROM revision WHERE article = :article AND created_at <= :at",
            article=article, at=at,
        )
    )
