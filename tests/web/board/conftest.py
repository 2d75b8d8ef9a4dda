"""The board through the front door, with its cast signed in."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import ids
from kb.store import posts, sessions
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from web.clock import now
from web.house import COOKIE


@dataclass(frozen=True, slots=True)
class Board:
    """A question with one answer, both by members, and everybody who may come."""

    db: Database
    question: Post
    answer: Post
    enter: Callable[[str], FlaskClient]

    @property
    def address(self) -> str:
        return f"/questions/{self.question.id}/how-do-i-change-the-battery"

    def stored(self, post: Post) -> Post:
        found = posts.by_id(self.db, post.id)
        assert found
        return found


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """Every test of the board runs on both engines."""
    return dsn


@pytest.fixture
def board_(app: Flask, db: Database) -> Board:
    board.fill(db, now=now())

    def enter(name: str) -> FlaskClient:
        """Somebody of the cast with a good session; '' for a stranger."""
        client = app.test_client()
        if name:
            token, moment = ids.new_token(), now()
            db.write(lambda tx: sessions.add(tx, sessions.Session(ids.digest(token), name, moment, moment + 3_600_000)))
            client.set_cookie(COOKIE, token)
        return client

    question = board.ask(db, now=now() - 60_000)
    return Board(db, question, board.answer(db, question, now=now() - 30_000), enter)
