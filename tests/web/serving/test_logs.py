"""The log: a line of JSON for each thing, by which a mistake can be found, and nothing in it that people wrote."""

import dataclasses
import io
import json
import logging
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import matching
from kb.store import conversations
from kb.store.articles import Article
from kb.store.engine import Unavailable
from tests.web.conftest import Customer, do
from tests.web.processes import PATIENCE, Server, folder, soon
from web import config
from web.app import create_app
from web.house import COOKIE, House
from web.serving import logs

__all__ = ["folder"]  # the fixture

Shelf = dict[str, Article]
SECRET = "zanzibar-4711-quokka"


class Log:
    """What was logged, as a collector reads it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def last(self, logger: str) -> dict[str, object]:
        return [line for line in self.lines if line["logger"] == logger][-1]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything from `info` on, as a web process writes it."""
    found, root = Log(), logging.getLogger()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(logs.Lines("web"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


def gone_with(words: str) -> Callable[..., object]:
    """What the store does when it is away."""

    def gone(*_args: object, **_kwargs: object) -> object:
        raise Unavailable(words)

    return gone


def broken(*_args: object, **_kwargs: object) -> object:
    raise ValueError(f"could not make anything of {SECRET!r}")


def test_a_request_leaves_a_line(stranger: FlaskClient, shelf: Shelf, log: Log) -> None:
    answer = stranger.get(f"/articles/{shelf['refund'].slug}?utm=mail")
    line = log.last(logs.REQUESTS)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line.pop("time")))
    assert isinstance(line.pop("pid"), int)
    assert 0 <= float(str(line.pop("ms"))) < 5_000
    assert line == {
        "level": "info", "process": "web", "logger": "firstline.requests", "message": "answered",
        "request": answer.headers["X-Request-ID"], "method": "GET", "route": "/articles/<slug>", "status": 200,
    }


def test_a_line_names_the_conversation(
    customer: Customer, stranger: FlaskClient, shelf: Shelf, log: Log
) -> None:
    customer.say("hello")
    assert log.last(logs.REQUESTS)["conversation"] == customer.id
    link = customer.press("link").body["link"]
    stranger.get(link)
    line = log.last(logs.REQUESTS)
    assert (line["route"], line["conversation"]) == ("/case/<token>", customer.id)
    Customer(stranger)
    assert "conversation" in log.last(logs.REQUESTS)


def test_what_monitors_ask_leaves_no_line(stranger: FlaskClient, log: Log) -> None:
    for path in ("/health", "/health/live", "/health/ready", "/metrics", "/static/base.css"):
        stranger.get(path)
    assert [line for line in log.lines if line["logger"] == logs.REQUESTS and line["status"] == 200] == []


def test_nothing_that_anybody_wrote_or_that_opens_anything_is_logged(
    app: Flask, agent: FlaskClient, moderator: FlaskClient, customer: Customer, stranger: FlaskClient, shelf: Shelf,
    log: Log, monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    said = [f"{SECRET} refund", f"and the {SECRET}", f"reply {SECRET}", f"note {SECRET}", f"comment {SECRET}"]
    email, password, searched = "zoe.zander@example.com", "correct horse battery", "searched-for-this"
    customer.say(said[0])
    customer.press("contact", email=email, name="Zoe Zander")
    customer.press("handoff")
    link = customer.press("link").body["link"]
    stranger.get(link)
    stranger.post(link, data={"text": said[1], "key": "k"})
    stranger.get(link + "x")
    stranger.get(f"/api/chat/conversations/{customer.token}/messages", headers=customer.headers)
    do(agent, customer, "claim")
    do(agent, customer, "reply", key="r", text=said[2])
    do(agent, customer, "note", key="n", text=said[3])
    customer.press("rating", rating=1, comment=said[4])
    for _ in range(10):
        stranger.post("/sign-in", data={"email": email, "password": password, "next": f"/desk?{searched}"})
        stranger.post("/api/desk/session", json={"email": email, "password": password})
    for path in (f"/search?q={searched}", f"/suggest?q={searched}", f"/nowhere/{searched}", f"/articles/{searched}"):
        stranger.get(path)
    moderator.post("/manage/articles/new", data={"title": searched, "body": said[0], "language": "en"})
    before = len(log.lines)
    monkeypatch.setattr(matching, "match", broken)
    Customer(stranger).say(said[0])
    monkeypatch.setattr(conversations, "by_token", broken)
    monkeypatch.setattr(conversations, "by_id", broken)
    assert customer.say(said[0]).status == 500
    assert stranger.get(link).status_code == 500
    monkeypatch.setattr(conversations, "by_token", gone_with(f"no {email}, no {customer.token}"))
    assert customer.say(said[0]).status == 503

    crashed = [line for line in log.lines[before:] if "exception" in line]
    assert len(crashed) == 3
    assert all('File "' in str(line["exception"]) and "ValueError" in str(line["exception"]) for line in crashed)
    session = str(agent._cookies[("localhost", "/", COOKIE)].value)
    for secret in (
        *said, SECRET, email, "zoe", "Zander", password, searched, customer.token, link, link.split("/")[2], session,
        "battery", "utm",
    ):
        assert secret not in log.text, secret


def test_a_crash_is_found_by_its_reference(
    app: Flask, customer: Customer, stranger: FlaskClient, shelf: Shelf, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("kb.store.articles.newest", broken)
    monkeypatch.setattr("kb.store.conversations.by_token", broken)
    page = stranger.get("/widget")
    reference = page.headers["X-Request-ID"]
    assert page.status_code == 500
    assert f"Reference: {reference}" in page.text
    failure, request = ([line for line in log.lines if line.get("request") == reference])
    assert (failure["message"], failure["level"], failure["route"]) == ("The request failed.", "error", "/widget")
    assert "ValueError" in str(failure["exception"])
    assert "in widget" in str(failure["exception"])
    assert (request["status"], request["level"]) == (500, "error")
    monkeypatch.setattr("kb.store.articles.newest", lambda db, **_wishes: db.value("SELECT nothing"))
    page = stranger.get("/widget")  # a mistake in a statement has itself as its cause
    [failure] = [line for line in log.lines if line.get("request") == page.headers["X-Request-ID"]][:-1]
    assert (page.status_code, failure["message"]) == (500, "The request failed.")
    said = customer.say("hello")
    assert said.status == 500
    assert str(log.last(logs.REQUESTS)["request"]) in said.body["error"]["message"]


def test_a_store_that_is_away_is_named_in_the_log_and_not_in_the_answer(
    customer: Customer, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "by_token", gone_with("connection to server at 10.1.2.3 failed"))
    said = customer.say("hello")
    assert said.status == 503
    assert "10.1.2.3" not in str(said.body)
    told = log.last("firstline")
    assert "10.1.2.3" in str(told["message"])
    assert told["request"] == log.last(logs.REQUESTS)["request"]
    assert str(told["request"]) in said.body["error"]["message"]


@pytest.mark.parametrize(
    ("peer", "shown", "believed"),
    [
        ("10.0.0.5", "trace-of-the-proxy.1", True),
        ("192.0.2.1", "trace-of-a-stranger", False),
        ("10.0.0.5", "has spaces in it", False),
        ("10.0.0.5", "x" * 65, False),
        ("10.0.0.5", "a@b.example", False),
    ],
)
def test_only_our_proxies_name_requests(app: Flask, peer: str, shown: str, believed: bool) -> None:
    house: House = app.extensions["firstline"]
    proxies = config.read({"FIRSTLINE_DATA": str(house.settings.data), "FIRSTLINE_PROXIES": "10.0.0.0/8"}).proxies
    behind = create_app(dataclasses.replace(house.settings, proxies=proxies))
    try:
        answer = behind.test_client().get(
            "/health/live", headers={"X-Request-ID": shown}, environ_base={"REMOTE_ADDR": peer}
        )
    finally:
        behind.extensions["firstline"].live.close()
        behind.extensions["firstline"].db.close()
    assert (answer.headers["X-Request-ID"] == shown) is believed
    assert believed or re.fullmatch("[0-9a-f]{12}", answer.headers["X-Request-ID"])


@pytest.mark.parametrize(
    ("written", "cleared"),
    [
        ("nobody has zoe@example.com here", "nobody has … here"),
        ("token Ik7mtRyZuuax9w8c_bppfb4DfNwICsmf-_4R1D2_YCc ended", "token … ended"),
        ("the card 4111 1111 1111 1111", "the card •••• 1111"),
        ("database disk image is malformed", "database disk image is malformed"),
        ("conversation 01m801p555jv8jfcq0 moved", "conversation 01m801p555jv8jfcq0 moved"),
    ],
)
def test_what_is_cleared_without_a_request(written: str, cleared: str) -> None:
    assert logs.cleared(written) == cleared


def test_at_a_terminal_it_is_plain_words() -> None:
    record = logging.LogRecord("firstline", logging.WARNING, "", 0, "The %s process ended.", ("web",), None)
    record.created = 1_750_000_000.0
    assert logs.Plain("serve").format(record) == "15:06:40 warning serve: The web process ended."


# With real processes


@pytest.mark.parametrize(
    ("level", "told"), [("requests", {"serve", "web"}), ("info", {"serve"}), ("warning", set())]
)
def test_every_process_writes_lines_of_its_level(folder: Path, level: str, told: set[str]) -> None:
    server = Server(folder, FIRSTLINE_LOG=level)
    assert soon(server.answers)
    host, port = server.url.removeprefix("http://").split(":")
    for wire in (b"GET /widget HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /?q=hush HTTP/9.9\r\n\r\n"):
        with socket.create_connection((host, int(port)), PATIENCE) as connection:
            connection.sendall(wire)
            while connection.recv(65_536):
                pass
    server.process.terminate()
    lines = [line for line in server.process.communicate(timeout=PATIENCE)[0].splitlines() if line.startswith("{")]
    found = [json.loads(line) for line in lines]
    assert {line["process"] for line in found if line["level"] == "info"} == told
    routes = [line["route"] for line in found if line["logger"] == logs.REQUESTS]
    assert routes == (["/widget"] if "web" in told else [])
    assert [line["message"] for line in found if line["logger"] == "gunicorn.error"] == [
        "Something that is no HTTP request was refused."
    ]
    assert not any("hush" in line for line in lines)


def test_what_a_process_dies_of_is_a_line_too(log: Log) -> None:
    logs._process_failed(OSError, OSError("nothing for zoe@example.com"), None)
    line = log.last("firstline")
    assert (line["level"], line["message"]) == ("critical", "The process failed.")
    assert line["exception"] == "OSError: nothing for …\n"
