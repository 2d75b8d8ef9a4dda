"""The list of notices, its mark in the header, and reading."""

from flask import Flask
from flask.testing import FlaskClient

from kb.noticing import Teller
from kb.store import follows, people
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from web.clock import now


def _asked_by(db: Database, member: FlaskClient) -> Post:
    board.fill(db, now=now())
    Teller(db).step(now=now())
    me = str(db.value("SELECT id FROM person WHERE name = 'Mia Member'"))
    assert people.by_id(db, me)
    question = board.ask(db, now=now())
    db.write(lambda tx: follows.add(tx, kind="question", subject=question.id, person=me, now=now()))
    return question


def test_a_notice_its_mark_and_reading_the_thread(db: Database, member: FlaskClient) -> None:
    question = _asked_by(db, member)
    assert "Nothing new yet" in member.get("/notifications").text
    reply = board.answer(db, question, now=now())
    Teller(db).step(now=now())
    page = member.get("/notifications").text
    assert "Helper answered" in page and question.title in page and f"/posts/{reply.id}" in page
    assert "Notices, 1 unread" in member.get("/questions").text
    assert "unread-dot" in page
    member.get(f"/posts/{reply.id}", follow_redirects=True)
    assert "Notices, 1 unread" not in member.get("/questions").text
    assert "Helper answered" in member.get("/notifications").text


def test_all_are_read_by_one_press(db: Database, member: FlaskClient) -> None:
    question = _asked_by(db, member)
    for text in ("One way to do it.", "Another way to do it."):
        board.answer(db, question, by="trusted", text=text, now=now())
    Teller(db).step(now=now())
    page = member.get("/notifications").text
    upto = page.split('name="upto" value="')[1].split('"')[0]
    assert member.post("/notifications/read", data={"upto": upto}).status_code == 303
    page = member.get("/notifications").text
    assert "Mark all as read" not in page and page.count("Trusted answered") == 2


def test_what_was_hidden_since_is_neither_shown_nor_counted(app: Flask, db: Database, member: FlaskClient) -> None:
    reply = board.answer(db, _asked_by(db, member), now=now())
    Teller(db).step(now=now())
    db.write(lambda tx: tx.run("UPDATE post SET state = 'hidden' WHERE id = :id", id=reply.id))
    assert "Nothing new yet" in member.get("/notifications").text
    assert "unread" not in member.get("/questions").text.split("</header>")[0]
