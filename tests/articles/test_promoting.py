"""An answer becomes an article: who is credited, what is earned, and the way back."""

from functools import partial

import pytest

from articles import promoting, publishing
from kb import duplicating, posting
from kb.store import articles, events, post_lists, posts
from kb.store import credits as kept_credits
from kb.store.engine import Database
from kb.store.post_lists import START
from kb.store.posts import Post
from tests.kb import board
from tests.kb.board import answer, ask, at_once, kinds, refusal, reputation


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


@pytest.fixture
def reply(db: Database, now: int) -> Post:
    return answer(db, ask(db, now=now), now=now)


def test_a_draft_with_its_authors_credited(db: Database, reply: Post, now: int) -> None:
    other = ask(db, title="Where is the accumulator put in?", now=now)
    duplicating.mark_duplicate(db, other.id, of=reply.question, person="moderator", now=now)
    made = promoting.promote(db, reply.id, person="agent", now=now)
    assert (made.state, made.title, made.body) == ("draft", "How do I change the battery?", "Open the lid first.")
    assert [row.text for row in articles.phrasings(db, made.id)] == ["Where is the accumulator put in?"]
    named = {(row.post, row.person, row.name) for row in kept_credits.of_article(db, made.id)}
    assert named == {(reply.id, "helper", "Helper"), (reply.question, "asker", "Asker")}
    assert {row.id for row in posts.of_article(db, made.id)} == {reply.id, reply.question}
    assert (reputation(db, "helper"), reputation(db, "asker")) == (25, 0)
    assert {"question.promoted", "question.changed"} <= set(kinds(db))


def test_a_thread_is_promoted_once_whoever_presses(db: Database, reply: Post, now: int) -> None:
    second = posting.answer(db, reply.question, "Pull it out.", language="en", author="trusted", now=now)
    found = at_once(*(
        partial(promoting.promote, db, id, person=by, now=now)
        for id in (reply.id, second.id) for by in ("agent", "moderator")
    ))
    assert sum(not isinstance(one, Exception) for one in found) == 1
    events_of, _ = events.read_after(db, events.START)
    assert [event.kind for event in events_of].count("question.promoted") == 1


def test_not_by_members_and_not_what_is_hidden(db: Database, reply: Post, now: int) -> None:
    promote = partial(promoting.promote, db, now=now)
    assert refusal(lambda: promote(reply.id, person="trusted")) == "role"
    assert refusal(lambda: promote(reply.question, person="agent")) == "gone"
    posting.withdraw(db, reply.id, author="helper", now=now)
    assert refusal(lambda: promote(reply.id, person="agent")) == "gone"


def test_the_list_says_official_while_it_is_published(db: Database, reply: Post, now: int) -> None:
    def listed() -> str | None:
        rows = post_lists.home(db, site="main", sort="newest", after=START, now=now, limit=9)
        return next(row.article for row in rows if row.id == reply.question)

    made = promoting.promote(db, reply.id, person="agent", now=now)
    assert listed() is None
    made = publishing.publish(db, made.id, seen=made.version, now=now, by="moderator")
    assert listed() == made.id
    publishing.archive(db, made.id, seen=made.version, now=now, by="moderator")
    assert listed() is None


def test_the_way_back(db: Database, reply: Post, now: int) -> None:
    made = promoting.promote(db, reply.id, person="agent", now=now)
    promoting.demote(db, reply.id, person="moderator", now=now)
    assert kept_credits.of_article(db, made.id) == [] and posts.of_article(db, made.id) == []
    assert reputation(db, "helper") == 0
    assert refusal(lambda: promoting.demote(db, reply.id, person="moderator", now=now)) == "gone"
    again = promoting.promote(db, reply.id, person="agent", now=now)
    assert again.id != made.id and reputation(db, "helper") == 25


def test_who_may_read_what_it_became(db: Database, reply: Post, now: int) -> None:
    made = promoting.promote(db, reply.id, person="agent", now=now)
    assert promoting.official(db, made.id, audiences=("public",)) is None
    publishing.publish(db, made.id, seen=made.version, now=now, by="moderator")
    found = promoting.official(db, made.id, audiences=("public",))
    assert found and found.id == made.id
    assert promoting.official(db, None, audiences=("public",)) is None
