"""The whole server with 10,000 articles: a bot turn, pages, memory, how soon what is published is found, cold start."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

import psutil

from articles import editing, publishing
from articles.editing import Text as Written
from bench.figures import Figure, percentile
from bench.texts import Text, questions, texts
from kb.store.engine import open_database

ARTICLES: Final = 10_000
TURNS: Final = 300
SECONDS: Final = 8.0
PUBLISHED: Final = 40
_FIRSTLINE: Final = str(Path(sys.executable).with_name("firstline"))
_ROOT: Final = Path(__file__).parent.parent


def measure() -> tuple[list[Figure], dict[str, float]]:
    found = list(texts(ARTICLES))
    with TemporaryDirectory(prefix="firstline-bench-") as folder:
        environment = _prepare(Path(folder), found)
        with _server(environment) as warm:
            _until_indexed(warm.port, found[0])
        with _server(environment) as server:
            _until_indexed(server.port, found[0])
            idle = _idle_mb(server.process.pid)
            say, together = _say(server.port, found), _say_together(server.port, found)
            article, search = _pages(server.port, found)
            findable = _findable(server.port, environment)
        bare = _bare(Path(folder), found)
    figures = [
        Figure("say, one at a time: p50 / p99", _pair(say), "p50 <= 15, p99 <= 60 ms"),
        Figure("say, 20 at once: p50 / p99", _pair(together)),
        Figure("article page", f"{article:,.0f} /s", ">= 1,000/s, >= 40 % of bare", _beside(article, bare)),
        Figure("search page", f"{search:,.0f} /s", ">= 250/s", _beside(search, bare)),
        Figure(f"idle with {ARTICLES:,} articles (PSS)", f"{idle:.0f} MB", "<= 250 MB"),
        Figure("published to findable: p50 / p99", _pair(findable), "p99 <= 300 ms"),
        Figure("cold start to the first answer", f"{server.started:.2f} s", "<= 3 s"),
    ]
    return figures, {
        "say_p50_ms": round(percentile(say, 0.5), 1),
        "say_p99_ms": round(percentile(say, 0.99), 1),
        "article_rps": round(article),
        "search_rps": round(search),
        "idle_mb": round(idle),
        "findable_p99_ms": round(percentile(findable, 0.99)),
        "cold_start_s": round(server.started, 2),
    }


class Server:
    """A server that answers; `started` is how many seconds that took."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, started: float) -> None:
        self.process, self.port, self.started = process, port, started


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[Server]:
    port = int(environment["FIRSTLINE_PORT"])
    began = time.perf_counter()
    process = subprocess.Popen([_FIRSTLINE, "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            assert process.poll() is None, "the server ended"
            time.sleep(0.01)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _prepare(folder: Path, found: list[Text]) -> dict[str, str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")},
        "FIRSTLINE_DATA": str(folder / "data"), "FIRSTLINE_PORT": str(_free_port()), "FIRSTLINE_LIMITS": "off",
        "FIRSTLINE_LOG": "warning",
    }
    lines = folder / "articles.jsonl"
    with lines.open("w") as stream:
        for number, text in enumerate(found):
            name = f"text-{number}"
            row = {"id": name, "slug": name, "title": text.title, "text": text.body, "language": "en"}
            stream.write(json.dumps(row) + "\n")
    for command in (["migrate"], ["import", str(lines)]):
        subprocess.run([_FIRSTLINE, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def _until_indexed(port: int, text: Text) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status, body = _get(port, f"/search?q={quote(text.title)}")
        if status == 200 and "text-0" in body:
            return
        time.sleep(0.05)
    raise TimeoutError("the index was not built")


def _say(port: int, found: list[Text]) -> list[float]:
    """Milliseconds of a bot turn: each a new question, ten to a conversation."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for number, question in enumerate(questions(found, count=TURNS)):
        if number % 10 == 0:
            started = _post(connection, "/api/chat/conversations", {}, token=None)
        path = f"/api/chat/conversations/{started['conversation']['id']}/messages"
        began = time.perf_counter()
        _post(connection, path, {"key": f"k{number}", "text": question}, token=started["token"])
        times.append((time.perf_counter() - began) * 1000)
    return times


def _say_together(port: int, found: list[Text]) -> list[float]:
    """The same from 20 clients at once: each in conversations of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    asked = questions(found, count=2_000)
    conversations = [_post(connection, "/api/chat/conversations", {}, token=None) for _ in range(200)]
    requests = []
    for number, question in enumerate(asked):
        started = conversations[number % 200]
        requests.append(
            {
                "method": "POST",
                "path": f"/api/chat/conversations/{started['conversation']['id']}/messages",
                "headers": {"Authorization": f"Bearer {started['token']}"},
                "body": {"key": f"t{number}", "text": question},
            }
        )
    return _load(port, requests, connections=20)["times_ms"]  # type: ignore[no-any-return]


def _pages(port: int, found: list[Text]) -> tuple[float, float]:
    article = [{"path": f"/articles/text-{number * 7 % ARTICLES}"} for number in range(500)]
    search = [{"path": f"/search?q={quote(question)}"} for question in questions(found, count=500)]
    return _load(port, article, connections=16)["rate"], _load(port, search, connections=16)["rate"]


def _findable(port: int, environment: dict[str, str]) -> list[float]:
    """Milliseconds from the commit that publishes an article to the first search that finds it."""
    db = open_database(str(Path(environment["FIRSTLINE_DATA"]) / "firstline.db"))
    times = []
    for number in range(PUBLISHED):
        word = f"zyx{number:03d}quv"
        moment = time.time_ns() // 1_000_000
        made = editing.create(
            db, Written(f"About {word}", f"All of {word}.", "en"), site="main", author=None, note="", now=moment
        )
        publishing.publish(db, made.id, seen=made.version, now=moment)
        began = time.perf_counter()
        while f"about-{word}" not in _get(port, f"/search?q={word}")[1]:
            assert time.perf_counter() - began < 10, "never found"
            time.sleep(0.002)
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)
    db.close()
    return times


def _idle_mb(pid: int) -> float:
    """Proportional set size of a process and all below it, after five quiet seconds."""
    time.sleep(5)
    total = 0
    for each in [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]:
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _bare(folder: Path, found: list[Text]) -> float:
    """Requests/s of a bare Flask page with one row, under the same server and load."""
    path, port = folder / "bare.db", _free_port()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE page (number INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    database.executemany("INSERT INTO page VALUES (?, ?, ?)", [(n, t.title, t.body) for n, t in enumerate(found)])
    database.commit()
    database.close()
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--bind", f"127.0.0.1:{port}",
               "--no-control-socket", "--log-level", "error", "bench.bare:app"]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "BENCH_BARE_DATABASE": str(path)}, cwd=_ROOT)
    try:
        while not _answers(port):
            time.sleep(0.02)
        requests = [{"path": f"/{number * 7 % ARTICLES}"} for number in range(500)]
        return float(_load(port, requests, connections=16)["rate"])
    finally:
        process.terminate()
        process.wait(20)


def _load(port: int, requests: list[dict[str, Any]], *, connections: int) -> dict[str, Any]:
    lines = "\n".join(json.dumps(request) for request in requests)
    command = [sys.executable, "-m", "bench.load", str(port), str(SECONDS), str(connections)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, cwd=_ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert set(found["statuses"]) == {"200"}, found["statuses"]
    return found


def _answers(port: int) -> bool:
    try:
        return _get(port, "/health" if port else "/")[0] in (200, 404)
    except (OSError, http.client.HTTPException):
        return False


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def _post(connection: http.client.HTTPConnection, path: str, body: object, *, token: str | None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    assert answer.status in (200, 201), (answer.status, found)
    return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _beside(rate: float, bare: float) -> str:
    return f"bare Flask page {bare:,.0f} /s: {rate / bare:.0%}"


def _pair(times: list[float]) -> str:
    return f"{percentile(times, 0.5):.1f} / {percentile(times, 0.99):.1f} ms"
