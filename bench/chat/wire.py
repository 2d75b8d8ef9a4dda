"""HTTP/1.1 over plain sockets, as little of it as our clients need: requests with JSON, and server-sent events."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from gevent import sleep, socket

PATIENCE: Final = 30.0
"""Seconds that a request may take before it is sent again."""

SILENCE: Final = 45.0
"""Seconds without a word after which a stream is opened anew, as docs/chat-protocol.md says."""

_KEPT: Final = 1.5
"""Seconds that a connection may rest: our server closes it after two."""

_TRIES: Final = 8


class Refused(Exception):
    """The server understood and said no: an answer below 500 that is not 2xx."""


class Connection:
    """One socket to the server, for one request after another."""

    def __init__(self, port: int) -> None:
        self.rests_since = 0.0
        self._data = b""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body."""
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        length = int(_header(head, b"content-length") or 0) if status != 204 else 0
        while len(self._data) < length:
            self._more()
        body, self._data = self._data[:length], self._data[length:]
        return status, head, body

    def stream(self, request: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Name and data of each event as it comes; ends with the stream. A refusal below 500 is raised at once."""
        self._socket.settimeout(SILENCE)
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        if head[9:12] >= b"500":
            raise ConnectionError(head[:200])
        if head[9:12] != b"200":
            raise Refused(head[:200])
        waiting = b""
        while size := int(self._until(b"\r\n"), 16):
            while len(self._data) < size + 2:
                self._more()
            waiting += self._data[:size]
            self._data = self._data[size + 2 :]
            *events, waiting = waiting.split(b"\n\n")
            yield from map(_event, events)

    def close(self) -> None:
        self._socket.close()

    def _until(self, mark: bytes) -> bytes:
        while (at := self._data.find(mark)) < 0:
            self._more()
        found, self._data = self._data[:at], self._data[at + len(mark) :]
        return found

    def _more(self) -> None:
        more = self._socket.recv(65_536)
        if not more:
            raise ConnectionError("the server closed the connection")
        self._data += more


class Browser:
    """What one person's browser is to the server: connections of its own that are kept for a while, and headers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.headers = ""
        self.repeats = 0
        self._idle: list[Connection] = []

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """The answer's JSON. What was not answered with 2xx is sent again, the same; raises Refused below 500."""
        request = self._wire(method, path, body)
        for tried in range(_TRIES):
            if tried:
                self.repeats += 1
                sleep(min(0.1 * 2**tried, 3.0))
            try:
                status, head, answer = self._once(request)
            except OSError:
                continue
            if status < 300:
                self._keep_cookie(head)
                found: dict[str, Any] = json.loads(answer or b"{}")
                return found
            if status < 500:
                raise Refused(method, path, status, answer[:200])
        raise ConnectionError(f"{method} {path} was not answered")

    def listen(self, path: Callable[[], str], heard: Callable[[bytes, bytes], None]) -> None:
        """Hears a stream until it is killed, and opens it anew whenever it ends; `path` is asked each time."""
        pause = 0.0
        while True:
            sleep(pause)
            connection = None
            try:
                connection = Connection(self.port)
                for name, data in connection.stream(self._wire("GET", path(), None)):
                    pause = 0.0
                    heard(name, data)
            except OSError:
                pause = min(pause * 2 or 1.0, 30.0)
            finally:
                if connection:
                    connection.close()
            self.repeats += 1

    def rest(self) -> None:
        """Closes what is only kept."""
        while self._idle:
            self._idle.pop().close()

    def _once(self, request: bytes) -> tuple[int, bytes, bytes]:
        connection = self._take()
        try:
            answer = connection.ask(request)
        except BaseException:
            connection.close()
            raise
        connection.rests_since = time.monotonic()
        self._idle.append(connection)
        return answer

    def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.rests_since < _KEPT:
                return connection
            connection.close()
        return Connection(self.port)

    def _wire(self, method: str, path: str, body: object) -> bytes:
        data = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.headers}"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        return f"{head}\r\n".encode() + data

    def _keep_cookie(self, head: bytes) -> None:
        if cookie := _header(head, b"set-cookie"):
            self.headers = f"Cookie: {cookie.partition(b';')[0].decode()}\r\n"


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        key, _colon, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return b""


def _event(block: bytes) -> tuple[bytes, bytes]:
    name = data = b""
    for line in block.split(b"\n"):
        if line.startswith(b"event: "):
            name = line[7:]
        elif line.startswith(b"data: "):
            data = line[6:]
    return name, data
