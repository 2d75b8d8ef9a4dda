"""Files: what they are called and what they are, their bytes in pieces, and which texts show them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

PIECE: Final = 256 * 1024
"""Bytes of each piece but the last."""

_SHOWN: Final = re.compile(r"/files/([0-9a-hjkmnp-tv-z]{18})\b")


@dataclass(frozen=True, slots=True)
class File:
    """A file without its bytes. `width` and `height` are a picture's pixels; `page_digest` and `page_size` are of the
    smaller one that pages show, where it is too large for them."""

    id: str
    site: str
    name: str
    type: str
    size: int
    width: int | None
    height: int | None
    digest: str
    page_digest: str | None
    page_size: int | None
    audience: str
    author: str | None
    created_at: int
    kept_at: int


@dataclass(frozen=True, slots=True)
class _Word:
    word: str


def by_id(db: Reads, id: str, *, site: str) -> File | None:
    return db.one(File, f"SELECT {columns(File)} FROM file WHERE site = :site AND id = :id", site=site, id=id)


def by_ids(db: Reads, ids: Collection[str], *, site: str) -> dict[str, File]:
    """Those that exist, by id."""
    names, values = listed("id", ids)
    rows = db.all(File, f"SELECT {columns(File)} FROM file WHERE site = :site AND id IN ({names})", site=site, **values)
    return {row.id: row for row in rows}


def same(db: Reads, digest: str, *, site: str, name: str, audience: str, author: str | None) -> File | None:
    """The file that this person has put here before, under this name, for these readers."""
    return db.one(
        File,
        f"""SELECT {columns(File)} FROM file
             WHERE digest = :digest AND site = :site AND name = :name AND audience = :audience
               AND author {"IS NULL" if author is None else "= :author"}
             ORDER BY id LIMIT 1""",
        digest=digest, site=site, name=name, audience=audience, **({} if author is None else {"author": author}),
    )


def shown_to(db: Reads, id: str) -> set[str]:
    """The audiences of the published articles whose text shows the file."""
    rows = db.all(
        _Word,
        """SELECT DISTINCT a.audience AS word
             FROM file_use u JOIN article a ON a.id = u.article AND a.revision = u.revision
            WHERE u.file = :id AND a.state = 'published'""",
        id=id,
    )
    return {row.word for row in rows}


def piece(db: Reads, digest: str, *, number: int) -> bytes | None:
    """A piece of the bytes, counted from 0; None behind the last."""
    found = db.value("SELECT piece FROM file_piece WHERE digest = :digest AND number = :number",
                     digest=digest, number=number)
    return None if found is None else bytes(found)


def is_whole(db: Reads, digest: str) -> bool:
    """Whether the bytes are here already, and somebody's."""
    return bool(
        db.value("SELECT 1 FROM file WHERE digest = :digest OR page_digest = :digest LIMIT 1", digest=digest)
    )


def add_content(tx: Transaction, digest: str, *, size: int, now: int) -> None:
    """Announces bytes; their pieces follow, in this transaction or in others, and at last the file."""
    tx.run(
        """INSERT INTO file_content (digest, size, created_at) VALUES (:digest, :size, :now)
           ON CONFLICT (digest) DO UPDATE SET created_at = excluded.created_at""",
        digest=digest, size=size, now=now,
    )


def add_pieces(tx: Transaction, digest: str, *, pieces: Mapping[int, bytes]) -> None:
    tx.run_many(
        """INSERT INTO file_piece (digest, number, piece) VALUES (:digest, :number, :piece)
           ON CONFLICT (digest, number) DO NOTHING""",
        ({"digest": digest, "number": number, "piece": piece} for number, piece in pieces.items()),
    )


def add(tx: Transaction, file: File) -> None:
    tx.run(
        f"""INSERT INTO file ({columns(File)})
            VALUES (:id, :site, :name, :type, :size, :width, :height, :digest, :page_digest, :page_size, :audience,
                    :author, :created_at, :kept_at)""",
        id=file.id, site=file.site, name=file.name, type=file.type, size=file.size, width=file.width,
        height=file.height, digest=file.digest, page_digest=file.page_digest, page_size=file.page_size,
        audience=file.audience, author=file.author, created_at=file.created_at, kept_at=file.kept_at,
    )


def keep(tx: Transaction, id: str, *, now: int) -> int:
    """Somebody put the same here again; 0 where it was taken away meanwhile."""
    return tx.run("UPDATE file SET kept_at = :now WHERE id = :id", id=id, now=now)


def named_in(text: str) -> list[str]:
    """The ids of the files that a text shows or links to, each once."""
    return list(dict.fromkeys(_SHOWN.findall(text))) if "/files/" in text else []


def note_uses(tx: Transaction, texts: Iterable[tuple[str, int, str]]) -> None:
    """Writes down which files new texts show; each is an article's id, the revision's number and its body."""
    rows = [
        {"article": article, "revision": revision, "file": file}
        for article, revision, body in texts
        for file in named_in(body)
    ]
    if rows:
        tx.run_many(
            """INSERT INTO file_use (file, article, revision)
               SELECT id, :article, :revision FROM file WHERE id = :file ON CONFLICT DO NOTHING""",
            rows,
        )


def unused(db: Reads, *, before: int, limit: int) -> list[str]:
    """Files put here before a moment that nothing shows: no revision, no post, no proposal, no form, no person."""
    rows = db.all(
        _Word,
        """SELECT f.id AS word FROM file f
            WHERE f.kept_at < :before
              AND NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file = f.id)
              AND NOT EXISTS (SELECT 1 FROM post_file u WHERE u.file = f.id)
              AND NOT EXISTS (SELECT 1 FROM person p WHERE p.picture = f.id)
              AND NOT EXISTS (SELECT 1 FROM proposal p WHERE p.body LIKE '%/files/' || f.id || '%')
              AND NOT EXISTS (SELECT 1 FROM suggested_edit e WHERE e.body LIKE '%/files/' || f.id || '%')
              AND NOT EXISTS (SELECT 1 FROM unsent s WHERE s.fields LIKE '%/files/' || f.id || '%')
              AND NOT EXISTS (SELECT 1 FROM unsaved s WHERE s.fields LIKE '%/files/' || f.id || '%')
            ORDER BY f.kept_at, f.id LIMIT :limit""",
        before=before, limit=limit,
    )
    return [row.word for row in rows]


def remove(tx: Transaction, id: str, *, before: int) -> int:
    """0 where somebody put it here again since `before`. Raises Conflict where something shows it by now."""
    return tx.run("DELETE FROM file WHERE id = :id AND kept_at < :before", id=id, before=before)


def forsaken(db: Reads, *, before: int, limit: int) -> list[str]:
    """Bytes announced before a moment that are no file's."""
    rows = db.all(
        _Word,
        """SELECT c.digest AS word FROM file_content c
            WHERE c.created_at < :before
              AND NOT EXISTS (SELECT 1 FROM file f WHERE f.digest = c.digest)
              AND NOT EXISTS (SELECT 1 FROM file f WHERE f.page_digest = c.digest)
            ORDER BY c.digest LIMIT :limit""",
        before=before, limit=limit,
    )
    return [row.word for row in rows]


def remove_content(tx: Transaction, digest: str, *, before: int) -> None:
    """Raises Conflict where it is somebody's by now."""
    tx.run(
        """DELETE FROM file_piece WHERE digest IN
             (SELECT digest FROM file_content WHERE digest = :digest AND created_at < :before)""",
        digest=digest, before=before,
    )
    tx.run("DELETE FROM file_content WHERE digest = :digest AND created_at < :before", digest=digest, before=before)
