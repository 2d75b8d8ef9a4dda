"""Messages: what customer, bot and agents said, numbered without gaps in each conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Message:
    """`data` is JSON; `name` is that of the person who wrote it, empty for customer and bot."""

    conversation: str
    number: int
    author: str
    person: str | None
    kind: str
    text: str
    data: str
    client_key: str | None
    turn: int
    created_at: int
    name: str


_MESSAGE: Final = """
    SELECT m.conversation, m.number, m.author, m.person, m.kind, m.text, m.data, m.client_key, m.turn, m.created_at,
           COALESCE(p.name, '') AS name
      FROM message m LEFT JOIN person p ON p.id = m.person"""


def after(db: Reads, conversation: str, *, number: int, limit: int) -> list[Message]:
    return db.all(
        Message,
        f"{_MESSAGE} WHERE m.conversation = :conversation AND m.number > :number ORDER BY m.number LIMIT :limit",
        conversation=conversation, number=number, limit=limit,
    )


def of_turn(db: Reads, conversation: str, *, key: str) -> list[Message]:
    """The message with this key and all that answered it; empty when the key is new."""
    return db.all(
        Message,
        f"""{_MESSAGE} WHERE m.conversation = :conversation
               AND m.turn = (SELECT turn FROM message WHERE conversation = :conversation AND client_key = :key)
             ORDER BY m.number""",
        conversation=conversation, key=key,
    )


def last_choices(db: Reads, conversation: str) -> Message | None:
    """The choices that were offered last."""
    return db.one(
        Message,
        f"""{_MESSAGE} WHERE m.conversation = :conversation AND m.kind = 'choices'
             ORDER BY m.number DESC LIMIT 1""",
        conversation=conversation,
    )


def add(tx: Transaction, message: Mapping[str, object]) -> Message:
    """Raises Conflict when the sender's key is known in this conversation."""
    added = tx.one(
        Message,
        """INSERT INTO message (conversation, number, author, person, kind, text, data, client_key, turn, created_at)
           VALUES (:conversation, :number, :author, :person, :kind, :text, :data, :client_key, :turn, :created_at)
           RETURNING conversation, number, author, person, kind, text, data, client_key, turn, created_at,
                     COALESCE((SELECT p.name FROM person p WHERE p.id = message.person), '') AS name""",
        **message,
    )
    assert added
    return added
