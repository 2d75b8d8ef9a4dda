"""Every text that a post had, numbered from 1."""

from dataclasses import dataclass

from kb.store import post_files
from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Revision:
    """`tags` are names with a space between; `note` says what is better now, in its author's words."""

    post: str
    number: int
    title: str
    body: str
    tags: str
    author: str | None
    note: str
    created_at: int


def add(tx: Transaction, row: Revision) -> None:
    """With the files that it shows. Raises Conflict where there is one with this number."""
    tx.run(
        f"""INSERT INTO post_revision ({columns(Revision)})
            VALUES (:post, :number, :title, :body, :tags, :author, :note, :created_at)""",
        post=row.post, number=row.number, title=row.title, body=row.body, tags=row.tags, author=row.author,
        note=row.note, created_at=row.created_at,
    )
    post_files.note(tx, row.post, revision=row.number, body=row.body, author=row.author)


def by_number(db: Reads, post: str, number: int) -> Revision | None:
    return db.one(
        Revision, f"SELECT {columns(Revision)} FROM post_revision WHERE post = :post AND number = :number",
        post=post, number=number,
    )


def of_post(db: Reads, post: str, *, before: int, limit: int) -> list[Revision]:
    """The newest first, those with a number below `before`."""
    return db.all(
        Revision,
        f"""SELECT {columns(Revision)} FROM post_revision WHERE post = :post AND number < :before
             ORDER BY number DESC LIMIT :limit""",
        post=post, before=before, limit=limit,
    )
