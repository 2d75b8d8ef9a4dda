"""A server of our own with a real port, and clients who speak the protocol to it over sockets that may break."""

import http.client
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psutil

from kb import ids
from kb.store import people, sessions
from kb.store.engine import open_database
from tests.browser.serving import Server
from web.clock import now
from web.house import COOKIE

PATIENCE: Final = 20.0
Json = dict[str, Any]


class Served:
    """A running server, and the cookie of an agent who is signed in there."""

    def __init__(self, data: Path, *, template: Path | None = None, database: str = "") -> None:
        if template:
            shutil.copy(template, data / "firstline.db")
        self.cookie = f"{COOKIE}={agent_of(database or str(data / 'firstline.db'))}"
        self.server = Server(data, database=database)
        self.server.start()
        assert self.call("PUT", "/api/desk/presence", {"presence": "online"}, agent=True)["person"]

    def call(self, method: str, path: str, body: object = None, *, token: str = "", agent: bool = False) -> Json:
        """What a request answers, which must be 2xx."""
        status, found = self.ask(method, path, body, headers=self.headers(token=token, agent=agent))
        assert 200 <= status < 300, (status, found)
        return found

    def ask(self, method: str, path: str, body: object, *, headers: dict[str, str]) -> tuple[int, Json]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)) as line:
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = line.getresponse()
            read = answer.read()
            return answer.status, json.loads(read) if read.startswith(b"{") else {}

    def worker(self) -> psutil.Process:
        """The process that answers."""
        assert self.server.process
        family = psutil.Process(self.server.process.pid).children(recursive=True)
        return next(each for each in family if "gunicorn" in " ".join((each.parent() or each).cmdline()))

    def headers(self, *, token: str = "", agent: bool = False) -> dict[str, str]:
        found = {"Authorization": f"Bearer {token}"} if token else {}
        return {**found, "Cookie": self.cookie} if agent else found


class Talk:
    """A conversation that the agent has."""

    def __init__(self, served: Served) -> None:
        self.served = served
        begun = served.call("POST", "/api/chat/conversations", {})
        self.token, self.id = begun["token"], begun["conversation"]["id"]
        served.call("POST", f"/api/chat/conversations/{self.id}/handoff", {"key": "h"}, token=self.token)
        served.call("POST", f"/api/desk/conversations/{self.id}/claim", {}, agent=True)

    def say(self, key: str, text: str) -> None:
        self.served.call(
            "POST", f"/api/chat/conversations/{self.id}/messages", {"key": key, "text": text}, token=self.token
        )

    def reply(self, key: str, text: str) -> None:
        self.served.call("POST", f"/api/desk/conversations/{self.id}/reply", {"key": key, "text": text}, agent=True)

    def read(self, *, after: int = 0) -> list[Json]:
        """What the customer's page reads, to the end."""
        found: list[Json] = []
        while True:
            path = f"/api/chat/conversations/{self.id}/messages?after={found[-1]['number'] if found else after}"
            page = self.served.call("GET", path, token=self.token)
            found += page["messages"]
            if not page["more"]:
                return found

    def stream(self, *, after: int) -> "Line":
        """The customer's stream."""
        path = f"/api/chat/conversations/{self.id}/stream?after={after}"
        return Line(self.served, path, self.served.headers(token=self.token))


class Line:
    """A stream over a socket of its own, which reads no further than it is asked to."""

    def __init__(self, served: Served, path: str, headers: dict[str, str], *, buffer: int = 0) -> None:
        self._socket = socket.socket()
        if buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", served.server.port))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        # As 1.0, so that the answer is not cut into chunks, whose borders are not those of events.
        self._socket.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
        self._rest = b""

    def events(self, *, within: float) -> Iterator[tuple[str, Json]]:
        """Events as they come, until none has come for so many seconds or the server ends the stream."""
        self._socket.settimeout(within)
        while True:
            try:
                got = self._socket.recv(65_536)
            except TimeoutError:
                return
            if not got:
                return
            *whole, self._rest = (self._rest + got).split(b"\n\n")
            for block in whole:
                fields = dict(
                    line.split(": ", 1) for line in block.decode().split("\n") if line.startswith(("event: ", "data: "))
                )
                if "event" in fields:
                    yield fields["event"], json.loads(fields["data"])

    def close(self) -> None:
        self._socket.close()


def agent_of(dsn: str) -> str:
    """A new agent in that database; the token of a session of theirs."""
    db, token, id = open_database(dsn), ids.new_token(), ids.new_id(now())
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=f"{id}@example.com", name="Ada Agent", role="agent", origin="real",
            password="-", language="en", now=now(),
        )
    )
    session = sessions.Session(ids.digest(token), id, now(), now() + 3_600_000)
    db.write(lambda tx: sessions.add(tx, session))
    db.close()
    return token
