"""Better texts for somebody else's post, by who may not put them there alone; one waits for each post at most."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class SuggestedEdit:
    """Written from the post's revision `base`; `tags` are names with a space between."""

    id: str
    site: str
    post: str
    base: int
    title: str
    body: str
    tags: str
    note: str
    author: str
    state: str
    reviewer: str | None
    created_at: int
    decided_at: int | None


_EDIT: Final = f"SELECT {columns(SuggestedEdit)} FROM suggested_edit"


def by_id(db: Reads, id: str, *, site: str) -> SuggestedEdit | None:
    return db.one(SuggestedEdit, f"{_EDIT} WHERE id = :id AND site = :site", id=id, site=site)


def waiting_of(db: Reads, post: str) -> SuggestedEdit | None:
    return db.one(SuggestedEdit, f"{_EDIT} WHERE post = :post AND state = 'waiting'", post=post)


def add(tx: Transaction, row: SuggestedEdit) -> int:
    """0 where another one waits for this post."""
    return tx.run(
        f"""INSERT INTO suggested_edit ({columns(SuggestedEdit)})
            VALUES (:id, :site, :post, :base, :title, :body, :tags, :note, :author, :state, :reviewer, :created_at,
                    :decided_at)
            ON CONFLICT (post) WHERE state = 'waiting' DO NOTHING""",
        id=row.id, site=row.site, post=row.post, base=row.base, title=row.title, body=row.body, tags=row.tags,
        note=row.note, author=row.author, state=row.state, reviewer=row.reviewer, created_at=row.created_at,
        decided_at=row.decided_at,
    )


def decide(tx: Transaction, id: str, *, state: str, reviewer: str | None, now: int) -> int:
    """0 where it waits no more."""
    return tx.run(
        """UPDATE suggested_edit SET state = :state, reviewer = :reviewer, decided_at = :now
            WHERE id = :id AND state = 'waiting'""",
        id=id, state=state, reviewer=reviewer, now=now,
    )
