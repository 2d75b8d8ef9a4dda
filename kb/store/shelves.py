"""What stands on the help center's shelves for a reader of one language: each article once, in the best language."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from kb.store.articles import Shelved
from kb.store.engine import Reads
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Filled:
    """How many articles a topic has (None: those without a topic); one in three languages counts once."""

    topic: str | None
    count: int


@dataclass(frozen=True, slots=True)
class _Grouped(Shelved):
    variant_group: str


_SHELVED: Final = """
    SELECT a.id, a.slug, a.language, a.topic, a.state, a.audience, a.updated_at, r.title
      FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision"""


def filled(db: Reads, *, site: str, audiences: Collection[str]) -> list[Filled]:
    names, values = listed("audience", audiences)
    return db.all(
        Filled,
        f"""SELECT topic, COUNT(DISTINCT variant_group) AS count FROM article
             WHERE site = :site AND state = 'published' AND audience IN ({names}) GROUP BY topic""",
        site=site, **values,
    )


def shelf(
    db: Reads, *, site: str, audiences: Collection[str], topics: Collection[str | None], languages: Sequence[str],
    after: str, limit: int,
) -> list[Shelved]:
    """Published articles of these topics (None: without one) in the last of `languages`, without those that also stand
    in an earlier one.

    In the order in which they were made, beginning behind the id `after`.
    """
    where, values = _only(audiences, languages)
    names, more = listed("topic", [topic for topic in topics if topic is not None])
    values.update(more)
    # Joined with nothing, the id has no index that is in its order: the few of these topics are looked up and sorted.
    within = f"a.topic IN ({names})" if more else ""
    without = "a.topic IS NULL" if None in topics else ""
    return db.all(
        Shelved,
        f"""{_SHELVED}
             WHERE a.site = :site AND {where} AND ({" OR ".join(filter(None, (within, without)))}) AND a.id > :after
             ORDER BY a.id || '' LIMIT :limit""",
        site=site, after=after, limit=limit, **values,
    )


def of_groups(
    db: Reads, groups: Collection[str], *, site: str, audiences: Collection[str]
) -> dict[str, list[Shelved]]:
    """The published articles of these variant groups, by group."""
    names, values = listed("group", groups)
    others, more = listed("audience", audiences)
    found: dict[str, list[Shelved]] = {}
    for row in db.all(  # sorted as in `shelf`
        _Grouped,
        f"""SELECT a.id, a.slug, a.language, a.topic, a.state, a.audience, a.updated_at, r.title, a.variant_group
              FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision
             WHERE a.site = :site AND a.state = 'published' AND a.audience IN ({others})
               AND a.variant_group IN ({names}) ORDER BY a.id || ''""",
        site=site, **values, **more,
    ):
        found.setdefault(row.variant_group, []).append(Shelved(*astuple(row)[:-1]))
    return found


def newest(db: Reads, *, site: str, audiences: Collection[str], languages: Sequence[str], limit: int) -> list[Shelved]:
    """The articles that were made last, in the last of `languages`, without those that also stand in an earlier one."""
    where, values = _only(audiences, languages)
    return db.all(
        Shelved,
        f"{_SHELVED} WHERE a.site = :site AND {where} ORDER BY a.id DESC LIMIT :limit",
        site=site, limit=limit, **values,
    )


def _only(audiences: Collection[str], languages: Sequence[str]) -> tuple[str, dict[str, object]]:
    *earlier, language = languages
    names, values = listed("audience", audiences)
    values["language"] = language
    where = f"a.state = 'published' AND a.audience IN ({names}) AND a.language = :language"
    if earlier:
        others, more = listed("earlier", earlier)
        values.update(more)
        where += f""" AND NOT EXISTS (
            SELECT 1 FROM article b WHERE b.variant_group = a.variant_group AND b.language IN ({others})
               AND b.state = 'published' AND b.audience IN ({names}))"""
    return where, values
