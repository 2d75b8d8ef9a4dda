"""Who hears of what on the board: each once, and nobody of what they may not see."""

from functools import partial

import pytest

from articles import promoting, publishing, saving
from articles.editing import Text
from articles.saving import Care
from kb import accepting, commenting, flagging, following, moderating, noticing, posting, suspending
from kb.fitting import Draft
from kb.moderating import Order, Target
from kb.noticing import Teller
from kb.store import followers, notifications, tags
from kb.store.engine import Database
from tests.kb import board
from tests.kb.board import answer, ask, reader


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    Teller(database).step(now=now)
    return database


def heard(db: Database, name: str, *, now: int) -> list[str]:
    """What this person has in their list, by name."""
    Teller(db).step(now=now)
    found = notifications.of_person(db, name, to=reader(name, now=now), before="", limit=50)
    return sorted(notice.kind for notice in found)


def test_the_asker_hears_of_answers_and_comments_and_nobody_of_their_own(db: Database, now: int) -> None:
    question = ask(db, now=now)
    reply = answer(db, question, now=now)
    commenting.comment(db, reply.id, "Thank you for it.", author="asker", now=now)
    commenting.comment(db, question.id, "Which model is it?", author="trusted", now=now)
    assert heard(db, "asker", now=now) == ["answer", "comment"]
    assert heard(db, "helper", now=now) == ["comment", "comment"]
    assert heard(db, "trusted", now=now) == []


def test_reading_the_log_twice_tells_nobody_twice(db: Database, now: int) -> None:
    start = followers.cursor(db, noticing.FOLLOWER)
    answer(db, ask(db, now=now), now=now)
    Teller(db).step(now=now)
    after = followers.cursor(db, noticing.FOLLOWER)
    assert start and after and after != start
    db.write(lambda tx: followers.move(tx, noticing.FOLLOWER, seen=after, cursor=start))
    assert heard(db, "asker", now=now + 9) == ["answer"]


def test_a_mention_instead_of_a_comment(db: Database, now: int) -> None:
    question = ask(db, now=now)
    answer(db, question, now=now)
    commenting.comment(db, question.id, "@Helper is right.", author="asker", now=now)
    assert heard(db, "helper", now=now) == ["mention"]


def test_who_follows_a_tag_hears_of_questions_under_it(db: Database, now: int) -> None:
    first = ask(db, now=now)
    Teller(db).step(now=now)
    tag = tags.of_post(db, first.id)[0]
    following.follow(db, kind="tag", subject=tag.id, person="voter", now=now)
    ask(db, title="Where do I buy another battery?", by="helper", now=now)
    assert heard(db, "voter", now=now) == ["question"]


def test_authors_hear_what_became_of_their_posts(db: Database, now: int) -> None:
    question = ask(db, now=now)
    reply = answer(db, question, now=now)
    accepting.accept(db, reply.id, person="asker", now=now)
    accepting.mark_official(db, reply.id, person="agent", now=now)
    Teller(db).step(now=now)
    posting.edit(db, reply.id, Draft("", "Open the lid."), note="", seen=stored_version(db, reply.id), author="trusted",
                 now=now)
    assert heard(db, "helper", now=now) == ["accepted", "edited", "official"]
    do = partial(moderating.moderate, db, [Target(question.id)], moderator="moderator", now=now)
    do(Order("close", "unclear"))
    Teller(db).step(now=now)
    do(Order("hide"))
    assert {"closed", "hidden"} <= set(heard(db, "asker", now=now))


def test_followers_hear_nothing_of_what_is_hidden(db: Database, now: int) -> None:
    question = ask(db, now=now)
    reply = answer(db, question, now=now)
    moderating.moderate(db, [Target(reply.id)], Order("hide"), moderator="moderator", now=now)
    assert heard(db, "asker", now=now) == []
    moderating.moderate(db, [Target(reply.id)], Order("show"), moderator="moderator", now=now)
    assert heard(db, "asker", now=now) == ["answer"]
    assert heard(db, "helper", now=now) == ["hidden", "shown"]


def test_who_flagged_and_who_is_suspended_hear_of_it(db: Database, now: int) -> None:
    reply = answer(db, ask(db, now=now), now=now)
    flagging.flag(db, reply.id, reason="wrong", text="", person="trusted", now=now)
    task = str(db.value("SELECT id FROM task"))
    moderating.decide(db, task, "show", site="main", moderator="moderator", now=now)
    assert heard(db, "trusted", now=now) == ["flag_decided"]
    suspending.suspend(db, "critic", until=now + 99_999_999, reason="spam", note="", moderator="moderator", now=now)
    assert heard(db, "critic", now=now) == ["suspended"]


def test_an_article_made_of_an_answer_tells_its_thread(db: Database, now: int) -> None:
    question = ask(db, now=now)
    reply = answer(db, question, now=now)
    assert heard(db, "asker", now=now) == ["answer"]
    made = promoting.promote(db, reply.id, person="agent", now=now)
    assert heard(db, "helper", now=now) == []
    made = publishing.publish(db, made.id, seen=made.version, now=now, by="moderator")
    assert (heard(db, "helper", now=now), heard(db, "asker", now=now)) == (["article"], ["answer", "article"])

    def change(text: str, *, now: int) -> int:
        return saving.save(
            db, made.id, Text(made.title, text, "en"), care=Care(), slug="", seen=version, author="moderator", note="",
            now=now,
        ).version

    version = made.version
    version = change("Open the lid.", now=now + 1)
    assert heard(db, "helper", now=now + 1) == ["article"]  # once a day
    change("Open the lid, then wait.", now=now + 86_400_000)
    assert heard(db, "helper", now=now + 86_400_000) == ["article", "article"]
    promoting.demote(db, reply.id, person="moderator", now=now + 86_400_000)


def stored_version(db: Database, id: str) -> int:
    return int(db.value("SELECT version FROM post WHERE id = :id", id=id))
