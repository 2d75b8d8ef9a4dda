"""Synonyms of a site: beside those that ship, and before them."""

from dataclasses import dataclass
from typing import Literal

from kb.store.engine import Reads, Transaction, columns

Direction = Literal["both", "one_way", "apart"]


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words, one on each line. `both`: any finds the others. `one_way`: the first finds the others. `apart`: what ships
    joins no two of them.

    `language` is that of the questions: `en`, `zh`, or empty for any.
    """

    id: str
    site: str
    language: str
    words: str
    direction: str
    author: str | None
    created_at: int
    updated_at: int


def of_site(db: Reads, *, site: str) -> list[Synonym]:
    """All of them, newest first."""
    return db.all(Synonym, f"SELECT {columns(Synonym)} FROM synonym WHERE site = :site ORDER BY id DESC", site=site)


def by_id(db: Reads, id: str, *, site: str) -> Synonym | None:
    return db.one(Synonym, f"SELECT {columns(Synonym)} FROM synonym WHERE id = :id AND site = :site", id=id, site=site)


def version(db: Reads, *, site: str) -> int:
    """Another number after each change."""
    found: int | None = db.value("SELECT synonym_version FROM site WHERE id = :site", site=site)
    return found or 0


def add(tx: Transaction, row: Synonym) -> int:
    """1, or 0 where the same words are there for this language."""
    _move(tx, row.site)
    return tx.run(
        """INSERT INTO synonym (id, site, language, words, direction, author, created_at, updated_at)
           VALUES (:id, :site, :language, :words, :direction, :author, :created_at, :updated_at)
           ON CONFLICT (site, language, words) DO NOTHING""",
        id=row.id, site=row.site, language=row.language, words=row.words, direction=row.direction, author=row.author,
        created_at=row.created_at, updated_at=row.updated_at,
    )


def change(tx: Transaction, row: Synonym, *, seen: int) -> int:
    """0 where it was changed or removed since `seen`, its `updated_at`. Raises Conflict where the same words are there
    for this language."""
    _move(tx, row.site)
    return tx.run(
        """UPDATE synonym SET language = :language, words = :words, direction = :direction, author = :author,
                              updated_at = :updated_at
            WHERE id = :id AND site = :site AND updated_at = :seen""",
        id=row.id, site=row.site, language=row.language, words=row.words, direction=row.direction, author=row.author,
        updated_at=row.updated_at, seen=seen,
    )


def remove(tx: Transaction, id: str, *, site: str) -> int:
    _move(tx, site)
    return tx.run("DELETE FROM synonym WHERE id = :id AND site = :site", id=id, site=site)


def _move(tx: Transaction, site: str) -> None:
    tx.run("UPDATE site SET synonym_version = synonym_version + 1 WHERE id = :site", site=site)
