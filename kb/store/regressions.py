"""Questions whose right answer is known: asked again after each change, so that nothing breaks unnoticed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed

Verdict = Literal["right", "wrong"]
Shelf = Literal["right", "wrong", "new"]
"""By what became of them last; `new` ones were not asked yet."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A question as customers of a page in `language` ask it. `article` should answer it, or, in another language, one
    of the same `variant_group`; both are empty where nothing here should."""

    id: str
    site: str
    language: str
    text: str
    article: str | None
    variant_group: str | None
    author: str | None
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A question as a list shows it: with the title of its article, and what became of it in a run, if it was asked.

    `came` is the title of what was shown or offered first: an article, or `came_question` of the board. `lost`
    is 1 where it was right once and is wrong now.
    """

    id: str
    language: str
    text: str
    article: str | None
    title: str | None
    article_language: str | None
    article_state: str | None
    updated_at: int
    verdict: str | None
    came_article: str | None
    came_question: str | None
    came: str | None
    came_language: str | None
    confidence: float | None
    decision: str | None
    since: str | None
    since_at: int | None
    lost: int | None


@dataclass(frozen=True, slots=True)
class _Count:
    shelf: str
    count: int


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    slug: str
    source_key: str | None
    title: str


_REGRESSION: Final = """
    SELECT g.id, g.site, g.language, g.text, g.article, a.variant_group, g.author, g.created_at, g.updated_at
      FROM regression g LEFT JOIN article a ON a.id = g.article"""


def of_site(db: Reads, *, site: str) -> list[Regression]:
    """All of them, oldest first."""
    return db.all(Regression, f"{_REGRESSION} WHERE g.site = :site ORDER BY g.id", site=site)


def by_id(db: Reads, id: str, *, site: str) -> Regression | None:
    return db.one(Regression, f"{_REGRESSION} WHERE g.id = :id AND g.site = :site", id=id, site=site)


def count(db: Reads, *, site: str) -> int:
    found: int = db.value("SELECT COUNT(*) FROM regression WHERE site = :site", site=site)
    return found


def counts(db: Reads, *, site: str, run: str) -> dict[str, int]:
    """How many stand on each shelf after a run."""
    rows = db.all(
        _Count,
        """SELECT COALESCE(x.verdict, 'new') AS shelf, COUNT(*) AS count
             FROM regression g LEFT JOIN regression_result x ON x.regression = g.id AND x.run = :run
            WHERE g.site = :site GROUP BY COALESCE(x.verdict, 'new')""",
        site=site, run=run,
    )
    return {row.shelf: row.count for row in rows}


def on_shelf(db: Reads, *, site: str, run: str, shelf: Shelf, wanted: str, limit: int) -> list[Listed]:
    """Those that a run put on a shelf, `wanted` (in lower case) in their text or title: what broke comes first."""
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return db.all(
        Listed,
        r"""SELECT g.id, g.language, g.text, g.article, r.title, a.language AS article_language,
                   a.state AS article_state, g.updated_at, x.verdict, x.article AS came_article,
                   x.question AS came_question, COALESCE(cr.title, p.title) AS came,
                   COALESCE(c.language, p.language) AS came_language, x.confidence, x.decision, x.since,
                   x.since_at, x.lost
              FROM regression g
              LEFT JOIN article a ON a.id = g.article
              LEFT JOIN revision r ON r.article = a.id AND r.number = a.revision
              LEFT JOIN regression_result x ON x.regression = g.id AND x.run = :run
              LEFT JOIN article c ON c.id = x.article
              LEFT JOIN revision cr ON cr.article = c.id AND cr.number = c.revision
              LEFT JOIN post p ON p.id = x.question
             WHERE g.site = :site AND COALESCE(x.verdict, 'new') = :shelf
               AND (LOWER(g.text) LIKE :pattern ESCAPE '\' OR LOWER(COALESCE(r.title, '')) LIKE :pattern ESCAPE '\')
             ORDER BY COALESCE(x.lost, 0) DESC, COALESCE(x.since, '') DESC, g.id DESC LIMIT :limit""",
        site=site, run=run, shelf=shelf, pattern=pattern, limit=limit,
    )


def named(db: Reads, names: Collection[str], *, site: str) -> dict[str, str]:
    """The published articles that are called so, by what they are called: id, address, key of an import, or title."""
    many, values = listed("name", names)
    if not values:
        return {}
    rows = db.all(
        _Named,
        f"""SELECT a.id, a.slug, a.source_key, r.title
              FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision
             WHERE a.site = :site AND a.state = 'published' AND a.audience = 'public'
               AND (a.id IN ({many}) OR a.slug IN ({many}) OR a.source_key IN ({many}) OR r.title IN ({many}))
             ORDER BY a.id DESC""",
        site=site, **values,
    )
    found: dict[str, str] = {}
    for row in rows:
        found |= {row.title: row.id}
    for row in rows:
        found |= {name: row.id for name in (row.source_key, row.slug, row.id) if name}
    return {name: found[name] for name in names if name in found}


def add(tx: Transaction, row: Regression) -> int:
    """1, or 0 where the same question is there in this language."""
    return tx.run(
        """INSERT INTO regression (id, site, language, text, article, author, created_at, updated_at)
           VALUES (:id, :site, :language, :text, :article, :author, :created_at, :updated_at)
           ON CONFLICT (site, language, text) DO NOTHING""",
        id=row.id, site=row.site, language=row.language, text=row.text, article=row.article, author=row.author,
        created_at=row.created_at, updated_at=row.updated_at,
    )


def change(tx: Transaction, row: Regression, *, seen: int) -> int:
    """0 where it was changed or removed since `seen`, its `updated_at`. What became of it before is forgotten.

    Raises Conflict where the same question is there in this language.
    """
    changed = tx.run(
        """UPDATE regression SET language = :language, text = :text, article = :article, author = :author,
                                 updated_at = :updated_at
            WHERE id = :id AND site = :site AND updated_at = :seen""",
        id=row.id, site=row.site, language=row.language, text=row.text, article=row.article, author=row.author,
        updated_at=row.updated_at, seen=seen,
    )
    if changed:
        _forget(tx, row.id)
    return changed


def remove(tx: Transaction, id: str, *, site: str) -> int:
    if not tx.value("SELECT 1 FROM regression WHERE id = :id AND site = :site", id=id, site=site):
        return 0
    _forget(tx, id)
    return tx.run("DELETE FROM regression WHERE id = :id AND site = :site", id=id, site=site)


def _forget(tx: Transaction, id: str) -> None:
    tx.run("DELETE FROM regression_result WHERE regression = :id", id=id)
