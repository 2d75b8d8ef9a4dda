"""What people did with an article as a whole: submitted, sent back, published, archived, drafted again."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

KINDS: Final = ("submitted", "sent_back", "published", "archived", "redrafted")


@dataclass(frozen=True, slots=True)
class Deed:
    """`note` is what the person said to it; `person` is None where no person did it."""

    id: str
    article: str
    kind: str
    person: str | None
    note: str
    created_at: int


def add(tx: Transaction, row: Deed) -> None:
    tx.run(
        """INSERT INTO deed (id, article, kind, person, note, created_at)
           VALUES (:id, :article, :kind, :person, :note, :created_at)""",
        id=row.id, article=row.article, kind=row.kind, person=row.person, note=row.note, created_at=row.created_at,
    )


def of_article(db: Reads, article: str, *, limit: int) -> list[Deed]:
    """The newest first."""
    return db.all(
        Deed,
        f"SELECT {columns(Deed)} FROM deed WHERE article = :article ORDER BY id DESC LIMIT :limit",
        article=article, limit=limit,
    )


def latest(db: Reads, article: str, *, kinds: Collection[str] = KINDS) -> Deed | None:
    """Of these kinds, what was done to it last."""
    names, values = listed("kind", kinds)
    return db.one(
        Deed,
        f"""SELECT {columns(Deed)} FROM deed WHERE article = :article AND kind IN ({names})
             ORDER BY id DESC LIMIT 1""",
        article=article, **values,
    )


def remove(tx: Transaction, id: str) -> int:
    """What was taken back was not done."""
    return tx.run("DELETE FROM deed WHERE id = :id", id=id)
