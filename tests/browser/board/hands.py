"""What the walks on the board have in common: who joins, what is in the store already, and what a stranger reads."""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.error import HTTPError

from kb.store import people
from kb.store.engine import Database, open_database
from tests.browser.serving import Server

PATIENCE: Final = 30.0
"""Seconds in which the index must have heard of a change; one or two on a quiet machine."""


@contextmanager
def store(server: Server) -> Iterator[Database]:
    db = open_database(str(server.data / "firstline.db"))
    try:
        yield db
    finally:
        db.close()


def demo_person(server: Server, db: Database, who: str) -> str:
    """The id of the demo's agent, moderator…"""
    found = people.by_email(db, next(each for each in server.sign_ins if each.startswith(who)), site="main")
    assert found
    return found.id


def joined(server: Server, email: str, *, name: str, reputation: int = 0) -> str:
    """A member's password."""
    said = server.run("person", "add", email, "--role", "member", "--name", name)
    password = re.search(r"assword[^:]*: *(\S+)", said)
    assert password, said
    if reputation:
        with store(server) as db:
            db.write(lambda tx: tx.run(
                "UPDATE person SET reputation = :reputation WHERE email = :email", reputation=reputation, email=email
            ))
    return password[1]


def read(server: Server, path: str) -> str:
    """What a stranger reads there; '' where nothing is any more."""
    try:
        with urllib.request.urlopen(f"{server.url}{path}", timeout=20) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        assert error.code == 404
        return ""


def soon(happens: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, what
        time.sleep(0.2)
