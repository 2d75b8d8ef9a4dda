"""What stands in a writer's form and is not saved yet, one for each writer and article; '' is a new article."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Unsaved:
    """`fields` is JSON, `version` that of the article as the writer saw it, `saved_at` in milliseconds since 1970."""

    person: str
    article: str
    fields: str
    version: int
    saved_at: int


def of(db: Reads, *, person: str, article: str) -> Unsaved | None:
    return db.one(
        Unsaved,
        f"SELECT {columns(Unsaved)} FROM unsaved WHERE person = :person AND article = :article",
        person=person, article=article,
    )


def keep(tx: Transaction, row: Unsaved) -> None:
    """In place of what was there."""
    tx.run(
        """INSERT INTO unsaved (person, article, fields, version, saved_at)
           VALUES (:person, :article, :fields, :version, :saved_at)
           ON CONFLICT (person, article) DO UPDATE
              SET fields = excluded.fields, version = excluded.version, saved_at = excluded.saved_at""",
        person=row.person, article=row.article, fields=row.fields, version=row.version, saved_at=row.saved_at,
    )


def remove(tx: Transaction, *, person: str, article: str) -> int:
    return tx.run("DELETE FROM unsaved WHERE person = :person AND article = :article", person=person, article=article)


def sweep(tx: Transaction, *, before: int) -> int:
    return tx.run("DELETE FROM unsaved WHERE saved_at < :before", before=before)
