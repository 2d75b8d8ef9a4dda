"""Whose answers an article was made of."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Credit:
    """`name` as it was then; who has left is named no more."""

    article: str
    post: str
    person: str | None
    name: str
    question: str
    created_at: int


def of_article(db: Reads, article: str) -> list[Credit]:
    """In the order in which they were made."""
    return db.all(
        Credit,
        """SELECT c.article, c.post, c.person,
                  CASE WHEN person.left_at IS NULL THEN c.name ELSE person.name END AS name, p.question, c.created_at
             FROM credit c JOIN post p ON p.id = c.post LEFT JOIN person ON person.id = c.person
            WHERE c.article = :article ORDER BY c.created_at, c.post""",
        article=article,
    )


def count_of(db: Reads, person: str) -> int:
    """How many articles this person's answers became."""
    return int(
        db.value("SELECT COUNT(DISTINCT article) FROM credit WHERE person = :person", person=person)
    )


def add(tx: Transaction, *, article: str, post: str, person: str | None, name: str, now: int) -> int:
    """0 where it is there."""
    return tx.run(
        """INSERT INTO credit (article, post, person, name, created_at) VALUES (:article, :post, :person, :name, :now)
           ON CONFLICT (article, post) DO NOTHING""",
        article=article, post=post, person=person, name=name, now=now,
    )


def remove(tx: Transaction, *, article: str, post: str) -> int:
    return tx.run("DELETE FROM credit WHERE article = :article AND post = :post", article=article, post=post)
