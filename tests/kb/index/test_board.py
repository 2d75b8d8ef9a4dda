"""The board's questions in the index: only what everybody may see, on both engines of store and index."""

from pathlib import Path

import pytest

from kb import accepting, asking, duplicating, moderating, posting, showing, suspending, tagging, undoing, voting
from kb.fitting import Draft
from kb.index import WITH_ANSWERS, Index, facets, follower, open_index
from kb.index.follower import BOARD, CLOSED, Follower
from kb.moderating import Order, Target
from kb.store import posts, tags
from kb.store.engine import Database, Transaction
from kb.text import tokens
from tests.kb import board
from tests.kb.index.articles import move, write

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


def test_the_best_answers_help_to_find_their_question(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    def answered(word: str) -> list[str]:
        following.step(now=now)
        assert following.differences() == set()
        assert found(index, word) == []  # only who asks for answers searches them
        hits = index.search(tokens(word), audiences=(BOARD,), weights=WITH_ANSWERS)
        return [hit.id for hit in hits]

    asked = board.ask(database, now=now)
    said = board.answer(database, asked, now=now, text="A tiny screwdriver opens it.")
    assert answered("screwdriver") == []  # nobody says yet that it is any good
    voting.vote(database, said.id, value=1, person="voter", now=now)
    assert answered("screwdriver") == [asked.id]
    voting.unvote(database, said.id, person="voter", now=now)
    assert answered("screwdriver") == []
    accepting.accept(database, said.id, person="asker", now=now)
    assert answered("screwdriver") == [asked.id]
    posting.edit(
        database, said.id, Draft("", "A coin opens it."), note="", seen=board.stored(database, said).version,
        author="helper", now=now,
    )
    assert (answered("screwdriver"), answered("coin")) == ([], [asked.id])
    batch = order(database, "hide", said.id, now=now)
    assert answered("coin") == []
    undoing.undo(database, batch, moderator="moderator", now=now)
    assert answered("coin") == [asked.id]
    suspending.suspend(database, "helper", until=now + DAY, reason="Spam", note="", moderator="moderator", now=now)
    assert answered("coin") == []
    suspending.lift(database, "helper", moderator="moderator", now=now)
    accepting.unaccept(database, said.id, person="asker", now=now)
    assert answered("coin") == []
    accepting.mark_official(database, said.id, person="agent", now=now)
    assert answered("coin") == [asked.id]


def test_a_vote_reaches_the_index_only_where_it_matters(database: Database, following: Follower, now: int) -> None:
    """Four answers of one question, three of which help to find it."""
    asked = board.ask(database, now=now)
    people = ("helper", "trusted", "agent", "critic")
    said = {name: board.answer(database, asked, now=now, by=name, text=f"Said by {name}.") for name in people}

    def changed(answer: str, *, by: str, value: int = 1) -> bool:
        before = len(board.kinds(database))
        voting.vote(database, said[answer].id, value=value, person=by, now=now)  # type: ignore[arg-type]
        return "question.changed" in board.kinds(database)[before:]

    assert [changed(name, by="voter") for name in people] == [True, True, True, False]  # the fourth is one too many
    assert not changed("helper", by="moderator")  # it helps already
    assert changed("critic", by="moderator")  # and now the fourth is better than the third
    assert changed("trusted", by="voter", value=-1)
    assert not changed("trusted", by="moderator", value=-1)
    assert following.step(now=now) > 0 and following.differences() == set()


def test_a_question_stands_in_the_index_with_what_it_is_narrowed_by(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    def narrowed(*terms: str, without: tuple[str, ...] = (), audience: str = BOARD) -> list[str]:
        following.step(now=now)
        assert following.differences() == set()
        hits = index.search(tokens("battery"), audiences=(audience,), facets=terms, without=without, limit=1)
        return [hit.id for hit in hits]

    asked = board.ask(database, now=now, tags=("battery", "watch"))
    other = board.ask(database, now=now, by="voter", title="A battery battery battery battery", tags=("cell",))
    tag = {name: found.id for name in ("battery", "watch", "cell")
           if (found := tags.by_name(database, name, site="main"))}
    term = {name: facets.tag(id) for name, id in tag.items()}
    assert narrowed(term["battery"], term["watch"]) == narrowed(without=(term["cell"],)) == [asked.id]
    assert narrowed(term["battery"], term["cell"]) == narrowed(term["watch"], without=(term["battery"],)) == []
    assert narrowed(facets.by("voter")) == [other.id]
    assert narrowed(facets.UNANSWERED, facets.by("asker")) == [asked.id]
    said = board.answer(database, asked, now=now)
    assert narrowed(facets.UNANSWERED) == [other.id]
    assert (narrowed(facets.ANSWERED), narrowed(facets.SOLVED), narrowed(facets.OFFICIAL)) == ([asked.id], [], [])
    accepting.accept(database, said.id, person="asker", now=now)
    accepting.mark_official(database, said.id, person="agent", now=now)
    assert narrowed(facets.SOLVED) == narrowed(facets.OFFICIAL) == [asked.id]
    order(database, "close", asked.id, now=now)
    assert narrowed(term["battery"]) == []
    assert narrowed(term["battery"], audience=CLOSED) == [asked.id]
    tagging.merge(database, tag["cell"], into=tag["battery"], person="moderator", now=now)
    assert narrowed(term["battery"]) == [other.id]
    moderating.retag(database, [other.id], add=["watch"], remove=["battery"], moderator="moderator", now=now)
    assert (narrowed(term["battery"]), narrowed(term["watch"])) == ([], [other.id])


def test_what_became_an_article_is_official_as_long_as_that_is_published(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    def official() -> list[str]:
        following.step(now=now)
        assert following.differences() == set()
        hits = index.search(tokens("battery"), audiences=(BOARD,), facets=(facets.OFFICIAL,))
        return [hit.id for hit in hits]

    asked = board.ask(database, now=now)
    article = write(database, "Change the battery", now=now)

    def promoted(tx: Transaction) -> None:
        posts.set_article(tx, asked.id, article=article)
        showing.changed(tx, asked, now=now)

    database.write(promoted)
    assert official() == [asked.id]
    move(database, article, "archived", now=now)
    assert official() == []
