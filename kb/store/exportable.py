"""Whole articles, one page after the other, with what stands around them: what an export writes down."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store import files, shelving
from kb.store.engine import Reads, columns
from kb.store.files import File
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Whole:
    """An article with its current text. `key` is what an import finds it by, `owner` an address. `group_size` is how
    many articles its variant group has; `is_named` is 1 where somebody named it the group's source, `is_first` where it
    was made first of the group, `is_behind` where its source has another text since."""

    id: str
    key: str
    slug: str
    language: str
    topic: str | None
    variant_group: str
    state: str
    audience: str
    owner: str | None
    check_by: int | None
    checked_at: int | None
    title: str
    body: str
    group_size: int
    is_first: int
    is_named: int
    is_behind: int


@dataclass(frozen=True, slots=True)
class _Line:
    about: str
    text: str


def after(db: Reads, id: str, *, site: str, limit: int) -> list[Whole]:
    """The next articles behind this one, in whatever state and for whatever audience, in the order of their ids."""
    return db.all(
        Whole,
        f"""WITH page AS (SELECT id FROM article WHERE site = :site AND id > :id ORDER BY id LIMIT :limit)
            SELECT a.id, {shelving.KEY} AS key, a.slug, a.language, a.topic, a.variant_group, a.state, a.audience,
                   p.email AS owner, a.check_by, a.checked_at, r.title, r.body,
                   (SELECT COUNT(*) FROM article o WHERE o.variant_group = a.variant_group) AS group_size,
                   CASE WHEN f.id = a.id THEN 1 ELSE 0 END AS is_first,
                   CASE WHEN n.article = a.id THEN 1 ELSE 0 END AS is_named,
                   CASE WHEN s.id <> a.id AND s.revision > COALESCE(a.translates, a.revision) THEN 1 ELSE 0 END
                     AS is_behind
              FROM page JOIN article a ON a.id = page.id
              JOIN revision r ON r.article = a.id AND r.number = a.revision
              JOIN article f ON f.id = (SELECT MIN(o.id) FROM article o WHERE o.variant_group = a.variant_group)
              LEFT JOIN person p ON p.id = a.owner
              LEFT JOIN source n ON n.variant_group = a.variant_group
              JOIN article s ON s.id = COALESCE(n.article, f.id)
             ORDER BY a.id""",
        site=site, id=id, limit=limit,
    )


def redirects(db: Reads, articles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The addresses that several articles had, by article."""
    names, values = listed("article", articles)
    return _by(db.all(
        _Line, f"SELECT article AS about, slug AS text FROM redirect WHERE article IN ({names}) ORDER BY slug", **values
    ))  # fmt: skip


def related(db: Reads, groups: Collection[str], *, site: str) -> dict[str, tuple[str, ...]]:
    """What was picked beside variant groups, by group: of each other group the address of what was made first."""
    names, values = listed("group", groups)
    return _by(db.all(
        _Line,
        f"""SELECT k.variant_group AS about, a.slug AS text
              FROM related k JOIN article a ON a.id = (SELECT MIN(o.id) FROM article o WHERE o.variant_group = k.other)
             WHERE k.variant_group IN ({names}) AND a.site = :site ORDER BY k.variant_group, k.position, a.id""",
        site=site, **values,
    ))  # fmt: skip


def files_in_use(db: Reads, *, site: str) -> list[File]:
    """Every file that an article's current text shows."""
    return db.all(
        File,
        f"""SELECT {columns(File)} FROM file
             WHERE site = :site AND id IN (
               SELECT u.file FROM file_use u JOIN article a ON a.id = u.article AND a.revision = u.revision)
             ORDER BY name, digest, id""",
        site=site,
    )


def content(db: Reads, file: File) -> bytes:
    """All bytes of a file."""
    found, number = [], 0
    while piece := files.piece(db, file.digest, number=number):
        found.append(piece)
        number += 1
    return b"".join(found)


def _by(rows: list[_Line]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.about, []).append(row.text)
    return {about: tuple(texts) for about, texts in found.items()}
