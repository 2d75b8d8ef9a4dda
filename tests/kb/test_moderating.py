from functools import partial

import pytest

from kb import commenting, duplicating, flagging, moderating, posting, suggesting, suspending, undoing
from kb.admitting import Moved
from kb.fitting import Draft, Unfit
from kb.moderating import Done, Order, Target
from kb.store import comments, flags, follows, moderations, post_lists, posts, privileges, suspensions, tags, tasks
from kb.store.engine import Database
from kb.store.posts import Post
from kb.store.tasks import CLAIM_LASTS
from tests.kb import board
from tests.kb.board import answer, ask, at_once, kinds, refusal, stored


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


@pytest.fixture
def question(db: Database, now: int) -> Post:
    return ask(db, now=now)


def do(db: Database, post: Post, deed: str, *, now: int, reason: str = "", comment: str = "") -> Done:
    order = Order(deed, reason, "a note")  # type: ignore[arg-type]
    return moderating.moderate(db, [Target(post.id, comment)], order, moderator="moderator", now=now)


@pytest.mark.parametrize(
    ("deed", "reason", "field", "before", "after"),
    [
        ("hide", "rude", "state", "shown", "hidden"),
        ("remove", "spam", "state", "shown", "removed"),
        ("lock", "", "locked", "", "locked"),
        ("close", "off_topic", "closed", "", "off_topic"),
    ],
)
def test_what_is_done_is_undone(
    db: Database, question: Post, now: int, deed: str, reason: str, field: str, before: str, after: str
) -> None:
    done = do(db, question, deed, reason=reason, now=now + 1)
    assert done.done == (Target(question.id),)
    assert getattr(stored(db, question), field) == after
    assert do(db, question, deed, reason=reason, now=now + 2).left == (Target(question.id),)
    assert undoing.undo(db, done.batch, moderator="supervisor", now=now + 3) == 1
    assert getattr(stored(db, question), field) == before
    with pytest.raises(Moved):
        undoing.undo(db, done.batch, moderator="supervisor", now=now + 4)
    (entry,) = moderations.page(db, site="main", before="", limit=9)
    assert (entry.deed, entry.name, entry.note, entry.undone_at) == (deed, "Moderator", "a note", now + 3)


def test_counts_move_with_what_is_shown(db: Database, question: Post, now: int) -> None:
    reply = answer(db, question, now=now)

    def counted() -> tuple[int, int]:
        (tag,) = tags.of_post(db, question.id)
        return stored(db, question).answers, tag.questions

    assert counted() == (1, 1)
    done = do(db, reply, "hide", now=now)
    assert counted() == (0, 1)
    do(db, question, "remove", now=now)
    assert counted() == (0, 0)
    undoing.undo(db, done.batch, moderator="moderator", now=now)
    do(db, question, "show", now=now)
    assert counted() == (1, 1)
    row = post_lists.home(db, site="main", sort="unanswered", after=post_lists.START, now=now, limit=9)
    assert row == []


def test_who_does_not_curate_does_nothing(db: Database, question: Post, now: int) -> None:
    for name in ("asker", "trusted", "agent"):
        deed = partial(moderating.moderate, db, [Target(question.id)], Order("hide"), moderator=name, now=now)
        assert refusal(deed) == "role"
    with pytest.raises(Unfit):
        do(db, question, "close", reason="duplicate", now=now)
    assert stored(db, question).state == "shown"


def test_many_at_once_and_all_undone_but_what_changed_since(db: Database, now: int) -> None:
    made = [ask(db, title=f"Question number {n}", now=now + n) for n in range(4)]
    done = moderating.moderate(
        db, [Target(row.id) for row in made] + [Target("nothing")], Order("hide", "spam"), moderator="moderator",
        now=now + 9,
    )
    assert (len(done.done), done.left) == (4, (Target("nothing"),))
    do(db, made[0], "remove", now=now + 10)
    assert undoing.undo(db, done.batch, moderator="moderator", now=now + 11) == 3
    assert [stored(db, row).state for row in made] == ["removed", "shown", "shown", "shown"]


def test_a_task_is_claimed_and_decided_by_one(db: Database, question: Post, now: int) -> None:
    flagging.flag(db, question.id, reason="wrong", text="", person="voter", now=now)
    (task,) = tasks.queue(db, site="main", kind="", after="", limit=9)
    assert (task.kind, task.flags, task.reason, task.title) == ("flags", 1, "wrong", question.title)
    moderators = ("moderator", "supervisor", "administrator")
    claim = partial(moderating.claim, db, task.id, site="main", now=now)
    results = at_once(*(partial(claim, moderator=name) for name in moderators))
    (winner,) = [name for name, result in zip(moderators, results, strict=True) if not isinstance(result, Exception)]
    loser = next(name for name in moderators if name != winner)
    decide = partial(moderating.decide, db, task.id, site="main")
    with pytest.raises(Moved):
        decide("hide", moderator=loser, now=now)
    moderating.claim(db, task.id, site="main", moderator=loser, now=now + CLAIM_LASTS + 1)
    with pytest.raises(Moved):
        decide("hide", moderator=winner, now=now + CLAIM_LASTS + 2)
    done = decide("hide", moderator=loser, now=now + CLAIM_LASTS + 3, reason="rude")
    assert stored(db, question).state == "hidden"
    mine = flags.of(db, question.id, comment="", person="voter")
    assert mine
    assert mine.state == "upheld"
    assert tasks.queue(db, site="main", kind="", after="", limit=9) == []
    undoing.undo(db, done.batch, moderator=loser, now=now + CLAIM_LASTS + 4)
    assert stored(db, question).state == "shown"
    assert len(tasks.queue(db, site="main", kind="flags", after="", limit=9)) == 1


def test_decided_by_all_at_once_is_decided_once(db: Database, question: Post, now: int) -> None:
    flagging.flag(db, question.id, reason="wrong", text="", person="voter", now=now)
    (task,) = tasks.queue(db, site="main", kind="", after="", limit=9)
    results = at_once(*(
        partial(moderating.decide, db, task.id, decision, site="main", moderator=name, now=now)  # type: ignore[arg-type]
        for decision, name in (("hide", "moderator"), ("show", "supervisor"), ("remove", "administrator"))
    ))
    assert sum(isinstance(result, Done) for result in results) == 1
    assert kinds(db).count("task.decided") == 1


def test_a_first_post_waits_where_newcomers_are_looked_at(db: Database, now: int) -> None:
    db.write(lambda tx: privileges.set_preset(tx, site="main", preset="careful", now=now))
    post = ask(db, by="newcomer", tags=("battery",) if tags.by_name(db, "battery", site="main") else (), now=now)
    assert (post.state, post.why) == ("in_review", "newcomer")
    (task,) = tasks.queue(db, site="main", kind="first_post", after="", limit=9)
    decide = partial(moderating.decide, db, task.id, site="main", now=now)
    assert refusal(lambda: decide("show", moderator="critic")) == "reputation"
    assert refusal(lambda: decide("remove", moderator="trusted")) == "role"
    decide("show", moderator="trusted")
    assert stored(db, post).state == "shown"


def test_a_comment_is_hidden_and_shown(db: Database, question: Post, now: int) -> None:
    row = commenting.comment(db, question.id, "A rude comment.", author="voter", now=now)
    done = do(db, question, "hide", comment=row.id, now=now)
    hidden = comments.by_id(db, row.id)
    assert hidden
    assert hidden.state == "hidden"
    assert do(db, question, "lock", comment=row.id, now=now).done == ()
    undoing.undo(db, done.batch, moderator="moderator", now=now)
    back = comments.by_id(db, row.id)
    assert back
    assert back.state == "shown"
    assert stored(db, question).state == "shown"


def test_a_suspended_person_does_nothing_until_it_ends(db: Database, question: Post, now: int) -> None:
    suspend = partial(suspending.suspend, db, until=now + 1000, reason="Rude", note="", now=now)
    assert refusal(lambda: suspend("voter", moderator="trusted")) == "role"
    assert refusal(lambda: suspend("agent", moderator="moderator")) == "role"
    results = at_once(*(partial(suspend, "voter", moderator="moderator") for _ in range(4)))
    assert sum(isinstance(result, Moved) for result in results) == 3
    deeds = {
        "ask": lambda at: ask(db, by="voter", now=at),
        "answer": lambda at: answer(db, question, by="voter", now=at),
        "flag": lambda at: flagging.flag(db, question.id, reason="rude", text="", person="voter", now=at),
    }
    assert {refusal(lambda deed=deed: deed(now + 999)) for deed in deeds.values()} == {"suspended"}
    assert {refusal(lambda deed=deed: deed(now + 1000)) for deed in deeds.values()} == {""}
    suspend("voter", until=now + 9000, moderator="moderator", now=now + 2000)
    (entry, *_) = moderations.of_person(db, "voter", limit=9)
    undoing.undo(db, entry.batch, moderator="moderator", now=now + 2001)
    assert suspensions.current(db, "voter", now=now + 2002) is None
    (shown, *_) = moderations.public_page(db, site="main", before="", now=now, limit=9)
    assert not {"person", "moderator", "note"} & set(type(shown).__dataclass_fields__)


def test_a_duplicate_leads_to_the_first_one_only(db: Database, now: int) -> None:
    first, second, third = (ask(db, title=f"Question number {n}", by=who, now=now + n) for n, who in
                            enumerate(("asker", "helper", "voter")))
    mark = partial(duplicating.mark_duplicate, db, now=now + 5)
    assert refusal(lambda: mark(second.id, of=first.id, person="critic")) == "not_own"
    assert refusal(lambda: mark(first.id, of=first.id, person="moderator")) == "circle"
    mark(third.id, of=second.id, person="voter")
    mark(second.id, of=first.id, person="moderator")
    assert stored(db, third).duplicate_of == stored(db, second).duplicate_of == first.id
    assert refusal(lambda: mark(first.id, of=third.id, person="moderator")) == "circle"
    assert {row.person for row in follows.followers(db, first.id, but="", after="", limit=9)} == {
        "asker", "helper", "voter"
    }
    assert {row.title for row in posts.wordings(db, [first.id], now=now)} == {second.title, third.title}
    (counted,) = post_lists.most_duplicated(db, site="main", since=now, now=now, limit=9)
    assert (counted.question, counted.count) == (first.id, 2)
    (entry, *_) = moderations.page(db, site="main", before="", limit=9)
    undoing.undo(db, entry.batch, moderator="moderator", now=now + 6)
    assert stored(db, second).closed == ""
    assert stored(db, third).duplicate_of == second.id
    duplicating.unmark_duplicate(db, third.id, person="voter", now=now + 7)
    assert stored(db, third).closed == ""


def test_two_that_are_made_duplicates_of_each_other_end_as_one(db: Database, now: int) -> None:
    a, b = (ask(db, title=f"Question number {n}", now=now + n) for n in range(2))
    at_once(
        *(partial(duplicating.mark_duplicate, db, x.id, of=y.id, person="moderator", now=now)
          for x, y in ((a, b), (b, a)) * 3)
    )
    assert sorted(stored(db, row).closed for row in (a, b)) == ["", "duplicate"]


def test_tags_are_moved_on_many(db: Database, question: Post, now: int) -> None:
    done = moderating.retag(
        db, [question.id], add=("Power Supply",), remove=("battery",), moderator="moderator", now=now
    )
    assert [(tag.name, tag.questions) for tag in tags.of_post(db, question.id)] == [("power-supply", 1)]
    undoing.undo(db, done.batch, moderator="moderator", now=now)
    assert [(tag.name, tag.questions) for tag in tags.of_post(db, question.id)] == [("battery", 1)]
    old = tags.by_name(db, "power-supply", site="main")
    assert old
    assert old.questions == 0


def test_a_suggested_edit_waits_for_who_may(db: Database, question: Post, now: int) -> None:
    better = Draft(question.title, "It is flat after an hour.", ("battery",))
    assert refusal(
        lambda: posting.edit(db, question.id, better, note="", seen=1, author="voter", now=now)
    ) == "reputation"
    edit = suggesting.suggest(db, question.id, better, note="clearer", base=1, author="voter", now=now)
    assert refusal(
        lambda: suggesting.suggest(db, question.id, better, note="", base=1, author="critic", now=now)
    ) == "waiting"
    (task,) = tasks.queue(db, site="main", kind="edit", after="", limit=9)
    assert task.edit == edit.id
    moderating.decide(db, task.id, "accept", site="main", moderator="trusted", now=now)
    after = stored(db, question)
    assert (after.body, after.revision) == (better.body, 2)
    assert board.reputation(db, "voter") == 2
    again = suggesting.suggest(
        db, question.id, Draft(question.title, "Worse.", ("battery",)), note="", base=2, author="critic", now=now
    )
    suggesting.decide(db, again.id, "decline", site="main", person="asker", now=now)
    assert tasks.queue(db, site="main", kind="edit", after="", limit=9) == []
    assert stored(db, question).body == better.body
