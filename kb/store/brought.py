"""What an import brings to the board: rows as they were elsewhere, written many at a time and once each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Known:
    """A post that is there, and what the import calls it."""

    source_key: str
    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment; `name` is what its author is called where nobody knows them yet."""

    id: str
    post: str
    author: str
    name: str
    text: str
    created_at: int


@dataclass(frozen=True, slots=True)
class _There:
    id: str


def known(db: Reads, source_keys: Collection[str], *, site: str) -> dict[str, str]:
    """Ids of those of these posts that are there."""
    names, chosen = listed("key", source_keys)
    rows = db.all(
        Known, f"SELECT source_key, id FROM post WHERE site = :site AND source_key IN ({names})", site=site, **chosen
    )
    return {row.source_key: row.id for row in rows}


def add_people(tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Names without an account that anybody could sign in to; who is there stays as they are."""
    tx.run_many(
        """INSERT INTO person (id, site, email, name, role, state, origin, password, language, presence, seen_at,
                               created_at)
           VALUES (:id, :site, :email, :name, 'member', 'deactivated', 'real', '', 'en', 'away', 0, :created_at)
           ON CONFLICT (id) DO NOTHING""",
        rows,
    )


def add_posts(tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Each with the score that it had."""
    tx.run_many(
        """INSERT INTO post (id, site, kind, question, language, author, guest, contact, state, why, mark, title, body,
                             revision, version, score, thanks, answers, closed, locked, source_key, created_at,
                             updated_at, active_at)
           VALUES (:id, :site, :kind, :question, :language, :author, :guest, '', 'shown', '', '', :title, :body,
                   1, 1, :score, 0, 0, '', '', :source_key, :created_at, :created_at, :active_at)""",
        rows,
    )
    tx.run_many(
        """INSERT INTO post_revision (post, number, title, body, tags, author, note, created_at)
           VALUES (:id, 1, :title, :body, :tags, :author, '', :created_at)""",
        rows,
    )


def comments(db: Reads, ids: Collection[str]) -> set[str]:
    """Those of these comments that are there, in any state."""
    names, chosen = listed("comment", ids)
    return {row.id for row in db.all(_There, f"SELECT id FROM comment WHERE id IN ({names})", **chosen)}


def add_comments(tx: Transaction, rows: Sequence[Said]) -> None:
    tx.run_many(
        """INSERT INTO comment (id, post, author, text, state, why, version, created_at, updated_at)
           VALUES (:id, :post, :author, :text, 'shown', '', 1, :created_at, :created_at)""",
        [asdict(row) for row in rows],
    )
