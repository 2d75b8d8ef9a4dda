"""An answer becomes an article: who is credited, what is earned, and the way back."""

from functools import partial

import pytest

from articles import promoting, publishing, tending
from kb import duplicating, moderating, posting
from kb.moderating import Order, Target
from kb.store import articles, events, post_lists, posts, reputations
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
    assert (reputation(db, "helper"), reputation(db, "asker")) == (0, 0)
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
    publishing.publish(db, made.id, seen=made.version, now=now, by="moderator")
    assert (reputation(db, "helper"), reputation(db, "asker")) == (25, 0)
    promoting.demote(db, reply.id, person="moderator", now=now)
    assert kept_credits.of_article(db, made.id) == [] and posts.of_article(db, made.id) == []
    assert reputation(db, "helper") == 0
    assert refusal(lambda: promoting.demote(db, reply.id, person="moderator", now=now)) == "gone"
    again = promoting.promote(db, reply.id, person="agent", now=now)
    assert again.id != made.id and reputation(db, "helper") == 0
    publishing.publish(db, again.id, seen=again.version, now=now, by="moderator")
    assert reputation(db, "helper") == 25


def test_points_count_from_publication_on_whatever_comes_between(db: Database, reply: Post, now: int) -> None:
    """Entries are cancelled, never deleted: the ledger tells the whole story."""
    made = promoting.promote(db, reply.id, person="agent", now=now)
    told: list[tuple[str, int]] = []

    def do(deed: str) -> None:
        nonlocal now
        now += 1_000
        found = articles.by_id(db, made.id)
        assert found
        state = {"hide": "hidden", "show": "shown"}.get(deed, "")
        if state:
            moderating.moderate(
                db, [Target(reply.id)], Order("hide" if deed == "hide" else "show"), moderator="moderator", now=now
            )
        elif deed == "throw many away":
            tending.tend(db, {made.id: found.version}, deed="archive", value="", site="main", by="moderator", now=now)
        elif deed == "unpublish":
            publishing.unpublish(db, made.id, by="moderator", now=now)
        elif deed == "take back":
            assert tending.take_back(db, by="moderator", now=now).changed == 1
        else:
            verb = {"publish": publishing.publish, "archive": publishing.archive, "redraft": publishing.redraft}[deed]
            verb(db, made.id, seen=found.version, now=now, by="moderator")
        told.append((deed, reputation(db, "helper")))

    expected = [
        ("archive", 0), ("publish", 25), ("archive", 25), ("redraft", 25), ("archive", 0), ("publish", 25),
        ("throw many away", 25), ("take back", 25), ("hide", 0), ("archive", 0), ("show", 25), ("redraft", 25),
        ("throw many away", 0), ("take back", 0), ("hide", 0), ("publish", 0), ("show", 25),
        ("unpublish", 0), ("publish", 25),
    ]
    for deed, _points in expected:
        do(deed)
    assert told == expected
    rows = reputations.of_person(db, "helper", before="", limit=99)
    assert [row.cancelled_at is None for row in rows if row.kind == "promoted"] == [True, False, False, False, False]


def test_who_may_read_what_it_became(db: Database, reply: Post, now: int) -> None:
    made = promoting.promote(db, reply.id, person="agent", now=now)
    assert promoting.official(db, made.id, audiences=("public",)) is None
    publishing.publish(db, made.id, seen=made.version, now=now, by="moderator")
    found = promoting.official(db, made.id, audiences=("public",))
    assert found and found.id == made.id
    assert promoting.official(db, None, audiences=("public",)) is None
