"""A load generator in a process of its own: keep-alive connections, bounded in number and time, loopback only.

    python -m bench.load PORT SECONDS CONNECTIONS    # requests come as JSON lines on standard input

Each line is {"method", "path", "headers", "body"}. Every connection takes the next line and begins again at the end.
The last line printed is {"rate", "times_ms": [...], "statuses": {...}}.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence

MOST_SECONDS = 60
MOST_CONNECTIONS = 200
_LENGTH = b"content-length: "


class Connection:
    """One client: sends its requests one after another and times the answers."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._next = 0
        self._data = b""

    def send(self) -> None:
        self._began = time.perf_counter()
        self.socket.sendall(self._requests[self._next])
        self._next = (self._next + 1) % len(self._requests)

    def receive(self) -> tuple[str, float] | None:
        """The status and the seconds of an answer, once all of it is here."""
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("the server closed the connection")
        self._data += more
        head, blank, body = self._data.partition(b"\r\n\r\n")
        if not blank:
            return None
        length = int(head.lower().partition(_LENGTH)[2].partition(b"\r\n")[0])
        if len(body) < length:
            return None
        self._data = b""
        return head[9:12].decode(), time.perf_counter() - self._began


def main() -> None:
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    requests = [_wire(json.loads(line)) for line in sys.stdin]
    times: list[float] = []
    statuses: Counter[str] = Counter()
    count = min(connections, MOST_CONNECTIONS)
    ready = selectors.DefaultSelector()
    for at in range(count):
        connection = Connection(port, requests[at::count] or requests)
        ready.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    began = time.perf_counter()
    while time.perf_counter() - began < min(seconds, MOST_SECONDS):
        for key, _events in ready.select(1):
            answer = key.data.receive()
            if answer:
                statuses[answer[0]] += 1
                times.append(answer[1])
                key.data.send()
    rate = len(times) / (time.perf_counter() - began)
    print(json.dumps({"rate": rate, "times_ms": [round(each * 1000, 3) for each in times], "statuses": statuses}))


def _wire(request: dict[str, object]) -> bytes:
    body = json.dumps(request["body"]).encode() if request.get("body") is not None else b""
    lines = [f"{request.get('method', 'GET')} {request['path']} HTTP/1.1", "Host: 127.0.0.1"]
    headers = request.get("headers") or {}
    assert isinstance(headers, dict)
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


if __name__ == "__main__":
    main()
