"""The disk is full: nothing that was said to be saved is lost, everybody is told to try again, and room mends it."""

import dataclasses
import http.client
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store.engine import Database
from tests.small_disk import Disk, mounted
from tests.web.chat.test_live import Listener, listen, soon
from tests.web.conftest import Customer, do
from tests.web.served import Served, Talk
from web import config

LONG: Final = "x" * 4_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with mounted(tmp_path / "disk", megabytes=8) as found:
        yield found


@pytest.fixture(params=["a small disk", "a small database"])
def kind(request: pytest.FixtureRequest) -> str:
    """The second needs no rights: SQLite refuses to let the file grow, with the error of a full disk."""
    found: str = request.param
    return found


@pytest.fixture
def settings(kind: str, request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> config.Settings:
    folder: Path = request.getfixturevalue("disk").folder if kind == "a small disk" else tmp_path
    found = config.read({"FIRSTLINE_DATA": str(folder / "data")})
    shutil.copy(sqlite_template, found.database)
    return dataclasses.replace(found, limits=False)


@pytest.fixture
def fill(kind: str, request: pytest.FixtureRequest, db: Database) -> Callable[[], None]:
    if kind == "a small disk":
        found: Disk = request.getfixturevalue("disk")
        return found.fill
    return lambda: limit(db, db.value("PRAGMA page_count"))


@pytest.fixture
def clear(kind: str, request: pytest.FixtureRequest, db: Database) -> Callable[[], None]:
    if kind == "a small disk":
        found: Disk = request.getfixturevalue("disk")
        return found.clear
    return lambda: limit(db, 1_000_000)


def limit(db: Database, pages: int) -> None:
    db.write(lambda tx: tx.value(f"PRAGMA max_page_count = {pages}"))


def until_refused(say: Callable[[int], int]) -> tuple[int, int]:
    """How many were acknowledged, and the status of the first that was not."""
    for number in range(1_500):
        status = say(number)
        if status != 200:
            return number, status
    raise AssertionError("the disk is never full")


def test_customers_and_agents_are_told_to_try_again_and_lose_nothing(
    app: Flask, agent: FlaskClient, claimed: Customer, fill: Callable[[], None], clear: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.testing = False
    heard, theirs = listen(claimed, after=4), Listener(agent, "/api/desk/stream")
    fill()
    saved, status = until_refused(lambda number: claimed.say(f"{number} {LONG}"[:4_000], key=f"k{number}").status)
    assert status == 503
    path = f"/api/chat/conversations/{claimed.id}/messages"
    refused = claimed.client.post(path, json={"key": "again", "text": LONG}, headers=claimed.headers)
    assert (refused.status_code, refused.json["error"]["code"]) == (503, "unavailable")
    assert refused.json["error"]["message"].startswith("We will be back in a moment. Please try again shortly.")
    assert int(refused.headers["Retry-After"]) >= 1
    assert do(agent, claimed, "reply", key="reply", text=LONG)[0] == 503
    assert claimed.client.post("/sign-in", data={"email": "a", "password": "b"}).status_code in (401, 503)
    assert [claimed.client.get(page).status_code for page in ("/", "/ask", "/sign-in", "/health/live")] == [200] * 4
    assert len(claimed.read(after=4)) == min(200, saved)
    assert agent.get(f"/api/desk/conversations/{claimed.id}").status_code == 200
    assert soon(lambda: Listener(agent, "/api/desk/stream").of("inbox"))  # the desk can be opened, too
    clear()
    assert claimed.say(f"{saved} {LONG}"[:4_000], key=f"k{saved}").status == 200
    assert do(agent, claimed, "reply", key="reply", text="There is room again")[0] == 200
    wanted = [f"{number} {LONG}"[:4_000] for number in range(saved + 1)] + ["There is room again"]
    assert soon(lambda: [message["text"] for message in heard.of("message")] == wanted)
    assert soon(lambda: len(theirs.of("message")) == len(wanted))
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_new_customer_is_told_so_and_may_begin_when_there_is_room(
    app: Flask, stranger: FlaskClient, fill: Callable[[], None], clear: Callable[[], None]
) -> None:
    fill()
    _started, status = until_refused(
        lambda _: 200 if stranger.post("/api/chat/conversations", json={"page": LONG}).status_code == 201 else 503
    )
    assert status == 503
    clear()
    assert Customer(app.test_client()).say("hello").status == 200


def test_a_server_serves_on_and_starts_again_on_a_full_disk(disk: Disk, sqlite_template: Path) -> None:
    served = Served(disk.folder, template=sqlite_template)
    try:
        talk = Talk(served)
        talk.reply("before", "before")
        disk.fill()
        path, token = f"/api/chat/conversations/{talk.id}/messages", served.headers(token=talk.token)
        saved, status = until_refused(
            lambda number: served.ask("POST", path, {"key": f"k{number}", "text": LONG}, headers=token)[0]
        )
        assert status == 503
        for page in ("/", "/search?q=x", "/topics", "/nothing", "/static/base.css", "/metrics"):
            assert served.ask("GET", page, None, headers={})[0] in (200, 404)
        health = served.ask("GET", "/health", None, headers={})[1]
        assert (health["state"], health["parts"]["disk"]) == ("degraded", "little room left")
        served.worker().kill()
        assert soon(lambda: answers(served, "/"), seconds=20)  # what can be read, a new process reads, too
        disk.clear()
        talk.reply("after", "after")
        texts = [message["text"] for message in talk.read(after=4)]
        assert texts == ["before", *[LONG] * saved, "after"]
        assert '"status":500' not in served.server.log()
    finally:
        disk.folder.joinpath("ballast").unlink(missing_ok=True)
        served.server.stop()


def answers(served: Served, page: str) -> bool:
    try:
        return served.ask("GET", page, None, headers={})[0] == 200
    except (OSError, http.client.HTTPException):
        return False
