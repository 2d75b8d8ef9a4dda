"""What each way through the house costs: CPU of the web process for one request, which other work on the machine moves
less than it moves times. One request after another, with a rest between them, so that no two share a commit or a look
at the log; the server's own threads are counted in.

    python -m bench.paths
"""

import itertools
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import gevent

from bench.chat.checks import Chat, End, marked
from bench.chat.clients import Customer
from bench.chat.opening import agents_for, open_chats
from bench.chat.server import Server, firstline
from bench.chat.wire import Connection
from bench.figures import Figure, table
from bench.texts import Text, questions, texts

ARTICLES: Final = 10_000
CHATS: Final = 300
"""Open chats with their streams, so that it is no empty house."""

REQUESTS: Final = 200
TIMES: Final = 5
"""So often as many requests are measured, and the least counts: a shared core is a slower one."""

REST: Final = 0.004
"""Seconds."""

TURNS: Final = 10
"""Questions to the assistant in one conversation."""

_WARM: Final = 50


def measure() -> tuple[list[Figure], dict[str, float]]:
    found = list(texts(ARTICLES))
    with (
        TemporaryDirectory(prefix="firstline-bench-") as folder,
        firstline(Path(folder) / "paths", agents=agents_for(CHATS), articles=_lines(Path(folder), found)) as server,
    ):
        _until_indexed(server.port, found[-1])
        costs = _costs(server, found)
    figures = [Figure(f"CPU of the web process: {what}", f"{cost:.2f} ms") for what, cost in costs.items()]
    return figures, {f"cpu_ms_{what.replace(' ', '_')}": round(cost, 2) for what, cost in costs.items()}


def _costs(server: Server, found: list[Text]) -> dict[str, float]:
    asked = iter(questions(found, count=2 * (REQUESTS * TIMES + _WARM)))
    numbers, keys = itertools.count(), itertools.count()
    reader, asker = _Reader(server.port), _Asker(server.port)
    costs = {
        "article page": _cost(server, lambda: reader.get(f"/articles/text-{next(numbers) * 7 % ARTICLES}")),
        "article page, read before": _cost(server, lambda: reader.get(f"/articles/text-{next(numbers) % 20}")),
        "search page": _cost(server, lambda: reader.get(f"/search?q={quote(next(asked))}")),
        "say": _cost(server, lambda: asker.ask(next(asked))),
    }
    chats = open_chats(server.port, CHATS)

    def post() -> None:
        number = next(keys)
        chats.customers[number % CHATS].say(f"posted-{number}", marked(f"posted-{number}"))

    heard = _cost(server, post)
    chats.leave()
    for _ in range(2 * CHATS):  # the server learns of it when it next writes to a stream, or the time after
        post()
    costs["message post"] = _cost(server, post)
    costs["delivery to both ends"] = heard - costs["message post"]
    return costs


def _cost(server: Server, ask: Callable[[], object]) -> float:
    """Milliseconds of CPU for one request."""
    for _ in range(_WARM):
        ask()
    costs = []
    for _ in range(TIMES):
        before = server.web_cpu()
        for _ in range(REQUESTS):
            ask()
            gevent.sleep(REST)
        costs.append((server.web_cpu() - before) / REQUESTS * 1000)
    return min(costs)


class _Reader:
    """Somebody who reads one page after another."""

    def __init__(self, port: int) -> None:
        self._port, self._connection = port, Connection(port)

    def get(self, path: str) -> None:
        try:
            status, _body = _got(self._connection, path)
        except ConnectionError:  # it rested for too long
            self._connection = Connection(self._port)
            status, _body = _got(self._connection, path)
        assert status == 200, (path, status)


class _Asker:
    """Customers who ask the assistant, some questions each."""

    def __init__(self, port: int) -> None:
        self._port, self._count = port, 0

    def ask(self, question: str) -> None:
        if self._count % TURNS == 0:
            nobody = End(lambda _end, _mark, _at: None)
            self._customer = Customer(self._port, Chat(nobody, nobody))
            self._customer.start()
        self._count += 1
        self._customer.say(f"asked-{self._count}", question)


def _got(connection: Connection, path: str) -> tuple[int, str]:
    status, _head, body = connection.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return status, body.decode()


def _until_indexed(port: int, text: Text) -> None:
    connection, until = Connection(port), time.monotonic() + 60
    while f"/articles/text-{ARTICLES - 1}" not in _got(connection, f"/search?q={quote(text.title)}")[1]:
        assert time.monotonic() < until, "the index was not built"
        time.sleep(0.05)


def _lines(folder: Path, found: Sequence[Text]) -> Path:
    """The texts as a file to import."""
    path = folder / "articles.jsonl"
    with path.open("w") as stream:
        for number, text in enumerate(found):
            name = f"text-{number}"
            row = {"id": name, "slug": name, "title": text.title, "text": text.body, "language": "en"}
            stream.write(json.dumps(row) + "\n")
    return path


if __name__ == "__main__":
    print(table(measure()[0]))
