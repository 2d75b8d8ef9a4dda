from functools import partial

import pytest

from kb import accepting, moderating, posting, voting
from kb.earning import MOST_A_DAY
from kb.moderating import Order, Target
from kb.store import privileges, reputations, votes
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from tests.kb.board import answer, ask, at_once, join, refusal, reputation, stored


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


@pytest.fixture
def question(db: Database, now: int) -> Post:
    return ask(db, now=now)


@pytest.fixture
def reply(db: Database, question: Post, now: int) -> Post:
    return answer(db, question, now=now)


def balanced(db: Database, name: str) -> bool:
    """The person's row holds the sum of the entries that count."""
    return reputation(db, name) == reputations.sum_of(db, name)


def test_a_vote_moves_score_and_reputation(db: Database, reply: Post, now: int) -> None:
    assert voting.vote(db, reply.id, value=1, person="voter", now=now).score == 1
    assert reputation(db, "helper") == 10
    assert voting.vote(db, reply.id, value=-1, person="critic", now=now).score == 0
    assert reputation(db, "helper") == 8
    assert balanced(db, "helper")


def test_the_same_vote_again_counts_once(db: Database, reply: Post, now: int) -> None:
    for _ in range(3):
        voting.vote(db, reply.id, value=1, person="voter", now=now)
    assert stored(db, reply).score == 1
    assert reputation(db, "helper") == 10


def test_a_vote_is_turned_and_taken_back(db: Database, reply: Post, now: int) -> None:
    voting.vote(db, reply.id, value=1, person="critic", now=now)
    assert voting.vote(db, reply.id, value=-1, person="critic", now=now).score == -1
    assert reputation(db, "helper") == -2
    assert voting.unvote(db, reply.id, person="critic", now=now).score == 0
    assert voting.unvote(db, reply.id, person="critic", now=now).score == 0
    assert (reputation(db, "helper"), votes.of_post(db, reply.id)) == (0, [])
    assert balanced(db, "helper")
    assert len(reputations.of_person(db, "helper", before="", limit=10)) == 2  # cancelled, not deleted


def test_who_may_not_vote(db: Database, question: Post, reply: Post, now: int) -> None:
    db.write(lambda tx: privileges.set_preset(tx, site="main", preset="usual", now=now))
    vote = partial(voting.vote, db, now=now)
    assert refusal(lambda: vote(reply.id, value=1, person="helper")) == "own"
    assert refusal(lambda: vote(reply.id, value=1, person="newcomer")) == "reputation"
    assert refusal(lambda: vote(reply.id, value=-1, person="newcomer")) == "reputation"
    assert refusal(lambda: vote(reply.id, value=1, person="nobody")) == "unknown"
    assert refusal(lambda: vote("nothing", value=1, person="voter")) == "gone"
    moderating.moderate(db, [Target(question.id)], Order("lock"), moderator="moderator", now=now)
    assert refusal(lambda: vote(reply.id, value=1, person="voter")) == "locked"
    moderating.moderate(db, [Target(question.id)], Order("hide"), moderator="moderator", now=now)
    assert refusal(lambda: vote(reply.id, value=1, person="voter")) == "gone"
    assert stored(db, reply).score == 0


def test_one_evening_carries_nobody_up(db: Database, reply: Post, now: int) -> None:
    for number in range(25):
        db.write(lambda tx, number=number: join(tx, f"fan{number}", now=now))
        voting.vote(db, reply.id, value=1, person=f"fan{number}", now=now)
    assert stored(db, reply).score == 25
    assert reputation(db, "helper") == MOST_A_DAY
    voting.unvote(db, reply.id, person="fan24", now=now)  # it had brought nothing
    assert reputation(db, "helper") == MOST_A_DAY
    tomorrow = now + 86_400_000
    db.write(lambda tx: join(tx, "late", now=now))
    voting.vote(db, reply.id, value=1, person="late", now=tomorrow)
    assert reputation(db, "helper") == MOST_A_DAY + 10
    assert balanced(db, "helper")


def test_votes_at_the_same_time_count_once(db: Database, question: Post, now: int) -> None:
    deeds = [partial(voting.vote, db, question.id, value=1, person="voter", now=now) for _ in range(8)]
    at_once(*deeds)
    assert stored(db, question).score == 1
    assert reputation(db, "asker") == 10
    at_once(*(partial(voting.unvote, db, question.id, person="voter", now=now) for _ in range(8)))
    assert stored(db, question).score == 0
    assert reputation(db, "asker") == 0


def test_different_people_at_the_same_time_all_count(db: Database, reply: Post, now: int) -> None:
    for number in range(10):
        db.write(lambda tx, number=number: join(tx, f"fan{number}", now=now))
    results = at_once(
        *(partial(voting.vote, db, reply.id, value=1, person=f"fan{number}", now=now) for number in range(10))
    )
    assert all(isinstance(result, Post) for result in results)
    assert stored(db, reply).score == 10
    assert reputation(db, "helper") == 100
    assert balanced(db, "helper")


def test_up_and_down_at_the_same_time_leave_one_vote(db: Database, reply: Post, now: int) -> None:
    at_once(*(partial(voting.vote, db, reply.id, value=value, person="critic", now=now) for value in (1, -1) * 4))
    left = votes.of(db, reply.id, person="critic")
    assert left
    assert stored(db, reply).score == left.value
    assert reputation(db, "helper") == (10 if left.value > 0 else -2)
    assert balanced(db, "helper")


def test_two_who_vote_for_each_other_do_not_wait_for_ever(db: Database, question: Post, reply: Post, now: int) -> None:
    deeds = [partial(voting.vote, db, question.id, value=1, person="helper", now=now)]
    deeds.append(partial(voting.vote, db, reply.id, value=1, person="asker", now=now))
    assert all(isinstance(result, Post) for result in at_once(*deeds))
    assert (reputation(db, "asker"), reputation(db, "helper")) == (10, 10)


def test_what_is_removed_has_earned_nothing_until_it_is_back(db: Database, reply: Post, now: int) -> None:
    voting.vote(db, reply.id, value=1, person="voter", now=now)
    accepting.accept(db, reply.id, person="asker", now=now)
    assert (reputation(db, "helper"), reputation(db, "asker")) == (25, 2)
    posting.withdraw(db, reply.id, author="helper", now=now + 1)
    assert (reputation(db, "helper"), reputation(db, "asker")) == (0, 0)
    posting.put_back(db, reply.id, author="helper", now=now + 2)
    assert (reputation(db, "helper"), reputation(db, "asker")) == (25, 2)
    assert balanced(db, "helper")


def test_spam_costs_until_the_removal_is_taken_back(db: Database, now: int) -> None:
    spam = ask(db, by="helper", now=now)
    voting.vote(db, spam.id, value=1, person="voter", now=now)
    order = Order("remove", "spam")
    moderating.moderate(db, [Target(spam.id)], order, moderator="moderator", now=now + 1)
    assert reputation(db, "helper") == -50
    moderating.moderate(db, [Target(spam.id)], Order("show"), moderator="moderator", now=now + 2)
    assert reputation(db, "helper") == 10
    assert balanced(db, "helper")


def test_accepting_counts_once_and_moves(db: Database, question: Post, reply: Post, now: int) -> None:
    other = answer(db, question, by="voter", text="Press the button.", now=now + 1)
    at_once(*(partial(accepting.accept, db, id, person="asker", now=now) for id in (reply.id, other.id) * 4))
    accepted = stored(db, question).accepted
    assert accepted in (reply.id, other.id)
    accepting.accept(db, reply.id, person="asker", now=now)
    assert (reputation(db, "helper"), reputation(db, "voter"), reputation(db, "asker")) == (15, 0, 2)
    accepting.unaccept(db, reply.id, person="asker", now=now)
    assert (reputation(db, "helper"), reputation(db, "asker"), stored(db, question).accepted) == (0, 0, None)
    assert refusal(lambda: accepting.accept(db, reply.id, person="voter", now=now)) == "not_own"
    accepting.accept(db, reply.id, person="moderator", now=now)
    assert (reputation(db, "helper"), reputation(db, "asker")) == (15, 0)


def test_ones_own_answer_accepted_earns_nothing(db: Database, question: Post, now: int) -> None:
    own = answer(db, question, by="asker", now=now)
    accepting.accept(db, own.id, person="asker", now=now)
    assert stored(db, question).accepted == own.id
    assert reputation(db, "asker") == 0
