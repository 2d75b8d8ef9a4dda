"""What is published for everybody, as machines collect it: addresses page by page, and what is new.

Nothing else is read here, whoever asks: a map, a feed or a copy in somebody's cache has no reader with rights.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Edition:
    """Changes with every change of any article; `at` is when the last one was, 0 without articles."""

    articles: int
    versions: int
    at: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where an article is; `written_at` is when its text was written or shown, whichever came later."""

    id: str
    slug: str
    language: str
    variant_group: str
    written_at: int


@dataclass(frozen=True, slots=True)
class Version:
    """What says the same in one language."""

    variant_group: str
    slug: str
    language: str


@dataclass(frozen=True, slots=True)
class Published:
    """An article with its text, in Markdown."""

    id: str
    slug: str
    language: str
    published_at: int
    written_at: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


_FOR_EVERYBODY: Final = "a.site = :site AND a.state = 'published' AND a.audience = 'public'"
_WRITTEN: Final = "CASE WHEN a.published_at > r.created_at THEN a.published_at ELSE r.created_at END"
_TEXT: Final = "JOIN revision r ON r.article = a.id AND r.number = a.revision"


def edition(db: Reads, *, site: str) -> Edition:
    found = db.one(
        Edition,
        """SELECT COUNT(*) AS articles, COALESCE(SUM(version), 0) AS versions, COALESCE(MAX(updated_at), 0) AS at
             FROM article WHERE site = :site""",
        site=site,
    )
    assert found is not None
    return Edition(found.articles, int(found.versions), found.at)


def starts(db: Reads, *, site: str, size: int) -> list[str]:
    """Behind which ids the parts begin if each has `size` articles; the first begins behind ''."""
    rows = db.all(
        _Id,
        f"""SELECT id FROM (SELECT a.id, ROW_NUMBER() OVER (ORDER BY a.id) AS place FROM article a
                             WHERE {_FOR_EVERYBODY}) placed
             WHERE place % :size = 0 ORDER BY id""",
        site=site, size=size,
    )
    return ["", *(row.id for row in rows)]


def addresses(db: Reads, *, site: str, after: str, limit: int) -> list[Address]:
    """In the order in which the articles were made, behind the id `after`."""
    return db.all(
        Address,
        f"""SELECT a.id, a.slug, a.language, a.variant_group, {_WRITTEN} AS written_at FROM article a {_TEXT}
             WHERE {_FOR_EVERYBODY} AND a.id > :after ORDER BY a.id LIMIT :limit""",
        site=site, after=after, limit=limit,
    )


def of_groups(db: Reads, variant_groups: Collection[str], *, site: str) -> dict[str, list[Version]]:
    """In which languages each of several groups is there, by group."""
    names, values = listed("group", variant_groups)
    rows = db.all(
        Version,
        # As a CASE, so that SQLite goes by the groups, and not by the shelf with all that is published on it.
        f"""SELECT a.variant_group, a.slug, a.language FROM article a
             WHERE a.variant_group IN ({names}) AND CASE WHEN {_FOR_EVERYBODY} THEN 1 ELSE 0 END = 1 ORDER BY a.id""",
        site=site, **values,
    )
    found: dict[str, list[Version]] = {}
    for row in rows:
        found.setdefault(row.variant_group, []).append(row)
    return found


def newest(
    db: Reads, *, site: str, languages: Sequence[str], topics: Collection[str | None] | None, limit: int
) -> list[Published]:
    """What was written or shown last, each group once, in the first of `languages` in which it is there.

    `topics` are ids, None among them for what has no topic; without `topics` nothing is left out.
    """
    values: dict[str, object] = {f"rank{place}": tag for place, tag in enumerate(languages)}
    rank = "CASE {0}.language " + " ".join(f"WHEN :rank{n} THEN {n}" for n in range(len(languages))) + " ELSE 99 END"
    where = _FOR_EVERYBODY
    if topics is not None:
        names, more = listed("topic", [id for id in topics if id is not None])
        values.update(more)
        where += f" AND (a.topic IN ({names}){' OR a.topic IS NULL' if None in topics else ''})"
    return db.all(
        Published,
        f"""SELECT a.id, a.slug, a.language, COALESCE(a.published_at, a.created_at) AS published_at,
                   {_WRITTEN} AS written_at, r.title, r.body
              FROM article a {_TEXT}
             WHERE {where} AND NOT EXISTS (
                SELECT 1 FROM article b WHERE b.variant_group = a.variant_group AND b.state = 'published'
                   AND b.audience = 'public' AND {rank.format("b")} < {rank.format("a")})
             ORDER BY written_at DESC, a.id DESC LIMIT :limit""",
        site=site, limit=limit, **values,
    )
