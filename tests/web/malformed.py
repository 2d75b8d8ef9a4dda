"""Requests that no honest client sends: good ones with one to three things spoiled, the same for the same seed.

They are made as WSGI servers hand them over (bytes of a path, a header or a cookie as Latin-1), since clients refuse to
send most of them.
"""

import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask

NOBODYS: Final = (
    "", "x", "x" * 5_000, "0", "-1", "null", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%ff%fe",
    "%ed%a0%80", "%f0%9f%92%a9", "%E4%BD%A0", "a;b", "a?b", "'; DROP TABLE message; --", "{{7*7}}", "%25%32%65", "\\",
    "99999999999999999999999999", "%c0%ae%c0%ae", "%0d%0aX-Bad:%201", "\u202e", "con", ".", "~",
)
JUNK: Final = (
    None, True, False, 0, -1, 1.5, 10**30, -(10**30), 2**63, 2**31, [], [[]], {}, {"a": {}}, "", " ", "\0", "a\0b",
    "\ud800", "\udfff x \ud83d", "💩" * 2_000, "x" * 4_001, "é" * 64, "\r\n\r\n", "<script>x</script>", "٣", "NaN",
    "\u202e\u202d", "\x1b[31m", "%s%n{0}", "__class__", "true",
)
BODIES: Final = (
    b"", b"{", b"}", b"[", b"nul", b"null", b"true", b"1", b'"text"', b"[]", b"{}{}", b"{'key': 'k'}", b'{"key": "k",}',
    b'{"key"}', b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"\x00" * 100, b"\xed\xa0\x80", b"[" * 20_000,
    b'{"a":' * 9_000, b"9" * 6_000, b'{"number":' + b"9" * 5_000 + b"}", b'{"rating": 1e999}', b'{"rating": NaN}',
    b'{"rating": -Infinity}', b'{"text": "\xff\xfe"}', b'{"text": "\\ud800", "key": "\\udfff"}',
    b'{"key": "a", "key": ["b"]}', b'{"\\u0000": "\\u0000"}', b"key=k&text=hello", b"%PDF-1.7",
    b"\x1f\x8b\x08\x00broken", b"a" * 70_000, b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb",
    b"--x\r\n\r\n--x--\r\n",
    b"=&=&&==%ZZ%&" * 500, b"a=1&" * 2_000, b"version=%D9%A3", b"version=-1&title=%00", b"title=%ff%fe&body=%ed%a0%80",
)  # fmt: skip
TYPES: Final = (
    "", "application/json", "application/json; charset=nonsense", "application/json; charset=utf-16", "text/plain",
    "*/*", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=\xff",
    "multipart/form-data", "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="', f"multipart/form-data; boundary={'x' * 300}",
    "application/\0", "a" * 3_000, "; ; ;", "multipart/form-data; boundary=\xff\xfe",
)  # fmt: skip
LENGTHS: Final = ("", "-1", "x", "0", "1", "1e3", "+5", "99999999999999999999", "5, 5", "٣", "0x10", " 4 ")
METHODS: Final = (
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "", "G\0T",
    "X" * 99,
)
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "HTTP_ACCEPT": ("\xff", "*/*;q=nan", "," * 500, "text/html;q=-1,application/json;q=1e999", "a/b;" * 200),
    "HTTP_ACCEPT_LANGUAGE": ("zh;q=nan", "zh;q=1e999", "\xff\xfe", "x" * 8_000, "en;q=", ";;;,,,", "zh-Hant-" * 99),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=x", "\xff", "," * 99),
    "HTTP_AUTHORIZATION": (
        "Bearer", "Bearer ", "Bearer \xff\xfe" + "x" * 40, "Bearer " + "x" * 43, "Basic =", "Basic \xff",
        "Digest x", "Bearer " + "é" * 43, "bearer null", "Bearer " + "a" * 100, "\0" * 50,
    ),
    "HTTP_COOKIE": (
        "firstline_session=\xff\xfe\xfd", "firstline_session=\xed\xa0\x80", "firstline_session=", "firstline_session",
        "firstline_session=" + "x" * 4_000, 'firstline_session="\\777\\000"; language="', "language=\xff; scheme=\0",
        "=;=;=", ";" * 1_000, "firstline_session=a; firstline_session=b", "firstline_session=\\ud800", "a=b" * 2_000,
    ),
    "HTTP_HOST": ("", "a b", "\xff", "x" * 300, "[::1", "127.0.0.1:99999999", "127.0.0.1:x", "a/b", "é.example"),
    "HTTP_ORIGIN": ("null", "http://[::1", "http://a:99999999", "//", "\xff", "http://127.0.0.1:8000\0"),
    "HTTP_REFERER": ("http://[::1", "\xff\xfe", "javascript:alert(1)", "http://localhost//evil.example", "x" * 6_000),
    "HTTP_SEC_FETCH_SITE": ("", "\xff", "same-origin, cross-site", "x" * 999),
    "HTTP_LAST_EVENT_ID": ("-1", "\xb2", "1e3", "9" * 400, "x", " 1", "\xff"),
    "HTTP_RANGE": ("bytes=", "bytes=-", "bytes=9-1", "bytes=0-0," * 300, "x=\xff", "bytes=99999999999999999999-"),
    "HTTP_IF_NONE_MATCH": ('"', "W/", "\xff", "*", '"a' * 500),
    "HTTP_IF_MODIFIED_SINCE": ("x", "Thu, 99 Foo 99999 99:99:99 GMT", "\xff", "0"),
    "HTTP_X_FORWARDED_FOR": ("\xff", "[::1", "::::,,,", "1.2.3.4:x", "x" * 5_000, "fe80::1%eth0", ""),
    "HTTP_CONTENT_ENCODING": ("gzip", "\xff"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked"),
    "HTTP_EXPECT": ("100-continue", "\xff"),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE", "\xff"),
}  # fmt: skip
QUERIES: Final = (
    "after=-1", "after=%D9%A3", "after=99999999999999999999", "after=1&after=x", "after=%00", "after[]=1", "before=%00",
    "before=%ff", "view=%ff", "view=", "q=%00", "q=%ff%fe", "q=%ed%a0%80", "q=" + "%F0%9F%92%A9" * 700,
    "q=" + "((" * 400, "q=" + "a" * 10_000, 'q="AND OR NOT * ~9 ^', "language=%ff", "language=zh-Hans&language=",
    "to=%0d%0aX:1", "next=//e", "%", "%%%", "=", "&" * 999, "a=" * 900, "only=%00&state=%00", "variant_of=%00",
    "\xff\xfe=\xff", "accent=%00&scheme=x", "page=-1",
)  # fmt: skip
GOOD: Final[dict[str, dict[str, Any]]] = {
    "messages": {"key": "k-1", "text": "how long does a refund take"},
    "handoff": {"key": "k-2"},
    "solved": {"key": "k-3", "solved": True},
    "contact": {"name": "Cleo", "email": "cleo@example.com"},
    "rating": {"rating": 5, "comment": "good"},
    "reply": {"key": "r", "text": "five days"},
    "note": {"key": "n", "text": "be kind"},
    "hand-back": {"to": "queue"},
    "read": {"number": 1},
    "presence": {"presence": "online"},
    "session": {"email": "nobody@example.com", "password": "wrong"},
    "conversations": {"language": "en", "channel": "site", "page": "/"},
}


@dataclass(slots=True)
class Broken:
    """A request as WSGI knows it."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        stream = io.BytesIO(self.body)
        return {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"), "QUERY_STRING": self.query,
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "RAW_URI": self.path,
            "HTTP_HOST": "127.0.0.1:8000", "CONTENT_LENGTH": str(len(self.body)), "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": stream, "wsgi.errors": io.StringIO(), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False, **self.headers,
        }


def spoiled(
    rng: random.Random, *, method: str, rule: str, id: str, foreign: Sequence[str], headers: dict[str, str]
) -> Broken:
    """A request for this route from somebody with these headers, in one to three ways not as it should be."""
    found = _good(method=method, rule=rule, id=id if rng.random() < 0.9 else rng.choice(foreign), headers=headers)
    for spoil in rng.sample(_WITH_BODY if found.body else _WITHOUT_BODY, k=rng.choice((1, 1, 2, 3))):
        spoil(rng, found, rule)
    return found


def sent(app: Flask, request: Broken) -> tuple[int, dict[str, str], bytes]:
    """What the application answers: status, headers and body; of a stream, nothing is read."""
    heard: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        heard[:] = [int(status.split(" ", 1)[0]), {name.lower(): value for name, value in headers}]

    answer = app.wsgi_app(request.environ(), start_response)
    try:
        stream = heard and heard[1].get("content-type", "").startswith("text/event-stream")
        body = b"" if stream else b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
    return heard[0], heard[1], body


def _good(*, method: str, rule: str, id: str, headers: dict[str, str]) -> Broken:
    path = rule
    while "<" in path:
        path = path[: path.index("<")] + id + path[path.index(">") + 1 :]
    found = Broken(method, path, headers=dict(headers))
    if rule.startswith(("/manage", "/sign-in", "/case")):
        found.body = b"version=1&title=A+title&body=Text&language=en&text=hello&key=k&deed=say&email=a&password=b"
        found.headers["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    elif method not in ("GET", "HEAD"):
        found.body = json.dumps(GOOD.get(rule.rpartition("/")[2], {})).encode()
        found.headers["CONTENT_TYPE"] = "application/json"
    return found


def _spoil_field(rng: random.Random, found: Broken, rule: str) -> None:
    fields = dict(GOOD.get(rule.rpartition("/")[2], {}), extra=1)
    fields[rng.choice(list(fields))] = rng.choice(JUNK)
    if rng.random() < 0.2:
        fields["choice"] = rng.choice(JUNK)
    found.body = json.dumps(fields, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def _spoil_body(rng: random.Random, found: Broken, _rule: str) -> None:
    found.body = rng.choice(BODIES)


def _spoil_type(rng: random.Random, found: Broken, _rule: str) -> None:
    found.headers["CONTENT_TYPE"] = rng.choice(TYPES)


def _spoil_length(rng: random.Random, found: Broken, _rule: str) -> None:
    found.headers["CONTENT_LENGTH"] = rng.choice(LENGTHS)


def _spoil_method(rng: random.Random, found: Broken, _rule: str) -> None:
    found.method = rng.choice(METHODS)


def _spoil_header(rng: random.Random, found: Broken, _rule: str) -> None:
    name = rng.choice(list(HEADERS))
    value = rng.choice(HEADERS[name])
    before = found.headers.get(name)  # servers join what is sent twice
    found.headers[name] = f"{before},{value}" if before and rng.random() < 0.3 else value


def _spoil_path(rng: random.Random, found: Broken, rule: str) -> None:
    if "<" in rule:
        place = rule.split("/").index(next(part for part in rule.split("/") if "<" in part))
        parts = found.path.split("/")
        parts[place] = rng.choice(NOBODYS)
        found.path = "/".join(parts)
    else:
        found.path = rng.choice(("{}/", "/{}", "/.{}", "{}/{}")).format(found.path, rng.choice(NOBODYS))


def _spoil_query(rng: random.Random, found: Broken, _rule: str) -> None:
    found.query = "&".join(rng.choice(QUERIES) for _ in range(rng.choice((1, 1, 2))))


_ANY: Final = (*[_spoil_header] * 2, _spoil_query, _spoil_path, _spoil_method)
_WITHOUT_BODY: Final = (*_ANY, _spoil_header, *[_spoil_query] * 2)
_WITH_BODY: Final = (*_ANY, *[_spoil_field] * 3, *[_spoil_body] * 2, _spoil_type, _spoil_length)
