"""The board's questions beside articles in the one ranker: who sees them, and what articles score with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import duplicating, moderating, search, suspending
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.moderating import Order, Target
from kb.search import Question
from kb.store import posts
from kb.store.engine import Database
from tests.kb import board
from tests.kb.index.articles import write

DAY = 86_400_000


@pytest.fixture(params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, database: Database, tmp_path: Path, now: int) -> Iterator[Index]:
    board.fill(database, now=now)
    index = open_index(request.param, tmp_path / "index")
    yield index
    index.close()


def titles(database: Database, index: Index, query: str, *, now: int) -> list[str]:
    found = search.find(
        database, index, query, site="main", language="en", limit=5, board=posts.stranger(now)
    )
    return [each.title for each in found.questions]


def test_questions_stand_beside_articles_only_where_they_are_asked_for(
    database: Database, index: Index, now: int
) -> None:
    write(database, "Charge the watch", now=now)
    board.ask(database, now=now)
    Follower(database, index).step(now=now)
    alone = search.find(database, index, "change the battery", site="main", language="en", limit=5)
    assert alone.questions == ()
    both = search.find(
        database, index, "change the battery", site="main", language="en", limit=5, board=posts.stranger(now)
    )
    first = both.together(5)[0]
    assert isinstance(first, Question)
    assert (first.title, first.answers, first.accepted) == (board.QUESTION.title, 0, False)
    assert [run.text for run in first.title_runs if run.hit] == ["change", "battery"]


def test_articles_score_the_same_with_a_board(database: Database, index: Index, now: int) -> None:
    for title in ("Charge the watch", "Change the battery", "Battery of the old model"):
        write(database, title, now=now)
    for number in range(5):
        board.ask(database, now=now, title=f"How long does battery {number} last?")
    Follower(database, index).step(now=now)
    asked = "how do I change my battery"
    alone = search.rank(database, index, asked, site="main", language="en")
    beside = search.rank(database, index, asked, site="main", language="en", board=posts.stranger(now))
    assert beside.candidates == alone.candidates
    assert len(beside.questions) == 5


def test_what_was_hidden_since_the_index_read_it_is_not_shown(database: Database, index: Index, now: int) -> None:
    asked = board.ask(database, now=now)
    Follower(database, index).step(now=now)
    assert titles(database, index, "change the battery", now=now) == [asked.title]
    suspending.suspend(
        database, "asker", until=now + DAY, reason="Spam", note="", moderator="moderator", now=now
    )
    assert titles(database, index, "change the battery", now=now) == []
    assert titles(database, index, "change the battery", now=now + DAY) == [asked.title]
    moderating.moderate(
        database, [Target(asked.id)], Order("close", "unclear", ""), moderator="moderator", now=now
    )
    assert titles(database, index, "change the battery", now=now + DAY) == []


def test_the_words_of_a_duplicate_lead_to_what_it_repeats(database: Database, index: Index, now: int) -> None:
    asked = board.ask(database, now=now)
    other = board.ask(database, now=now, title="My accumulator is empty all the time")
    duplicating.mark_duplicate(database, other.id, of=asked.id, person="moderator", now=now)
    Follower(database, index).step(now=now)
    ranked = search.rank(
        database, index, other.title, site="main", language="en", board=posts.stranger(now)
    )
    assert [(each.post.id, each.signals.likeness) for each in ranked.questions] == [(asked.id, 1.0)]


def test_a_repaired_word_may_come_from_the_board(database: Database, index: Index, now: int) -> None:
    board.ask(database, now=now)
    Follower(database, index).step(now=now)
    assert titles(database, index, "change the batery", now=now) == [board.QUESTION.title]
