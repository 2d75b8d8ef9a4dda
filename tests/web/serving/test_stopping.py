"""A server that stops or starts anew while customers write: whoever has come gets an answer, and it is true."""

import http.client
import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kb.store.engine import open_database
from tests.web.processes import PATIENCE, Server, folder, running, serving, soon

__all__ = ["folder"]  # the fixture

QUIET = {"FIRSTLINE_LIMITS": "off", "FIRSTLINE_LOG": "warning"}  # nobody reads what it prints until it ends


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, **QUIET) as started:
        yield started


class Customer:
    """Somebody who writes again and again, each time through a new connection, and notes what came of it."""

    def __init__(self, url: str, name: str) -> None:
        self.address = urlsplit(url).netloc
        self.acknowledged: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self._name = name
        _, answer = self._post("/api/chat/conversations", {})
        self.id, self.token = answer["conversation"]["id"], answer["token"]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _go(self) -> None:
        for number in count():
            if self._stopped.wait(0.005):
                return
            text = f"hello {self._name} {number}"
            try:
                status, _ = self._post(
                    f"/api/chat/conversations/{self.id}/messages", {"key": text, "text": text}
                )
            except ConnectionRefusedError:
                self.outcomes["refused"] += 1
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.outcomes[f"cut off: {error!r}"] += 1
            else:
                self.outcomes[str(status)] += 1
                if status == 200:
                    self.acknowledged.append(text)

    def _post(self, path: str, body: dict[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            token = {"Authorization": f"Bearer {self.token}"} if body else {}
            connection.request("POST", path, json.dumps(body), {"Connection": "close", **token})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture
def customers(server: Server) -> list[Customer]:
    return [Customer(server.url, name) for name in ("Ana", "Bo", "Cy", "Di")]


def what_came(customers: list[Customer], folder: Path) -> Counter[str]:
    """How their requests ended, once they have stopped; every acknowledged message is in the store, once."""
    for customer in customers:
        customer.stop()
    db = open_database(str(folder / "data" / "firstline.db"))
    for customer in customers:
        stored = Counter(
            db.value(
                "SELECT text FROM message WHERE conversation = :id AND number = :number", id=customer.id, number=number
            )
            for number in range(1, 1 + db.value("SELECT last_number FROM conversation WHERE id = :id", id=customer.id))
        )
        assert customer.acknowledged
        assert {stored[text] for text in customer.acknowledged} == {1}
    db.close()
    return sum((customer.outcomes for customer in customers), Counter())


def worker_of(server: Server) -> int:
    main = server.children("gunicorn")[0]
    return next(pid for pid, (parent, _) in running().items() if parent == main)


def test_nobody_is_cut_off_while_the_server_stops_and_starts_again(
    server: Server, customers: list[Customer], folder: Path
) -> None:
    time.sleep(0.7)
    printed = server.end(signal.SIGTERM)
    assert server.process.returncode == 0
    again = Server(folder, **QUIET, FIRSTLINE_PORT=server.url.rsplit(":", 1)[1])
    again.url = server.url
    try:
        assert soon(again.answers)
        time.sleep(0.5)
    finally:
        printed += again.end(signal.SIGTERM)
    outcomes = what_came(customers, folder)
    assert set(outcomes) == {"200", "503", "refused"}, outcomes
    assert "Traceback" not in printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_customers_wait_while_the_worker_is_made_anew(
    server: Server, customers: list[Customer], folder: Path, number: signal.Signals
) -> None:
    time.sleep(0.3)
    before = worker_of(server)
    os.kill(before, number)
    assert soon(lambda: before not in running())
    assert server.answers()
    time.sleep(0.3)
    assert set(what_came(customers, folder)) == {"200"}


def test_customers_notice_nothing_while_gunicorn_changes_workers(
    server: Server, customers: list[Customer], folder: Path
) -> None:
    time.sleep(0.3)
    before = worker_of(server)
    os.kill(server.children("gunicorn")[0], signal.SIGHUP)
    assert soon(lambda: before not in running())
    assert server.answers()
    time.sleep(0.3)
    assert set(what_came(customers, folder)) == {"200"}


def test_a_request_under_way_is_finished_and_streams_are_asked_to_come_again(server: Server) -> None:
    customer = Customer(server.url, "Eve")
    customer.stop()
    host, port = customer.address.split(":")
    path, token = f"/api/chat/conversations/{customer.id}", f"Authorization: Bearer {customer.token}\r\n"
    body = b'{"key": "slow", "text": "hello slowly"}'
    with socket.create_connection((host, int(port)), PATIENCE) as slow, socket.create_connection(
        (host, int(port)), PATIENCE
    ) as stream:
        stream.sendall(f"GET {path}/stream HTTP/1.1\r\nHost: {host}\r\n{token}\r\n".encode())
        assert b"event: conversation" in read_until(stream, b"event: conversation")
        slow.sendall(
            f"POST {path}/messages HTTP/1.1\r\nHost: {host}\r\n{token}Content-Length: {len(body)}\r\n\r\n".encode()
            + body[:10]
        )
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        assert b"event: reconnect" in read_until(stream, b"event: reconnect")
        time.sleep(2.0)  # long after the worker has stopped to listen
        with socket.create_connection((host, int(port)), PATIENCE) as late:
            late.sendall(f"GET /health/ready HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            told = read_until(late, b"}")
        assert told.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After" in told
        slow.sendall(body[10:])
        answer = read_until(slow, b"hello slowly")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert server.process.wait(PATIENCE) == 0


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """What comes until then, or until there is nothing more."""
    found = b""
    while wanted not in found and (more := connection.recv(65_536)):
        found += more
    return found
