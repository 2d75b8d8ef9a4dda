"""Who has written something that everybody may see, by name: nobody else is found, and nobody who has left."""

import string
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.engine import Reads
from kb.store.rows import listed

_LOOKED_AT: Final = 50
_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_AUTHOR: Final = f"""
    SELECT n.id, n.name, n.reputation FROM person n
     WHERE n.site = :site AND n.state = 'active' AND n.left_at IS NULL
       AND EXISTS (SELECT 1 FROM post p JOIN post q ON q.id = p.question
                    WHERE p.author = n.id AND {posts.public('p')} AND {posts.public('q')})"""
_ORDER: Final = "ORDER BY n.reputation DESC, n.id LIMIT :limit"


@dataclass(frozen=True, slots=True)
class Author:
    id: str
    name: str
    reputation: int


def by_id(db: Reads, id: str, *, site: str, now: int) -> Author | None:
    return db.one(Author, f"{_AUTHOR} AND n.id = :id", id=id, site=site, now=now)


def named(db: Reads, names: Collection[str], *, site: str, now: int, limit: int) -> list[Author]:
    """Whose whole name is one of these, in capitals or not."""
    # SQLite knows the small letters of ASCII alone.
    each, chosen = listed("name", {form for name in names for form in (name.lower(), name.translate(_LOWER))})
    return db.all(
        Author, f"{_AUTHOR} AND lower(n.name) IN ({each}) {_ORDER}", site=site, now=now, limit=limit, **chosen
    )


def first_named(db: Reads, name: str, *, site: str, now: int, limit: int) -> list[Author]:
    """Whose name begins with this one and goes on with another. Of very many it looks at some."""
    first = f"{name.lower()} "
    # The next letter ends the range in every collation; what it has too much of is looked at.
    end = first[:-2] + chr(ord(first[-2]) + 1)
    return db.all(
        Author,
        f"""{_AUTHOR} AND n.id IN (SELECT f.id FROM person f
                                    WHERE f.site = :site AND lower(f.name) >= :name AND lower(f.name) < :end
                                      AND substr(lower(f.name), 1, CAST(:long AS INTEGER)) = :first
                                    LIMIT {_LOOKED_AT}) {_ORDER}""",
        site=site, now=now, limit=limit, name=first[:-1], end=end, first=first, long=len(first),
    )
