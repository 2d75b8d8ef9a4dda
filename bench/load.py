"""A load generator in a process of its own: keep-alive connections, bounded in number and time, loopback only.

    python -m bench.load PORT SECONDS CONNECTIONS    # requests come as JSON lines on standard input

Each line is {"method", "path", "headers", "body"}. Every connection takes the next line and begins again at the end.
The last line printed is {"rate", "times_ms": [...], "statuses": {...}}.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections import Counter  # noqa: E402

import gevent  # noqa: E402

MOST_SECONDS = 60
MOST_CONNECTIONS = 200


def main() -> None:
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    requests = [_wire(json.loads(line)) for line in sys.stdin]
    until = time.perf_counter() + min(seconds, MOST_SECONDS)
    times: list[float] = []
    statuses: Counter[str] = Counter()
    began = time.perf_counter()
    count = min(connections, MOST_CONNECTIONS)
    gevent.joinall(
        [gevent.spawn(_send, port, requests[at::count] or requests, until, times, statuses) for at in range(count)],
        raise_error=True,
    )
    rate = len(times) / (time.perf_counter() - began)
    print(json.dumps({"rate": rate, "times_ms": [round(each * 1000, 3) for each in times], "statuses": statuses}))


def _send(port: int, requests: list[bytes], until: float, times: list[float], statuses: Counter[str]) -> None:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    at = 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        connection.sendall(requests[at % len(requests)])
        statuses[_read(connection)] += 1
        times.append(time.perf_counter() - began)
        at += 1
    connection.close()


def _read(connection: socket.socket) -> str:
    """Reads one answer, and gives its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head.split(b" ", 2)[1].decode()


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
