"""Private notes: what agents tell each other. They live apart from messages, so no customer's page can show one."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    conversation: str
    after_number: int
    person: str
    text: str
    client_key: str | None
    created_at: int
    name: str


_NOTE: Final = """
    SELECT n.id, n.conversation, n.after_number, n.person, n.text, n.client_key, n.created_at, p.name
      FROM note n JOIN person p ON p.id = n.person"""


def of_conversation(db: Reads, conversation: str) -> list[Note]:
    return db.all(Note, f"{_NOTE} WHERE n.conversation = :conversation ORDER BY n.id", conversation=conversation)


def by_id(db: Reads, id: str) -> Note | None:
    return db.one(Note, f"{_NOTE} WHERE n.id = :id", id=id)


def by_key(db: Reads, conversation: str, *, key: str) -> Note | None:
    return db.one(
        Note,
        f"{_NOTE} WHERE n.conversation = :conversation AND n.client_key = :key",
        conversation=conversation, key=key,
    )


def add(
    tx: Transaction, *, id: str, conversation: str, after_number: int, person: str, text: str, key: str | None, now: int
) -> None:
    """Raises Conflict when the sender's key is known in this conversation."""
    tx.run(
        """INSERT INTO note (id, conversation, after_number, person, text, client_key, created_at)
           VALUES (:id, :conversation, :after_number, :person, :text, :key, :now)""",
        id=id, conversation=conversation, after_number=after_number, person=person, text=text, key=key, now=now,
    )
