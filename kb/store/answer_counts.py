"""How many answers a question has, wherever it is listed: those that are shown, and of nobody who is suspended.

It depends on rows alone, as the index does: what a suspension hides counts again when that is put away
(`kb.suspending.end_due`). Who reads a thread is shown its answers by `kb.store.posts`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed

_COUNTED: Final = """
    a.kind = 'answer' AND a.state = 'shown'
    AND NOT EXISTS (SELECT 1 FROM suspension s WHERE s.person = a.author AND s.lifted_at IS NULL)"""
_ANSWERED: Final = "SELECT a.question FROM post a WHERE a.author = :author AND a.kind = 'answer' AND a.state = 'shown'"

ACCEPTED: Final = f"(SELECT a.id FROM post a WHERE a.id = p.accepted AND {_COUNTED})"
"""Of the question `p`: its accepted answer, where that counts."""


@dataclass(frozen=True, slots=True)
class _Answer:
    id: str


def counted(db: Reads, answers: Collection[str]) -> set[str]:
    """Those of these answers that count."""
    names, chosen = listed("id", answers)
    rows = db.all(_Answer, f"SELECT a.id FROM post a WHERE a.id IN ({names}) AND {_COUNTED}", **chosen)
    return {row.id for row in rows}


def of_question(tx: Transaction, question: str) -> int:
    """Counts anew, after an answer came, went or changed its state."""
    return tx.run(
        f"""UPDATE post SET answers = (SELECT COUNT(*) FROM post a WHERE a.question = :question AND {_COUNTED})
             WHERE id = :question""",
        question=question,
    )


def of_author(tx: Transaction, author: str) -> int:
    """Counts anew wherever this person has answered, and beside the tags, after a suspension began or ended."""
    # Whoever answers there in this moment is waited for, and counted.
    tx.run(f"UPDATE post SET version = version WHERE id IN ({_ANSWERED})", author=author)
    counted = tx.run(
        f"""UPDATE post SET answers = (SELECT COUNT(*) FROM post a WHERE a.question = post.id AND {_COUNTED})
             WHERE id IN ({_ANSWERED})""",
        author=author,
    )
    tx.run(
        f"""UPDATE post_tag SET answers = (SELECT p.answers FROM post p WHERE p.id = post_tag.post)
             WHERE post IN ({_ANSWERED})""",
        author=author,
    )
    return counted
