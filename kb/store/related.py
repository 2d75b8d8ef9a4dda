"""Articles that belong beside an article: picked by hand, and what search found alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.store.articles import Article, Shelved
from kb.store.engine import Reads, Transaction
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Beside:
    """A published article beside another, in one of its languages. `rank` 0: picked; 1: found alike."""

    variant_group: str
    id: str
    slug: str
    language: str
    title: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


@dataclass(frozen=True, slots=True)
class _Group:
    id: str
    variant_group: str


# CROSS JOIN: SQLite keeps the order, and so reads the few that are beside, not every article.
_BESIDE: Final = """
    SELECT k.other AS variant_group, a.id, a.slug, a.language, r.title, k.rank
      FROM (SELECT other, position, 0 AS rank FROM related WHERE variant_group = :variant_group
             UNION ALL
            SELECT other, position, 1 AS rank FROM alike WHERE article = :article) AS k
     CROSS JOIN article a JOIN revision r ON r.article = a.id AND r.number = a.revision
     WHERE a.variant_group = k.other"""


def beside(db: Reads, article: Article, *, audiences: Collection[str]) -> list[Beside]:
    """What these readers may find beside an article, in all its languages: those picked first."""
    names, values = listed("audience", audiences)
    return db.all(
        Beside,
        f"""{_BESIDE} AND a.site = :site AND a.state = 'published' AND a.audience IN ({names})
             ORDER BY k.rank, k.position, a.id""",
        variant_group=article.variant_group, article=article.id, site=article.site, **values,
    )


def picks(db: Reads, variant_group: str, *, site: str) -> list[Shelved]:
    """For moderators: the articles that were picked, in order, each in all its languages, whatever their state."""
    return db.all(
        Shelved,
        """SELECT a.id, a.slug, a.language, a.topic, a.state, a.audience, a.updated_at, r.title
             FROM related k JOIN article a ON a.variant_group = k.other
             JOIN revision r ON r.article = a.id AND r.number = a.revision
            WHERE k.variant_group = :variant_group AND a.site = :site ORDER BY k.position, a.id""",
        variant_group=variant_group, site=site,
    )


def set_picks(tx: Transaction, variant_group: str, *, others: Sequence[str]) -> None:
    """Exactly these variant groups, in this order."""
    tx.run("DELETE FROM related WHERE variant_group = :variant_group", variant_group=variant_group)
    tx.run_many(
        "INSERT INTO related (variant_group, other, position) VALUES (:variant_group, :other, :position)",
        [{"variant_group": variant_group, "other": other, "position": at} for at, other in enumerate(others)],
    )


def groups_of(db: Reads, articles: Collection[str]) -> dict[str, str]:
    """Each article's variant group."""
    names, values = listed("id", articles)
    rows = db.all(_Group, f"SELECT id, variant_group FROM article WHERE id IN ({names})", **values)
    return {row.id: row.variant_group for row in rows}


def groups(db: Reads, articles: Collection[str], *, site: str) -> set[str]:
    """Those of these variant groups that have an article."""
    names, values = listed("group", articles)
    rows = db.all(
        _Id, f"SELECT DISTINCT variant_group AS id FROM article WHERE site = :site AND variant_group IN ({names})",
        site=site, **values,
    )
    return {row.id for row in rows}


def due(db: Reads, *, site: str, limit: int) -> list[str]:
    """Published articles for which search has not been asked since they were changed: their ids."""
    rows = db.all(
        _Id,
        """SELECT a.id FROM article a LEFT JOIN alike_of k ON k.article = a.id
            WHERE a.site = :site AND a.state = 'published' AND (k.version IS NULL OR k.version <> a.version)
            ORDER BY a.id DESC LIMIT :limit""",
        site=site, limit=limit,
    )
    return [row.id for row in rows]


def is_new(db: Reads, article: str) -> bool:
    """Whether search was never asked for this article."""
    return db.value("SELECT 1 FROM alike_of WHERE article = :article", article=article) is None


def set_alike(tx: Transaction, article: str, *, others: Sequence[str], version: int, now: int) -> None:
    """What search found for the article as of a version of it: variant groups, the most alike first."""
    tx.run("DELETE FROM alike WHERE article = :article", article=article)
    tx.run_many(
        "INSERT INTO alike (article, other, position) VALUES (:article, :other, :position)",
        [{"article": article, "other": other, "position": at} for at, other in enumerate(others)],
    )
    tx.run(
        """INSERT INTO alike_of (article, version, made_at) VALUES (:article, :version, :now)
           ON CONFLICT (article) DO UPDATE SET version = excluded.version, made_at = excluded.made_at""",
        article=article, version=version, now=now,
    )


def ask_again(tx: Transaction, groups: Collection[str], *, site: str) -> int:
    """Search is to be asked again for the articles of these variant groups."""
    names, values = listed("group", groups)
    return tx.run(
        f"""UPDATE alike_of SET version = 0 WHERE article IN (
              SELECT id FROM article WHERE site = :site AND variant_group IN ({names}))""",
        site=site, **values,
    )
