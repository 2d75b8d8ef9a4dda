"""Thousands of malformed requests on every route and from everybody: refused in good form, and nothing breaks."""

import dataclasses
import itertools
import json
import logging
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, signed_in
from tests.web.malformed import Broken, sent, spoiled
from tests.web.served import Served, Talk
from web import config
from web.guard import MOST_BYTES
from web.house import COOKIE

COUNT: Final = 2_000
SEED: Final = 2
PEOPLE: Final = ("nobody", "customer", "agent", "moderator")

GOOD: Final = b"POST /api/chat/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
LENGTH: Final = b"Content-Length: 2"
CHUNKED: Final = b"Transfer-Encoding: chunked"
RAW: Final = (
    b"", b"\r\n\r\n", b"\0" * 64, b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1",
    b" / HTTP/1.1\r\n\r\n", b"G\0T / HTTP/1.1\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET nothing HTTP/1.1\r\nHost: a\r\n\r\n", b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT a:443 HTTP/1.1\r\n\r\n", b"GET /?\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /%zz HTTP/1.1\r\n\r\n",
    b"GET /\xed\xa0\x80 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /static/../../config.py HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /static/..%2f..%2fapp.py HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"GET / HTTP/1.1\r\nA b: c\r\n\r\n", b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
    b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", b"GET / HTTP/1.1\r\n: empty\r\n\r\n", b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET /sign-in HTTP/1.1\r\nCookie: firstline_session=\xff\xfe; language=\xff\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2_000 + b"\r\n", b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nA: " + b"b" * 200_000 + b"\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x55" * 64, b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + GOOD,
    *(GOOD.replace(b"2\r\n\r\n", length + b"\r\n\r\n") for length in (b"-2", b"9999", b"two", b"", b"2, 2", b"+2")),
    GOOD.replace(LENGTH, LENGTH + b"\r\nContent-Length: 3"), GOOD.replace(LENGTH, LENGTH + b"\r\n" + CHUNKED),
    *(GOOD.replace(LENGTH, CHUNKED).replace(b"{}", body) for body in (b"zz\r\n{}", b"f" * 16 + b"\r\n{}", b"2\r\n{}")),
    GOOD.replace(LENGTH, b"Transfer-Encoding: gzip"),
    b"GET /api/desk/stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
)  # fmt: skip


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def settings(tmp_path: Path, web_dsn: str) -> config.Settings:
    """Behind a proxy, so that what it forwards is read, too."""
    found = config.read({"FIRSTLINE_DATA": str(tmp_path / "data"), "FIRSTLINE_PROXIES": "127.0.0.0/8"})
    return dataclasses.replace(found, database=web_dsn, limits=False)


class Complaints(logging.Handler):
    """What was logged as a mistake of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(logging.Formatter().format(record))


@pytest.fixture
def complaints(app: Flask) -> Iterator[Complaints]:
    app.testing = False  # as in service: what is not caught becomes a 500
    found = Complaints()
    logging.getLogger().addHandler(found)
    yield found
    logging.getLogger().removeHandler(found)


class Cast:
    """For each of PEOPLE the headers that they come with."""

    def __init__(self, app: Flask, db: Database, customer: Customer) -> None:
        self._app, self._db = app, db
        self._headers = {"nobody": {}, "customer": {"HTTP_AUTHORIZATION": f"Bearer {customer.token}"}}

    def headers(self, who: str) -> dict[str, str]:
        if who not in self._headers:
            cookie = signed_in(self._app, self._db, who, who).get_cookie(COOKIE)
            assert cookie
            self._headers[who] = {"HTTP_COOKIE": f"{COOKIE}={cookie.value}"}
        return self._headers[who]

    def may_have_signed_out(self, who: str) -> None:
        if who in ("agent", "moderator"):
            self._headers.pop(who, None)


def at_home(rule: str) -> str:
    """Whom of PEOPLE a route is for: from them a request gets farthest."""
    if rule.startswith(("/api/desk", "/desk")):
        return "agent"
    return "moderator" if rule.startswith("/manage") else "customer"


def in_good_form(broken: Broken, status: int, headers: dict[str, str], body: bytes) -> bool:
    """Whether an answer is one of ours: no mistake, nothing told of our insides, and JSON to programs."""
    if status >= 500 or b"Traceback" in body or b"werkzeug" in body.lower():
        return False
    if status < 400 or broken.method == "HEAD" or not broken.path.startswith("/api/"):
        return True
    error = json.loads(body)["error"]
    return bool(error["code"] and error["message"] and headers["cache-control"] == "no-store")


def test_thousands_of_malformed_requests_are_refused_in_good_form(
    app: Flask, db: Database, shelf: dict[str, Article], complaints: Complaints
) -> None:
    rng = random.Random(SEED)
    routes = sorted(
        (method, rule.rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"OPTIONS"}
    )
    customer, other = Customer(app.test_client()), Customer(app.test_client())
    cast = Cast(app, db, customer)
    mine = {"manage": shelf["password"].id, "articles": shelf["refund"].slug, "static": "base.css"}
    foreign = (other.id, shelf["secret"].slug, shelf["draft"].id, *mine.values())
    wrong: list[object] = []
    answered: set[int] = set()
    for method, rule in itertools.islice(itertools.cycle(routes), COUNT):
        who = rng.choice((*PEOPLE, *[at_home(rule)] * 3))
        id = mine.get(rule.split("/")[1], customer.id)
        broken = spoiled(rng, method=method, rule=rule, id=id, foreign=foreign, headers=cast.headers(who))
        status, headers, body = sent(app, broken)
        answered.add(status)
        if not in_good_form(broken, status, headers, body) or complaints.heard:
            wrong.append((who, status, broken, body[:300], complaints.heard.copy()))
            complaints.heard.clear()
        if "sign" in rule or "session" in rule:
            cast.may_have_signed_out(who)
    assert wrong == []
    assert {200, 303, 400, 401, 403, 404, 405, 409} <= answered  # they got far enough to be refused by each part
    too_long = Broken("POST", "/api/chat/conversations", body=b"{" * (MOST_BYTES + 1))
    assert sent(app, too_long)[0] == 413
    assert customer.client.get("/").status_code == 200
    assert Customer(app.test_client()).say("how long does a refund take").messages[-1]["kind"] == "passage"


def test_broken_http_hurts_only_its_own_connection(served: Served) -> None:
    rng = random.Random(SEED)
    flipped = [bytearray(GOOD) for _ in range(100)]
    for request in flipped:
        request[rng.randrange(len(GOOD))] = rng.randrange(256)
    noise = [rng.randbytes(rng.randrange(1, 3_000)) for _ in range(30)]
    answers = {bytes(raw): answer(served, raw) for raw in (*RAW, *flipped, *noise)}
    assert [(raw[:99], said[:99]) for raw, said in answers.items() if said[9:12] == b"500"] == []
    talk = Talk(served)
    talk.say("k", "still there?")
    assert talk.read()[-1]["text"] == "still there?"
    assert "Traceback" not in served.server.log()


def answer(served: Served, raw: bytes) -> bytes:
    """What comes back before the server hangs up, which it must do soon after we have said all that we had."""
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=10) as line:
        said = b""
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while got := line.recv(65_536):
                said += got
        except (BrokenPipeError, ConnectionResetError):
            pass  # it had heard enough
        return said
