"""What each way through the house costs: CPU of the web process for one request, which other work on the machine hardly
moves. One request at a time, so nothing is shared between them; the server's own threads and streams are counted in.

    python -m bench.paths
"""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

from bench.chat.checks import Chat, End, marked
from bench.chat.clients import Customer
from bench.chat.opening import agents_for, open_chats
from bench.chat.server import Server, firstline
from bench.figures import Figure, table
from bench.texts import Text, questions, texts

ARTICLES: Final = 10_000
CHATS: Final = 300
"""Open chats with their streams, so that it is no empty house."""

REQUESTS: Final = 1_000
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


def _costs(server: Server, found: Sequence[Text]) -> dict[str, float]:
    asked = questions(list(found), count=2 * REQUESTS)
    pages = http.client.HTTPConnection("127.0.0.1", server.port)
    costs = {
        "article page": _cost(server, lambda n: _get(pages, f"/articles/text-{n * 7 % ARTICLES}")),
        "article page read before": _cost(server, lambda n: _get(pages, f"/articles/text-{n % 20}")),
        "search page": _cost(server, lambda n: _get(pages, f"/search?q={quote(asked[n])}")),
        "say": _cost(server, _Asker(server.port, asked[REQUESTS:])),
    }
    chats = open_chats(server.port, CHATS)

    def post(number: int) -> None:
        chats.customers[number % CHATS].say(f"posted-{number}", marked(f"posted-{number}"))

    def post_again(number: int) -> None:
        chats.customers[number % CHATS].say(f"again-{number}", marked(f"again-{number}"))

    heard = _cost(server, post)
    chats.leave()
    for number in range(2 * CHATS):  # the server learns that a stream is gone by writing to it, once or twice
        post(REQUESTS + _WARM + number)
    costs["message post"] = _cost(server, post_again)
    costs["delivery to both ends"] = heard - costs["message post"]
    return costs


def _cost(server: Server, ask: Callable[[int], None]) -> float:
    """Milliseconds of CPU for one of many requests."""
    for number in range(_WARM):
        ask(REQUESTS + number)
    before = server.web_cpu()
    for number in range(REQUESTS):
        ask(number)
    time.sleep(0.1)  # what is still delivered counts, too
    return (server.web_cpu() - before) / REQUESTS * 1000


class _Asker:
    """Customers who ask the assistant, some questions each."""

    def __init__(self, port: int, asked: Sequence[str]) -> None:
        self._port, self._asked = port, asked
        self._customer: Customer | None = None

    def __call__(self, number: int) -> None:
        if self._customer is None or number % TURNS == 0:
            nobody = End(lambda _end, _mark, _at: None)
            self._customer = Customer(self._port, Chat(nobody, nobody))
            self._customer.start()
        self._customer.say(f"asked-{number}", self._asked[number % len(self._asked)])


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    status, _body = _got(connection, path)
    assert status == 200, (path, status)


def _got(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _until_indexed(port: int, text: Text) -> None:
    connection, until = http.client.HTTPConnection("127.0.0.1", port), time.monotonic() + 60
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
