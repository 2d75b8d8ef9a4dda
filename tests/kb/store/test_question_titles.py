"""Questions by words of their titles."""

from kb import duplicating, moderating
from kb.moderating import Order, Target
from kb.store import question_titles
from kb.store.engine import Database
from tests.kb import board


def test_titles_hold_every_word(database: Database, now: int) -> None:
    board.fill(database, now=now)
    first = board.ask(database, now=now, title="The battery is 100% flat again")
    second = board.ask(database, now=now + 1, title="Battery flat after a night")
    hidden = board.ask(database, now=now + 2, title="Battery flat and rude words")
    moderating.moderate(database, [Target(hidden.id)], Order("hide", "rude"), moderator="moderator", now=now + 3)

    def found(*words: str, but: str = "") -> list[str]:
        rows = question_titles.holding(database, words, site="main", but=but, now=now + 9, limit=5)
        return [row.id for row in rows]

    assert found("battery", "FLAT") == [second.id, first.id]
    assert found("100%") == [first.id]
    assert found("b_ttery") == []
    assert found("battery", but=second.id) == [first.id]
    duplicating.mark_duplicate(database, second.id, of=first.id, person="moderator", now=now + 4)
    assert found("battery") == [first.id]
