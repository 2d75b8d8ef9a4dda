"""Suggestions: what a customer's question may teach about an article. None of them counts before it is kept.

They have a table of their own, so that no index, no learner and no answer takes one by a forgotten condition.
"""

from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns

Kind = Literal["phrasing", "never_answer"]
KINDS: Final[tuple[Kind, ...]] = ("phrasing", "never_answer")
Decision = Literal["kept", "dismissed"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that an article answered (`phrasing`) or did not (`never_answer`), and in how many conversations."""

    id: str
    article: str
    kind: str
    text: str
    state: str
    conversations: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion as a list shows it: with the title and language of its article."""

    id: str
    article: str
    kind: str
    text: str
    conversations: int
    created_at: int
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class _KindCount:
    kind: str
    count: int


_SHOWN: Final = """
    SELECT s.id, s.article, s.kind, s.text, s.conversations, s.created_at, r.title, a.language
      FROM suggestion s JOIN article a ON a.id = s.article
      JOIN revision r ON r.article = a.id AND r.number = a.revision"""


def by_id(db: Reads, id: str, *, site: str) -> Suggestion | None:
    return db.one(
        Suggestion, f"SELECT {columns(Suggestion)} FROM suggestion WHERE id = :id AND site = :site", id=id, site=site
    )


def of_article(db: Reads, article: str, *, kind: Kind) -> list[Suggestion]:
    """All that were ever made for an article, the decided ones too; oldest first."""
    return db.all(
        Suggestion,
        f"SELECT {columns(Suggestion)} FROM suggestion WHERE article = :article AND kind = :kind ORDER BY id",
        article=article, kind=kind,
    )


def waiting(db: Reads, *, site: str, kind: Kind, before: str | None, limit: int) -> list[Shown]:
    """Those that nobody has decided, newest first, by key."""
    values: dict[str, object] = {"site": site, "kind": kind, "limit": limit}
    where = ""
    if before is not None:
        where, values["before"] = "AND s.id < :before", before
    return db.all(
        Shown,
        f"""{_SHOWN} WHERE s.site = :site AND s.kind = :kind AND s.state = 'waiting' AND a.state <> 'archived' {where}
             ORDER BY s.id DESC LIMIT :limit""",
        **values,
    )


def waiting_counts(db: Reads, *, site: str) -> dict[str, int]:
    """How many of each kind nobody has decided."""
    rows = db.all(
        _KindCount,
        """SELECT s.kind, COUNT(*) AS count FROM suggestion s JOIN article a ON a.id = s.article
            WHERE s.site = :site AND s.kind IN ('phrasing', 'never_answer') AND s.state = 'waiting'
              AND a.state <> 'archived' GROUP BY s.kind""",
        site=site,
    )
    return {row.kind: row.count for row in rows}


def add(tx: Transaction, suggestion: Suggestion, *, site: str, conversation: str) -> None:
    """A new suggestion; one that is there counts one more conversation, once for each."""
    tx.run(
        """INSERT INTO suggestion (id, site, article, kind, text, state, conversations, conversation, reviewer,
                                   created_at, updated_at)
           VALUES (:id, :site, :article, :kind, :text, 'waiting', 1, :conversation, NULL, :created_at, :created_at)
           ON CONFLICT (article, kind, text) DO UPDATE
              SET conversations = suggestion.conversations + 1, conversation = excluded.conversation,
                  updated_at = excluded.updated_at
            WHERE suggestion.conversation <> excluded.conversation""",
        id=suggestion.id, site=site, article=suggestion.article, kind=suggestion.kind, text=suggestion.text,
        conversation=conversation, created_at=suggestion.created_at,
    )


def decide(tx: Transaction, id: str, *, state: Decision, reviewer: str | None, now: int) -> int:
    """0 where somebody has decided it before."""
    return tx.run(
        """UPDATE suggestion SET state = :state, reviewer = :reviewer, updated_at = :now
            WHERE id = :id AND state = 'waiting'""",
        id=id, state=state, reviewer=reviewer, now=now,
    )
