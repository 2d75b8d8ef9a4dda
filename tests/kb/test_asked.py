"""The board's questions beside articles in the one ranker: who sees them, and what articles score with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import accepting, duplicating, filtering, moderating, search, suspending
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
    first = both.listed[0]
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


def test_the_words_of_the_best_answer_lead_to_its_question(database: Database, index: Index, now: int) -> None:
    """The search finds it; what the bot weighs, and what articles score, is as if nobody had answered."""
    write(database, "Charge the watch", now=now)
    asked = board.ask(database, now=now)
    board.ask(database, now=now, by="voter", title="Where do I find a dealer?")
    said = board.answer(database, asked, now=now, text="Open the lid with a pentalobe screwdriver.")
    query = "pentalobe screwdriver"
    follower = Follower(database, index)
    follower.step(now=now)
    assert titles(database, index, query, now=now) == []
    before = search.rank(database, index, "change the battery", site="main", language="en", board=posts.stranger(now))
    accepting.accept(database, said.id, person="asker", now=now)
    follower.step(now=now)
    assert titles(database, index, query, now=now) == [asked.title]
    after = search.rank(database, index, "change the battery", site="main", language="en", board=posts.stranger(now))
    assert after.candidates == before.candidates
    assert [each.signals for each in after.questions] == [each.signals for each in before.questions]
    [found] = search.rank(database, index, query, site="main", language="en", board=posts.stranger(now)).questions
    assert (found.signals.coverage, found.score < found.worth) == (0.0, True)
    suspending.suspend(database, "helper", until=now + DAY, reason="Spam", note="", moderator="moderator", now=now)
    assert titles(database, index, query, now=now) == []  # before the index hears of it


def test_a_narrowed_search_looks_among_all_that_fit(database: Database, index: Index, now: int) -> None:
    """Not among the best of all: those come first by far, and none of them fits."""
    for number in range(30):
        board.ask(database, now=now, title=f"Change the battery, change the battery {number}", tags=("other",))
    fits = board.ask(database, now=now, by="voter", title="Some other thing with a battery", tags=("rare",))
    closed = board.ask(database, now=now, by="voter", title="A battery that nobody makes any more", tags=("rare",))
    moderating.moderate(
        database, [Target(closed.id)], Order("close", "outdated", ""), moderator="moderator", now=now
    )
    Follower(database, index).step(now=now)
    assert fits.title not in titles(database, index, "change the battery", now=now)
    for query, expected in (
        ("tag:rare", [fits.title]), ("user:voter", [fits.title]), ("-tag:other", [fits.title]),
        ("is:closed", [closed.title]), ("is:closed tag:other", []), ("tag:rare is:solved", []),
    ):
        meant = filtering.understand(database, f"{query} change the battery", site="main", now=now)
        found = search.find(
            database, index, meant.words, site="main", language="en", limit=5, board=posts.stranger(now),
            narrowed=meant.narrowed,
        )
        assert [each.title for each in found.questions] == expected, query
