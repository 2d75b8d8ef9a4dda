"""What waits for a moderator of the board: one open task for each post, comment or suggested edit."""

from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns

Kind = Literal["flags", "first_post", "spam", "edit"]

CLAIM_LASTS: Final = 15 * 60_000
"""Milliseconds after which somebody else may take what a moderator claimed and left."""


@dataclass(frozen=True, slots=True)
class Task:
    """`comment` and `edit` are '' where it is about the post itself."""

    id: str
    site: str
    kind: str
    post: str
    comment: str
    edit: str
    state: str
    claimed_by: str | None
    claimed_at: int | None
    decision: str
    decided_by: str | None
    decided_at: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A task as the queue shows it. `text` is the first words of what it is about; `flags` how many wait."""

    id: str
    kind: str
    post: str
    comment: str
    edit: str
    question: str
    post_kind: str
    title: str
    text: str
    state: str
    post_state: str
    author: str | None
    name: str
    flags: int
    reason: str
    claimed_by: str | None
    claimer: str
    claimed_at: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Count:
    kind: str
    count: int


_TASK: Final = f"SELECT {columns(Task)} FROM task"
_LISTED: Final = """
    SELECT t.id, t.kind, t.post, t.comment, t.edit, p.question, p.kind AS post_kind, q.title,
           SUBSTR(COALESCE(c.text, e.body, p.body), 1, 600) AS text, t.state, COALESCE(c.state, p.state) AS post_state,
           COALESCE(c.author, e.author, p.author) AS author, COALESCE(person.name, p.guest) AS name,
           (SELECT COUNT(*) FROM flag f WHERE f.post = t.post AND f.comment = t.comment AND f.state = 'waiting')
               AS flags,
           COALESCE((SELECT f.reason FROM flag f WHERE f.post = t.post AND f.comment = t.comment
                        AND f.state = 'waiting' GROUP BY f.reason ORDER BY COUNT(*) DESC, f.reason LIMIT 1), '')
               AS reason,
           t.claimed_by, COALESCE(m.name, '') AS claimer, t.claimed_at, t.created_at
      FROM task t JOIN post p ON p.id = t.post JOIN post q ON q.id = p.question
      LEFT JOIN comment c ON c.id = t.comment LEFT JOIN suggested_edit e ON e.id = t.edit
      LEFT JOIN person ON person.id = COALESCE(c.author, e.author, p.author)
      LEFT JOIN person m ON m.id = t.claimed_by"""


def by_id(db: Reads, id: str, *, site: str) -> Task | None:
    return db.one(Task, f"{_TASK} WHERE id = :id AND site = :site", id=id, site=site)


def open_of(db: Reads, post: str, *, comment: str = "", edit: str = "") -> Task | None:
    return db.one(
        Task, f"{_TASK} WHERE post = :post AND comment = :comment AND edit = :edit AND state <> 'decided'",
        post=post, comment=comment, edit=edit,
    )


def queue(db: Reads, *, site: str, kind: str, after: str, limit: int) -> list[Listed]:
    """All that is open, the oldest first, behind the task `after`; of one kind, or '' for all."""
    return db.all(
        Listed,
        f"""{_LISTED} WHERE t.site = :site AND t.state <> 'decided' AND t.id > :after
               AND (:kind = '' OR t.kind = :kind) ORDER BY t.id LIMIT :limit""",
        site=site, kind=kind, after=after, limit=limit,
    )


def listed_one(db: Reads, id: str, *, site: str) -> Listed | None:
    return db.one(Listed, f"{_LISTED} WHERE t.id = :id AND t.site = :site", id=id, site=site)


def counts(db: Reads, *, site: str) -> list[Count]:
    """How many are open, by kind."""
    return db.all(
        Count,
        """SELECT kind, COUNT(*) AS count FROM task WHERE site = :site AND state <> 'decided'
            GROUP BY kind ORDER BY kind""",
        site=site,
    )


def waiting(db: Reads, *, site: str, most: int) -> int:
    """How many are open, counted up to `most`: every page of a moderator asks."""
    return int(db.value(
        """SELECT COUNT(*) FROM (SELECT 1 FROM task
            WHERE site = :site AND state <> 'decided' LIMIT :most) AS waiting""",
        site=site, most=most,
    ))


def decided(db: Reads, *, site: str, before: int, limit: int) -> list[Task]:
    """What was decided before that moment, the last first."""
    return db.all(
        Task,
        f"""{_TASK} WHERE site = :site AND state = 'decided' AND decided_at < :before
             ORDER BY decided_at DESC, id DESC LIMIT :limit""",
        site=site, before=before, limit=limit,
    )


def add(
    tx: Transaction, *, id: str, site: str, kind: Kind, post: str, now: int, comment: str = "", edit: str = ""
) -> None:
    """Nothing more where one is open already; flags are then its kind."""
    tx.run(
        """INSERT INTO task (id, site, kind, post, comment, edit, state, decision, created_at)
           VALUES (:id, :site, :kind, :post, :comment, :edit, 'waiting', '', :now)
           ON CONFLICT (post, comment, edit) WHERE state <> 'decided' DO UPDATE
              SET kind = CASE WHEN excluded.kind = 'flags' THEN 'flags' ELSE task.kind END""",
        id=id, site=site, kind=kind, post=post, comment=comment, edit=edit, now=now,
    )


def claim(tx: Transaction, id: str, *, person: str, now: int) -> int:
    """0 where somebody else has it, or it is decided."""
    return tx.run(
        """UPDATE task SET state = 'claimed', claimed_by = :person, claimed_at = :now
            WHERE id = :id AND (state = 'waiting'
               OR (state = 'claimed' AND (claimed_by = :person OR claimed_at < :stale)))""",
        id=id, person=person, now=now, stale=now - CLAIM_LASTS,
    )


def release(tx: Transaction, id: str, *, person: str) -> int:
    return tx.run(
        """UPDATE task SET state = 'waiting', claimed_by = NULL, claimed_at = NULL
            WHERE id = :id AND state = 'claimed' AND claimed_by = :person""",
        id=id, person=person,
    )


def decide(tx: Transaction, id: str, *, decision: str, person: str | None, now: int) -> int:
    """0 where it is decided, or somebody else has claimed it and is still at it. None as a person decides always."""
    return tx.run(
        """UPDATE task SET state = 'decided', decision = :decision, decided_by = :person, decided_at = :now
            WHERE id = :id AND (state = 'waiting' OR (state = 'claimed'
              AND (CAST(:person AS TEXT) IS NULL OR claimed_by = :person OR claimed_at < :stale)))""",
        id=id, decision=decision, person=person, now=now, stale=now - CLAIM_LASTS,
    )


def reopen(tx: Transaction, post: str, *, comment: str, edit: str, decided_at: int) -> int:
    """What was decided in that moment waits again, unless there is another open one meanwhile."""
    return tx.run(
        """UPDATE task SET state = 'waiting', claimed_by = NULL, claimed_at = NULL, decision = '', decided_by = NULL,
                           decided_at = NULL
            WHERE post = :post AND comment = :comment AND edit = :edit AND state = 'decided'
              AND decided_at = :decided_at
              AND NOT EXISTS (SELECT 1 FROM task o WHERE o.post = :post AND o.comment = :comment AND o.edit = :edit
                                 AND o.state <> 'decided')""",
        post=post, comment=comment, edit=edit, decided_at=decided_at,
    )
