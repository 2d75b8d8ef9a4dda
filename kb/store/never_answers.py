"""Never-answers: questions that lead to an article but that it does not answer, one row for each."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class NeverAnswer:
    """A question that the article must not answer; `author` kept it, or wrote it."""

    id: str
    article: str
    text: str
    origin: str
    author: str | None
    created_at: int


def of_article(db: Reads, article: str) -> list[NeverAnswer]:
    return db.all(
        NeverAnswer,
        f"SELECT {columns(NeverAnswer)} FROM never_answer WHERE article = :article ORDER BY id",
        article=article,
    )


def of_articles(db: Reads, articles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The questions that several articles must not answer, by article id; those without any are left out."""
    names, values = listed("article", articles)
    if not values:
        return {}
    rows = db.all(
        NeverAnswer,
        f"SELECT {columns(NeverAnswer)} FROM never_answer WHERE article IN ({names}) ORDER BY id",
        **values,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.article, []).append(row.text)
    return {article: tuple(texts) for article, texts in found.items()}


def add(tx: Transaction, row: NeverAnswer) -> int:
    """1 where the question is new to the article, else 0."""
    return tx.run(
        """INSERT INTO never_answer (id, article, text, origin, author, created_at)
           VALUES (:id, :article, :text, :origin, :author, :created_at) ON CONFLICT (article, text) DO NOTHING""",
        id=row.id, article=row.article, text=row.text, origin=row.origin, author=row.author,
        created_at=row.created_at,
    )


def remove(tx: Transaction, article: str, *, text: str) -> int:
    return tx.run("DELETE FROM never_answer WHERE article = :article AND text = :text", article=article, text=text)
