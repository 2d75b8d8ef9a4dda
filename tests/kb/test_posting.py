from functools import partial

import pytest

from kb import accepting, commenting, following, moderating, posting
from kb.admitting import Moved
from kb.fitting import Draft, Unfit
from kb.moderating import Order, Target
from kb.store import comments, follows, post_revisions, posts, privileges, tags
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from tests.kb.board import answer, ask, at_once, refusal, stored


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


@pytest.fixture
def question(db: Database, now: int) -> Post:
    return ask(db, now=now)


def test_an_answer_counts_and_moves_its_thread(db: Database, question: Post, now: int) -> None:
    reply = answer(db, question, now=now + 5)
    thread = stored(db, question)
    assert (thread.answers, thread.active_at, reply.question) == (1, now + 5, question.id)
    assert follows.is_there(db, kind="question", subject=question.id, person="helper")
    at_once(*(partial(answer, db, question, by="trusted", text=f"Answer {n} to it.", now=now + 9) for n in range(6)))
    assert stored(db, question).answers == 7


def test_where_nothing_is_answered(db: Database, question: Post, now: int) -> None:
    reply = answer(db, question, now=now)
    do = partial(moderating.moderate, db, [Target(question.id)], moderator="moderator", now=now)
    assert refusal(lambda: answer(db, reply, by="voter", now=now)) == "gone"
    do(Order("close", "unclear"))
    assert refusal(lambda: answer(db, question, now=now)) == "closed"
    do(Order("reopen"))
    do(Order("lock"))
    assert refusal(lambda: answer(db, question, now=now)) == "locked"
    do(Order("hide"))
    assert refusal(lambda: answer(db, question, now=now)) == "gone"


def test_a_text_has_its_history(db: Database, question: Post, now: int) -> None:
    edit = partial(posting.edit, db, question.id, author="asker", now=now)
    text = Draft("How do I change its battery?", "It is flat.", ("lid",))
    after = edit(text, note="shorter", seen=1)
    assert (after.title, after.body, after.revision, after.version) == (text.title, text.body, 2, 2)
    assert [(tag.name, tag.questions) for tag in tags.of_post(db, question.id)] == [("lid", 1)]
    with pytest.raises(Unfit):
        edit(text, note="", seen=2)
    with pytest.raises(Moved):
        edit(Draft("How do I change its battery?", "Another.", ()), note="", seen=1)
    posting.roll_back(db, question.id, number=1, seen=2, author="asker", now=now)
    assert stored(db, question).title == question.title
    assert [row.note for row in post_revisions.of_post(db, question.id, before=9, limit=9)] == ["#1", "shorter", ""]


def test_of_two_who_edit_one_wins(db: Database, question: Post, now: int) -> None:
    results = at_once(*(
        partial(
            posting.edit, db, question.id, Draft(question.title, f"Text {n}."), note="", seen=1, author=name, now=now
        )
        for n, name in enumerate(("asker", "moderator", "trusted"))
    ))
    assert sum(isinstance(result, Moved) for result in results) == 2
    assert stored(db, question).revision == 2


def test_its_author_takes_away_and_puts_back(db: Database, question: Post, now: int) -> None:
    reply = answer(db, question, now=now)
    assert refusal(lambda: posting.withdraw(db, question.id, author="asker", now=now)) == "answered"
    assert refusal(lambda: posting.withdraw(db, reply.id, author="asker", now=now)) == "not_own"
    posting.withdraw(db, reply.id, author="helper", now=now)
    assert (stored(db, reply).state, stored(db, question).answers) == ("removed", 0)
    posting.put_back(db, reply.id, author="helper", now=now)
    assert (stored(db, reply).state, stored(db, question).answers) == ("shown", 1)
    moderating.moderate(db, [Target(reply.id)], Order("remove"), moderator="moderator", now=now)
    with pytest.raises(Moved):
        posting.put_back(db, reply.id, author="helper", now=now)


def test_what_was_held_as_spam_does_not_come_back_by_itself(db: Database, question: Post, now: int) -> None:
    spam = answer(db, question, by="newcomer", text="Buy backlinks, cheap SEO services and casino bonus.", now=now)
    assert spam.state == "in_review"
    posting.withdraw(db, spam.id, author="newcomer", now=now)
    assert posting.put_back(db, spam.id, author="newcomer", now=now).state == "in_review"


def test_thanks_count_once(db: Database, question: Post, now: int) -> None:
    at_once(*(partial(accepting.thank, db, question.id, person="voter", now=now) for _ in range(5)))
    assert stored(db, question).thanks == 1
    assert refusal(lambda: accepting.thank(db, question.id, person="asker", now=now)) == "own"
    assert accepting.unthank(db, question.id, person="voter", now=now).thanks == 0


def test_official_is_what_staff_says(db: Database, question: Post, now: int) -> None:
    reply = answer(db, question, by="agent", now=now)
    assert refusal(lambda: accepting.mark_official(db, reply.id, person="trusted", now=now)) == "role"
    assert accepting.mark_official(db, reply.id, person="agent", now=now).mark == "official"
    assert accepting.unmark(db, reply.id, person="moderator", now=now).mark == ""


def test_a_comment_is_written_changed_and_taken_away(db: Database, question: Post, now: int) -> None:
    row = commenting.comment(db, question.id, "  Which model is it? ", author="voter", now=now)
    with pytest.raises(Unfit):
        commenting.comment(db, question.id, "x" * 601, author="voter", now=now)
    after = commenting.edit(db, row.id, "Which one?", seen=1, author="voter", now=now)
    assert (after.text, after.version) == ("Which one?", 2)
    with pytest.raises(Moved):
        commenting.edit(db, row.id, "Which?", seen=1, author="voter", now=now)
    late = now + commenting.EDIT_LASTS + 1
    edit = partial(commenting.edit, db, row.id, "Which?", seen=2)
    assert refusal(lambda: edit(author="voter", now=late)) == "closed"
    assert refusal(lambda: edit(author="asker", now=now)) == "not_own"
    commenting.remove(db, row.id, author="voter", now=late)
    gone = comments.by_id(db, row.id)
    assert gone
    assert gone.state == "removed"
    assert commenting.put_back(db, row.id, author="voter", now=late).state == "shown"


def test_in_ones_own_thread_one_may_always_comment(db: Database, now: int) -> None:
    thread = ask(db, by="newcomer", tags=(), now=now)
    other = ask(db, now=now)
    db.write(lambda tx: privileges.set_preset(tx, site="main", preset="careful", now=now))
    comment = partial(commenting.comment, db, text="One more thing.", author="newcomer", now=now)
    assert refusal(lambda: comment(thread.id)) == ""
    assert refusal(lambda: comment(other.id)) == "reputation"


def test_who_is_mentioned(db: Database, question: Post, now: int) -> None:
    answer(db, question, now=now)
    people = follows.participants(db, question.id)
    assert {row.person for row in people} == {"asker", "helper"}
    assert [row.person for row in commenting.mentioned("thanks @helper, and @Nobody", people)] == ["helper"]
    assert commenting.mentioned("helper, thanks", people) == []


def test_following_and_whom_to_tell(db: Database, question: Post, now: int) -> None:
    follow = partial(following.follow, db, kind="question", subject=question.id, now=now)
    follow(person="voter")
    follow(person="voter")
    told = follows.followers(db, question.id, but="asker", after="", limit=9)
    assert [row.person for row in told] == ["voter"]
    (tag,) = tags.of_post(db, question.id)
    following.follow(db, kind="tag", subject=tag.id, person="critic", now=now)
    assert [row.person for row in follows.tag_followers(db, question.id, but="asker", after="", limit=9)] == ["critic"]
    following.unfollow(db, kind="question", subject=question.id, person="voter", now=now)
    assert follows.count(db, kind="question", subject=question.id) == 1
    assert refusal(lambda: following.follow(db, kind="tag", subject="nothing", person="voter", now=now)) == "gone"
    assert posts.by_id(db, "nothing") is None
