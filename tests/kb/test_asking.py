from functools import partial

import pytest

from kb import asking
from kb.admitting import Moved
from kb.fitting import Draft, Unfit
from kb.store import follows, post_lists, post_revisions, posts, privileges, tags, tasks, tokens, unsent
from kb.store.engine import Database
from kb.store.posts import Post
from kb.store.tokens import Token
from kb.store.unsent import Unsent
from tests.kb import board
from tests.kb.board import ask, at_once, kinds, refusal, stored

SPAM = Draft("Best casino bonus for you", "Buy backlinks and cheap SEO services at https://win.bet/", ())


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


def guest(db: Database, draft: Draft, *, now: int) -> tuple[Post, Token]:
    post, id = asking.ask_as_guest(
        db, draft, site="main", language="en", name="Ada", email="Ada@example.com", now=now
    )
    token = tokens.by_id(db, id)
    assert token
    return post, token


def test_a_question_stands_on_the_board(db: Database, now: int) -> None:
    db.write(lambda tx: unsent.keep(tx, Unsent("asker", "ask", "{}", now)))
    post = ask(db, tags=("Battery life", "battery life", "电池"), now=now)
    assert (post.state, post.question, post.author, post.language, post.score) == ("shown", post.id, "asker", "en", 0)
    assert [(tag.name, tag.questions) for tag in tags.of_post(db, post.id)] == [("battery-life", 1), ("电池", 1)]
    assert [row.number for row in post_revisions.of_post(db, post.id, before=99, limit=9)] == [1]
    assert follows.is_there(db, kind="question", subject=post.id, person="asker")
    assert unsent.of(db, person="asker", place="ask") is None
    assert kinds(db) == ["question.asked", "question.changed"]


def test_the_language_is_that_of_the_text(db: Database, now: int) -> None:
    asked = asking.ask(
        db, Draft("怎么更换电池？", "用了一天就没电了，说明书里没有。"), site="main", language="en", author="asker",
        now=now,
    )
    assert asked.language == "zh-Hans"


@pytest.mark.parametrize(
    ("draft", "field", "problem"),
    [
        (Draft("", "Text"), "title", "missing"), (Draft("Help", "Text"), "title", "too_short"),
        (Draft("x" * 201, "Text"), "title", "too_long"), (Draft("A real question?", " \n "), "body", "missing"),
        (Draft("A real question?", "x" * 30_001), "body", "too_long"),
        (Draft("A real question?", "Text", tuple("abcdef")), "tags", "too_many"),
        (Draft("A real question?", "Text", ("x" * 36,)), "tags", "too_long"),
    ],
)
def test_what_does_not_fit(db: Database, now: int, draft: Draft, field: str, problem: str) -> None:
    with pytest.raises(Unfit) as caught:
        asking.ask(db, draft, site="main", language="en", author="asker", now=now)
    assert (caught.value.field, caught.value.problem) == (field, problem)
    assert posts.of_author(db, "asker") == []


def test_a_new_tag_needs_reputation(db: Database, now: int) -> None:
    db.write(lambda tx: privileges.set_preset(tx, site="main", preset="careful", now=now))
    with pytest.raises(Unfit) as caught:
        ask(db, now=now)
    assert (caught.value.field, caught.value.problem) == ("tags", "unknown")
    ask(db, by="moderator", now=now)
    assert ask(db, now=now).state == "in_review"


@pytest.mark.parametrize(("preset", "state", "kind"), [("open", "shown", None), ("usual", "shown", "first_post"),
                                                       ("careful", "in_review", "first_post")])
def test_a_newcomers_question_comes_by_the_preset(
    db: Database, now: int, preset: str, state: str, kind: str | None
) -> None:
    db.write(lambda tx: privileges.set_preset(tx, site="main", preset=preset, now=now))
    post = ask(db, by="newcomer", tags=(), now=now)
    assert post.state == state
    assert [task.kind for task in tasks.queue(db, site="main", kind="", after="", limit=9)] == [kind] * bool(kind)


def test_advertising_waits_for_a_moderator(db: Database, now: int) -> None:
    post = asking.ask(db, SPAM, site="main", language="en", author="newcomer", now=now)
    assert (post.state, post.why) == ("in_review", "spam")
    ours = asking.ask(db, SPAM, site="main", language="en", author="agent", now=now)
    assert ours.state == "shown"


def test_a_guests_question_shows_once_the_address_is_confirmed(db: Database, now: int) -> None:
    post, token = guest(db, Draft("How do I open the lid?", "It is stuck."), now=now)
    home = partial(post_lists.home, db, site="main", sort="newest", after=post_lists.START, now=now, limit=9)
    assert (post.state, home()) == ("unconfirmed", [])
    assert posts.contact(db, post.id) == "ada@example.com"
    assert token.opens(now=now)
    results = at_once(*(partial(asking.confirm, db, token, now=now) for _ in range(4)))
    assert sum(isinstance(result, Moved) for result in results) == 3
    assert [(row.id, row.name) for row in home()] == [(post.id, "Ada")]
    assert kinds(db).count("question.asked") == 1
    with pytest.raises(Unfit):
        guest(db, Draft("How do I open the lid?", "It is stuck.", ("new-tag",)), now=now)


def test_what_a_guest_never_confirmed_goes(db: Database, now: int) -> None:
    post, token = guest(db, Draft("How do I open the lid?", "It is stuck."), now=now)
    assert asking.sweep_unconfirmed(db, before=now, now=now) == 0
    assert asking.sweep_unconfirmed(db, before=now + 1, now=now + 1) == 1
    assert stored(db, post).state == "removed"
    with pytest.raises(Moved):
        asking.confirm(db, token, now=now + 2)


def test_nobody_asks_without_an_account_in_use(db: Database, now: int) -> None:
    assert refusal(lambda: ask(db, by="nobody", now=now)) == "unknown"
