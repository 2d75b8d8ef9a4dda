"""The board's questions in the index: only what everybody may see, on both engines of store and index."""

from pathlib import Path

import pytest

from kb import asking, duplicating, moderating, posting, suspending, undoing
from kb.fitting import Draft
from kb.index import Index, follower, open_index
from kb.index.follower import BOARD, Follower
from kb.moderating import Order, Target
from kb.store.engine import Database
from kb.text import tokens
from tests.kb import board
from tests.kb.index.articles import write

DAY = 86_400_000


@pytest.fixture
def index(kind: str, folder: Path) -> Index:
    return open_index(kind, folder)


@pytest.fixture
def following(database: Database, index: Index, now: int) -> Follower:
    board.fill(database, now=now)
    following = Follower(database, index)
    following.step(now=now)
    return following


def found(index: Index, question: str, audience: str = BOARD) -> list[str]:
    return [hit.id for hit in index.search(tokens(question), audiences=(audience,))]


def order(database: Database, deed: str, post: str, *, now: int) -> str:
    return moderating.moderate(
        database, [Target(post)], Order(deed, "other", ""), moderator="moderator", now=now,  # type: ignore[arg-type]
    ).batch


def test_a_question_is_found_beside_articles_and_never_among_them(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    article = write(database, "Change the battery", now=now)
    asked = board.ask(database, now=now)
    following.step(now=now)
    assert (found(index, "battery"), found(index, "battery", "public")) == ([asked.id], [article])
    draft = Draft("Where is the fuse box?", "I looked **everywhere**.")
    posting.edit(database, asked.id, draft, note="", seen=asked.version, author="asker", now=now)
    following.step(now=now)
    assert (found(index, "battery"), found(index, "fuse everywhere")) == ([], [asked.id])
    assert following.differences() == set()


def test_what_a_moderator_takes_away_is_not_found(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    asked = board.ask(database, now=now)
    for away, back in (("hide", "show"), ("close", "reopen"), ("remove", "")):
        following.step(now=now)
        assert found(index, "battery") == [asked.id]
        batch = order(database, away, asked.id, now=now)
        following.step(now=now)
        assert (found(index, "battery"), following.differences()) == ([], set())
        if back:
            order(database, back, asked.id, now=now)
        else:
            undoing.undo(database, batch, moderator="moderator", now=now)
    following.step(now=now)
    assert found(index, "battery") == [asked.id]


def test_a_guests_question_waits_for_the_address(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    asking.ask_as_guest(
        database, Draft("Is there a warranty?", "For how long?"), site="main", language="en", name="Kim",
        email="kim@example.com", now=now,
    )
    following.step(now=now)
    assert found(index, "warranty") == []


def test_a_duplicate_is_another_wording_of_what_it_repeats(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    asked = board.ask(database, now=now)
    other = board.ask(database, now=now, title="My accumulator is empty all the time")
    duplicating.mark_duplicate(database, other.id, of=asked.id, person="moderator", now=now)
    following.step(now=now)
    assert found(index, "accumulator") == [asked.id]
    order(database, "hide", other.id, now=now)
    following.step(now=now)
    assert (found(index, "accumulator"), following.differences()) == ([], set())
    order(database, "show", other.id, now=now)
    duplicating.unmark_duplicate(database, other.id, person="moderator", now=now)
    following.step(now=now)
    assert (found(index, "accumulator"), following.differences()) == ([other.id], set())


def test_a_suspension_hides_and_its_end_shows_again(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    asked = board.ask(database, now=now)
    other = board.ask(database, now=now, by="voter", title="My accumulator is empty all the time")
    duplicating.mark_duplicate(database, other.id, of=asked.id, person="moderator", now=now)
    for person in ("asker", "voter"):
        suspending.suspend(database, person, until=now + DAY, reason="Spam", note="", moderator="moderator", now=now)
    following.step(now=now)
    assert (found(index, "battery"), following.differences()) == ([], set())
    suspending.lift(database, "asker", moderator="moderator", now=now)
    following.step(now=now)
    assert (found(index, "battery"), found(index, "accumulator")) == ([asked.id], [])
    assert suspending.end_due(database, now=now + DAY - 1) == 0
    assert suspending.end_due(database, now=now + DAY) == 1
    assert suspending.end_due(database, now=now + DAY) == 0
    following.step(now=now + DAY)
    assert (found(index, "accumulator"), following.differences()) == ([asked.id], set())


def test_a_lost_index_is_built_again_with_the_board(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    write(database, "Change the battery", now=now)
    asked, hidden = board.ask(database, now=now), board.ask(database, now=now, title="A battery for the old model")
    order(database, "hide", hidden.id, now=now)
    assert following.rebuild() == 2
    assert (found(index, "battery"), follower.behind(database, index).count) == ([asked.id], 0)
