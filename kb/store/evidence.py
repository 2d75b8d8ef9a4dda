"""Evidence: what was tried in a conversation before a person came."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing tried; `score` is the bot's confidence, 0 to 1."""

    id: str
    conversation: str
    kind: str
    text: str
    article: str | None
    score: float | None
    created_at: int
    title: str
    slug: str


def of_conversation(db: Reads, conversation: str) -> list[Evidence]:
    return db.all(
        Evidence,
        """SELECT e.id, e.conversation, e.kind, e.text, e.article, e.score, e.created_at,
                  COALESCE(r.title, '') AS title, COALESCE(a.slug, '') AS slug
             FROM evidence e
             LEFT JOIN article a ON a.id = e.article
             LEFT JOIN revision r ON r.article = a.id AND r.number = a.revision
            WHERE e.conversation = :conversation ORDER BY e.id""",
        conversation=conversation,
    )


def add(
    tx: Transaction, *, id: str, conversation: str, kind: str, text: str, article: str | None, score: float | None,
    now: int,
) -> None:
    tx.run(
        """INSERT INTO evidence (id, conversation, kind, text, article, score, created_at)
           VALUES (:id, :conversation, :kind, :text, :article, :score, :now)""",
        id=id, conversation=conversation, kind=kind, text=text, article=article, score=score, now=now,
    )
