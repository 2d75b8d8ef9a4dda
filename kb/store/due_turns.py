"""Due turns: customers' messages whose answer the bot still owes."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class DueTurn:
    conversation: str
    number: int
    state: str
    due_at: int


def due(db: Reads, *, limit: int) -> list[DueTurn]:
    """All that are owed, whatever the clock says: where it was put back, some fell due later than now."""
    return db.all(
        DueTurn,
        """SELECT conversation, number, state, due_at FROM due_turn
            WHERE state = 'due' ORDER BY due_at LIMIT :limit""",
        limit=limit,
    )


def add(tx: Transaction, *, conversation: str, number: int, due_at: int) -> None:
    tx.run(
        "INSERT INTO due_turn (conversation, number, state, due_at) VALUES (:conversation, :number, 'due', :due_at)",
        conversation=conversation, number=number, due_at=due_at,
    )


def drop(tx: Transaction, conversation: str) -> int:
    """Nothing is owed any more: a person answers, or nobody needs to."""
    return tx.run(
        "UPDATE due_turn SET state = 'done' WHERE conversation = :conversation AND state = 'due'",
        conversation=conversation,
    )


def done(tx: Transaction, *, conversation: str, number: int) -> int:
    """1 for the one who took it; 0 when it was done already."""
    return tx.run(
        """UPDATE due_turn SET state = 'done'
            WHERE conversation = :conversation AND number = :number AND state = 'due'""",
        conversation=conversation, number=number,
    )
