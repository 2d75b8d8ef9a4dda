"""Walks each way through the application many times, inside this process, and prints what it costs: `bench/paths.py`.

    python -m bench.walking QUESTIONS      # with FIRSTLINE_DATA; the last line is one JSON object

Greenlets and the native writer as in the server, but no HTTP: what gunicorn and the network cost is not ours to mend.
"""
# ruff: noqa: E402 -- greenlets come before everything that they change

from gevent import monkey

monkey.patch_all()

import gc
import io
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import gevent
from flask import Flask

from bench.chat.checks import marked
from bench.figures import percentile
from desk import staffing
from kb import ids
from kb.store import sessions
from web.app import create_app
from web.clock import now
from web.house import COOKIE, House

ARTICLES: Final = 5_000
AGENTS: Final = 100
CHATS: Final = 300
TURNS: Final = 10
"""Questions to the assistant in one conversation."""

_SLICES: Final = 25
_IN_A_SLICE: Final = 40
_HOUR: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sends requests: with a cookie, a token, or nothing."""

    app: Flask
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: object = None, *, query: str = "") -> bytes:
        status: list[str] = []
        found = self.open(method, path, body, query=query, heard=status.append)
        whole = b"".join(found)
        getattr(found, "close", lambda: None)()
        assert status[0].startswith("2"), (method, path, status)
        return whole

    def open(
        self, method: str, path: str, body: object = None, *, query: str = "", heard: Callable[[str], None]
    ) -> Iterable[bytes]:
        """The answer as it comes."""
        data = json.dumps(body).encode() if body is not None else b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(data)),
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(data),
            "wsgi.errors": sys.stderr, **self.headers,
        }
        return self.app(environ, lambda status, _headers, _failed=None: heard(status))  # type: ignore[arg-type]

    def listen(self, path: str) -> None:
        """Reads a stream until the process ends."""
        gevent.spawn(lambda: [None for _ in self.open("GET", path, heard=lambda _status: None)])


def main(questions: Path) -> None:
    app = create_app()
    asked = itertools.cycle(json.loads(questions.read_text()))
    numbers, stranger = itertools.count(), Visitor(app, {})
    costs = {
        "article page": _cost(lambda: stranger.ask("GET", f"/articles/text-{next(numbers) * 7 % ARTICLES}")),
        "article page, read before": _cost(lambda: stranger.ask("GET", f"/articles/text-{next(numbers) % 20}")),
        "search page": _cost(lambda: stranger.ask("GET", "/search", query=f"q={quote(next(asked))}")),
        "say": _cost(_asking(app, asked, numbers)),
    }
    agents = [_agent(app, number) for number in range(AGENTS)]
    chats = [_chat(app, agents[number % AGENTS]) for number in range(CHATS)]

    def post() -> None:
        number = next(numbers)
        path, customer = chats[number % CHATS]
        customer.ask("POST", f"{path}/messages", {"key": f"{number}", "text": marked(f"m{number}")})

    costs["message post"] = _cost(post)
    for agent in agents:
        agent.listen("/api/desk/stream")
    for path, customer in chats:
        customer.listen(f"{path}/stream")
    gevent.sleep(2)
    costs["delivery to both ends"] = _cost(post) - costs["message post"]
    print(json.dumps(costs))


def _cost(walk: Callable[[], object]) -> float:
    """Milliseconds: of many short slices of time the quietest quarter, since a core that is shared is a slower one."""
    for _ in range(_IN_A_SLICE):
        walk()
    costs = []
    for _ in range(_SLICES):
        gc.collect()
        gc.disable()
        before = time.process_time()
        for _ in range(_IN_A_SLICE):
            walk()
            gevent.sleep(0)  # streams are written to
        costs.append((time.process_time() - before) / _IN_A_SLICE * 1000)
        gc.enable()
    return percentile(costs, 0.25)


def _asking(app: Flask, asked: "itertools.cycle[str]", numbers: "itertools.count[int]") -> Callable[[], object]:
    """Customers who ask the assistant, some questions each."""
    standing: list[tuple[str, Visitor]] = []

    def ask() -> None:
        number = next(numbers)
        if not standing or number % TURNS == 0:
            standing[:] = [_start(app)]
        path, customer = standing[0]
        customer.ask("POST", f"{path}/messages", {"key": f"{number}", "text": next(asked)})

    return ask


def _start(app: Flask) -> tuple[str, Visitor]:
    """A customer with a new conversation, and its address."""
    begun = json.loads(Visitor(app, {}).ask("POST", "/api/chat/conversations", {"language": "en"}))
    customer = Visitor(app, {"HTTP_AUTHORIZATION": f"Bearer {begun['token']}"})
    return f"/api/chat/conversations/{begun['conversation']['id']}", customer


def _chat(app: Flask, agent: Visitor) -> tuple[str, Visitor]:
    """A customer's conversation that the agent has."""
    path, customer = _start(app)
    customer.ask("POST", f"{path}/handoff", {"key": "person"})
    agent.ask("POST", f"{path.replace('/chat/', '/desk/')}/claim", {})
    return path, customer


def _agent(app: Flask, number: int) -> Visitor:
    """An agent who is signed in and online."""
    house: House = app.extensions["firstline"]
    moment, token = now(), ids.new_token()
    person = staffing.add(
        house.db, site="main", email=f"agent-{number}@example.com", name=f"Agent {number}", role="agent",
        origin="real", password="-", language="en", now=moment,
    )
    session = sessions.Session(ids.digest(token), person, moment, moment + _HOUR)
    house.db.write(lambda tx: sessions.add(tx, session))
    agent = Visitor(app, {"HTTP_COOKIE": f"{COOKIE}={token}"})
    agent.ask("PUT", "/api/desk/presence", {"presence": "online"})
    return agent


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # streams are open, and nothing of it is to be kept
