"""Which articles say the same in which languages, and which of them are behind the one they were translated from.

The source of a group is the article that was made first, until somebody names another one. What arrives by import
follows its source text by text; a text that somebody writes here says the same as before until they say otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed

Lack = Literal["missing", "stale"]


@dataclass(frozen=True, slots=True)
class Variant:
    """An article as one of its group. `source` is the group's source, `source_revision` that one's text now, and
    `translates` the text of it that this article says the same as; `stale` is 1 where that is an earlier one.
    """

    id: str
    variant_group: str
    slug: str
    language: str
    state: str
    audience: str
    title: str
    written_at: int
    source: str
    source_revision: int
    translates: int
    stale: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of articles, by its source."""

    id: str
    variant_group: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many groups have a language, and in how many of them its text is behind."""

    language: str
    present: int
    stale: int


def _source_of(article: str) -> str:
    return f"""COALESCE(
        (SELECT named.article FROM source named WHERE named.variant_group = {article}.variant_group),
        (SELECT MIN(first.id) FROM article first WHERE first.variant_group = {article}.variant_group))"""


_BEHIND: Final = "a.id <> s.id AND s.revision > COALESCE(a.translates, a.revision)"

_VARIANT: Final = f"""
    SELECT a.id, a.variant_group, a.slug, a.language, a.state, a.audience, r.title, r.created_at AS written_at,
           s.id AS source, s.revision AS source_revision, COALESCE(a.translates, a.revision) AS translates,
           CASE WHEN {_BEHIND} THEN 1 ELSE 0 END AS stale
      FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision
      JOIN article s ON s.id = {_source_of("a")}"""

_ALIVE: Final = "SELECT 1 FROM article a WHERE a.variant_group = s.variant_group AND a.state <> 'archived'"


def of_group(db: Reads, variant_group: str) -> list[Variant]:
    """All articles of a group in whatever state, the source first."""
    found = db.all(Variant, f"{_VARIANT} WHERE a.variant_group = :group ORDER BY a.id", group=variant_group)
    return sorted(found, key=lambda row: row.id != row.source)


def of_groups(db: Reads, variant_groups: Collection[str]) -> dict[str, list[Variant]]:
    """The sources of several groups and what is not archived of them, by group; the source first."""
    names, values = listed("group", variant_groups)
    rows = db.all(
        Variant,
        f"""{_VARIANT} WHERE a.variant_group IN ({names}) AND (a.state <> 'archived' OR a.id = s.id) ORDER BY a.id""",
        **values,
    )
    found: dict[str, list[Variant]] = {}
    for row in sorted(rows, key=lambda row: row.id != row.source):
        found.setdefault(row.variant_group, []).append(row)
    return found


def groups(
    db: Reads, *, site: str, lack: Lack | None, languages: Collection[str], before: str | None, limit: int
) -> list[Group]:
    """Groups that are not archived as a whole, those with the newest sources first, behind the source `before`.

    `lack` leaves those in which one of these languages is missing, or behind.
    """
    named, values = listed("language", languages)
    where = f"s.site = :site AND s.id = {_source_of('s')} AND EXISTS ({_ALIVE})"
    if before is not None:
        where += " AND s.id < :before"
        values["before"] = before
    if lack == "missing":
        where += f"""
            AND (SELECT COUNT(DISTINCT a.language) FROM article a WHERE a.variant_group = s.variant_group
                    AND a.state <> 'archived' AND a.language IN ({named})) < :wanted"""
        values["wanted"] = len(languages)
    elif lack == "stale":
        where += f" AND EXISTS ({_ALIVE} AND a.language IN ({named}) AND {_BEHIND})"
    else:
        where += f" AND EXISTS ({_ALIVE} AND a.language IN ({named}))"
    return db.all(
        Group,
        f"SELECT s.id, s.variant_group FROM article s WHERE {where} ORDER BY s.id DESC LIMIT :limit",
        site=site, limit=limit, **values,
    )


def group_count(db: Reads, *, site: str) -> int:
    """How many groups there are that are not archived as a whole."""
    return int(db.value(
        "SELECT COUNT(DISTINCT variant_group) FROM article WHERE site = :site AND state <> 'archived'", site=site
    ))


def standings(db: Reads, *, site: str) -> list[Standing]:
    return db.all(
        Standing,
        f"""WITH made AS (SELECT variant_group, MIN(id) AS id FROM article WHERE site = :site GROUP BY variant_group),
                 sources AS (SELECT made.variant_group, COALESCE(named.article, made.id) AS id
                               FROM made LEFT JOIN source named ON named.variant_group = made.variant_group)
            SELECT a.language, COUNT(DISTINCT a.variant_group) AS present,
                   COUNT(DISTINCT CASE WHEN {_BEHIND} THEN a.variant_group END) AS stale
              FROM article a JOIN sources ON sources.variant_group = a.variant_group JOIN article s ON s.id = sources.id
             WHERE a.site = :site AND a.state <> 'archived' GROUP BY a.language""",
        site=site,
    )


def set_translates(tx: Transaction, id: str, *, revision: int) -> int:
    """The article says the same as this revision of its source."""
    return tx.run("UPDATE article SET translates = :revision WHERE id = :id", id=id, revision=revision)


def keep_in_step(tx: Transaction, *, source: str, was: int, revision: int) -> int:
    """What said the same as the source's revision `was` says the same as `revision`; how many articles that are."""
    return tx.run(
        """UPDATE article SET translates = :revision
            WHERE id <> :source AND variant_group = (SELECT s.variant_group FROM article s WHERE s.id = :source)
              AND COALESCE(translates, revision) >= :was""",
        source=source, was=was, revision=revision,
    )


def name_source(tx: Transaction, variant_group: str, *, article: str) -> None:
    tx.run(
        """INSERT INTO source (variant_group, article) VALUES (:group, :article)
           ON CONFLICT (variant_group) DO UPDATE SET article = excluded.article""",
        group=variant_group, article=article,
    )


def forget_translated(tx: Transaction, variant_group: str) -> int:
    """Nobody has said any more which text of the source each article says the same as."""
    return tx.run("UPDATE article SET translates = NULL WHERE variant_group = :group", group=variant_group)
