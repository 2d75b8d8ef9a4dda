"""What somebody last did to several articles at once, one row for each person, so that they can take it back."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Undo:
    """`articles` is JSON: of each article its id, its version since then, and what it was before."""

    person: str
    deed: str
    articles: str
    done_at: int


def of(db: Reads, *, person: str) -> Undo | None:
    return db.one(Undo, f"SELECT {columns(Undo)} FROM undo WHERE person = :person", person=person)


def keep(tx: Transaction, row: Undo) -> None:
    """In place of what the person did before."""
    tx.run(
        """INSERT INTO undo (person, deed, articles, done_at) VALUES (:person, :deed, :articles, :done_at)
           ON CONFLICT (person) DO UPDATE
              SET deed = excluded.deed, articles = excluded.articles, done_at = excluded.done_at""",
        person=row.person, deed=row.deed, articles=row.articles, done_at=row.done_at,
    )


def remove(tx: Transaction, *, person: str) -> int:
    return tx.run("DELETE FROM undo WHERE person = :person", person=person)


def sweep(tx: Transaction, *, before: int) -> int:
    return tx.run("DELETE FROM undo WHERE done_at < :before", before=before)
