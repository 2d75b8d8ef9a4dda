"""What may be indexed, and who may see it: decided here and nowhere else."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from kb.store import articles
from kb.store.engine import Reads, columns
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Indexable:
    """A published article as the index needs it; body is Markdown. `version` moves with every change."""

    id: str
    site: str
    language: str
    audience: str
    topic: str | None
    version: int
    title: str
    body: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    site: str
    language: str
    audience: str
    topic: str | None
    version: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Version:
    id: str
    version: int


# Drafts and archived texts are nobody's to find, not even by those who may read them.
_MAY: Final = "a.state = 'published'"

_ROW: Final = f"""
    SELECT a.id, a.site, a.language, a.audience, a.topic, a.version, r.title, r.body
      FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision
     WHERE {_MAY}"""


def of_ids(db: Reads, ids: Collection[str]) -> list[Indexable]:
    """Those of the articles that may be indexed now."""
    names, named = listed("id", ids)
    return _with_phrasings(db, db.all(_Row, f"{_ROW} AND a.id IN ({names})", **named))


def pages(db: Reads, *, size: int) -> Iterator[list[Indexable]]:
    """Everything that may be indexed, in pages by key."""
    after = ""
    while rows := db.all(_Row, f"{_ROW} AND a.id > :after ORDER BY a.id LIMIT :size", after=after, size=size):
        yield _with_phrasings(db, rows)
        after = rows[-1].id


def versions(db: Reads) -> dict[str, int]:
    """The version of everything that may be indexed, by id."""
    rows = db.all(_Version, f"SELECT {columns(_Version)} FROM article a WHERE {_MAY}")
    return {row.id: row.version for row in rows}


def count(db: Reads) -> int:
    """How many articles may be indexed."""
    found: int = db.value(f"SELECT count(*) FROM article a WHERE {_MAY}")
    return found


def worded(db: Reads, *, site: str, least: int, limit: int) -> int:
    """How many of them have at least `least` wordings; no more than `limit` are counted."""
    found: int = db.value(
        f"""SELECT count(*) FROM (
              SELECT p.article FROM phrasing p JOIN article a ON a.id = p.article
               WHERE {_MAY} AND a.site = :site GROUP BY p.article HAVING count(*) >= :least LIMIT :limit) AS found""",
        site=site, least=least, limit=limit,
    )
    return found


def _with_phrasings(db: Reads, rows: list[_Row]) -> list[Indexable]:
    phrasings = articles.phrasings_of(db, [row.id for row in rows])
    return [
        Indexable(
            row.id, row.site, row.language, row.audience, row.topic, row.version, row.title, row.body,
            phrasings.get(row.id, ()),
        )
        for row in rows
    ]
