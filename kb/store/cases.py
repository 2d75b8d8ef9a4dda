"""Cases: conversations as the customer who is signed in sees them in a list."""

from dataclasses import dataclass

from kb.store.engine import Reads


@dataclass(frozen=True, slots=True)
class Case:
    """`first_text` is what the customer said first; `unread` counts what people of ours said since the customer read.

    `kind` is "live" or "ticket" while a person is awaited or has it, else empty.
    """

    id: str
    state: str
    outcome: str
    kind: str
    language: str
    agent_name: str
    first_text: str
    last_text: str
    last_author: str
    unread: int
    updated_at: int


def of_person(db: Reads, person: str, *, before: tuple[int, str], limit: int) -> list[Case]:
    """Those in which the customer has said something, the one that changed last first; `before` is its time and id."""
    return db.all(
        Case,
        """SELECT c.id, c.state, c.outcome, COALESCE(h.kind, '') AS kind, c.language,
                  COALESCE(p.name, '') AS agent_name,
                  COALESCE((SELECT m.text FROM message m WHERE m.conversation = c.id AND m.author = 'customer'
                             ORDER BY m.number LIMIT 1), '') AS first_text,
                  c.last_text, c.last_author,
                  (SELECT COUNT(*) FROM message m
                    WHERE m.conversation = c.id AND m.number > c.customer_read AND m.author = 'agent') AS unread,
                  c.updated_at
             FROM conversation c
             LEFT JOIN handoff h ON h.conversation = c.id AND h.state IN ('waiting', 'claimed')
             LEFT JOIN person p ON p.id = c.agent
            WHERE c.person = :person AND c.last_number > 1 AND (c.updated_at, c.id) < (:at, :id)
            ORDER BY c.updated_at DESC, c.id DESC LIMIT :limit""",
        person=person, at=before[0], id=before[1], limit=limit,
    )
