from functools import partial

import pytest

from kb import commenting, flagging, moderating
from kb.fitting import Unfit
from kb.moderating import Order, Target
from kb.store import comments, flags, tasks
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from tests.kb.board import answer, ask, at_once, kinds, refusal, stored

FLAGGERS = ("voter", "critic", "trusted", "newcomer", "asker")


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


@pytest.fixture
def reply(db: Database, now: int) -> Post:
    return answer(db, ask(db, now=now), now=now)


def waiting(db: Database) -> list[tuple[str, int]]:
    return [(task.kind, task.flags) for task in tasks.queue(db, site="main", kind="", after="", limit=9)]


def test_flags_of_one_person_count_once(db: Database, reply: Post, now: int) -> None:
    flag = partial(flagging.flag, db, reply.id, reason="rude", text="", person="voter", now=now)
    at_once(*(flag for _ in range(8)))
    assert waiting(db) == [("flags", 1)]
    assert flags.waiting(db, reply.id, comment="") == 1
    assert kinds(db).count("post.flagged") == 1


def test_enough_grave_flags_hide_at_once(db: Database, reply: Post, now: int) -> None:
    at_once(*(
        partial(flagging.flag, db, reply.id, reason="spam", text="", person=name, now=now) for name in FLAGGERS
    ))
    after = stored(db, reply)
    assert (after.state, after.why) == ("hidden", "flags")
    assert kinds(db).count("post.hidden") == 1
    assert waiting(db) == [("flags", 5)]
    moderating.moderate(db, [Target(reply.id)], Order("show"), moderator="moderator", now=now + 1)
    assert stored(db, reply).state == "shown"
    assert waiting(db) == []
    mine = flags.of(db, reply.id, comment="", person="voter")
    assert mine
    assert mine.state == "declined"
    # What was decided is not raised again by the same people.
    for name in FLAGGERS:
        flagging.flag(db, reply.id, reason="spam", text="", person=name, now=now + 2)
    assert stored(db, reply).state == "shown"


def test_other_reasons_only_wait(db: Database, reply: Post, now: int) -> None:
    for name in FLAGGERS:
        flagging.flag(db, reply.id, reason="wrong", text="", person=name, now=now)
    assert stored(db, reply).state == "shown"
    assert waiting(db) == [("flags", 5)]


def test_what_the_company_says_is_left_to_moderators(db: Database, now: int) -> None:
    of_staff = ask(db, by="agent", now=now)
    for name in FLAGGERS:
        flagging.flag(db, of_staff.id, reason="spam", text="", person=name, now=now)
    assert stored(db, of_staff).state == "shown"


def test_a_flag_is_withdrawn_and_its_task_with_it(db: Database, reply: Post, now: int) -> None:
    flagging.flag(db, reply.id, reason="rude", text="", person="voter", now=now)
    flagging.withdraw(db, reply.id, person="voter", now=now)
    assert waiting(db) == []
    flagging.flag(db, reply.id, reason="rude", text="", person="voter", now=now)
    assert waiting(db) == [("flags", 1)]


def test_a_comment_is_flagged_by_itself(db: Database, reply: Post, now: int) -> None:
    row = commenting.comment(db, reply.id, "Not nice at all.", author="helper", now=now)
    for name in FLAGGERS:
        flagging.flag(db, reply.id, comment=row.id, reason="rude", text="", person=name, now=now)
    hidden = comments.by_id(db, row.id)
    assert hidden
    assert (hidden.state, hidden.why) == ("hidden", "flags")
    assert stored(db, reply).state == "shown"


def test_what_cannot_be_flagged(db: Database, reply: Post, now: int) -> None:
    flag = partial(flagging.flag, db, text="", now=now)
    assert refusal(lambda: flag(reply.id, reason="rude", person="helper")) == "own"
    assert refusal(lambda: flag("nothing", reason="rude", person="voter")) == "gone"
    assert refusal(lambda: flag(reply.id, reason="rude", person="voter", comment="nothing")) == "gone"
    for reason, field in (("bad", "reason"), ("other", "text")):
        with pytest.raises(Unfit) as caught:
            flag(reply.id, reason=reason, person="voter")
        assert caught.value.field == field
