"""Open streams of server-sent events: what waits to be sent to each reader, and no more than it can hold."""

import json
import queue
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, Literal

HEARTBEAT: Final = 20.0
"""Seconds of silence before a comment line keeps the connection open."""

MOST_WAITING: Final = 256
"""Events that may wait for a slow reader; one more, and it is cut off to catch up by itself."""

MOST_BYTES: Final = 256 * 1024
"""Bytes that may wait, likewise: long messages fill the memory long before there are many."""

Kind = Literal["customer", "agent"]
"""Who reads a stream."""

RECONNECT: Final = b'event: reconnect\ndata: {"after_ms": 1500}\n\n'
_BEAT: Final = b": still here\n\n"


class Stream:
    """What one reader is sent. `person` and `session` are empty for customers; `hang_up` ends the connection."""

    __slots__ = (
        "_given", "_hang_up", "_items", "_open", "_taken", "conversations", "person", "session", "site", "was_cut",
    )

    def __init__(
        self, *, site: str, person: str = "", session: str = "", hang_up: Callable[[], None] = lambda: None
    ) -> None:
        self.site = site
        self.person = person
        self.session = session
        self.conversations: set[str] = set()
        self.was_cut = False
        self._items: queue.SimpleQueue[tuple[bytes, int] | None] = queue.SimpleQueue()
        self._given = self._taken = 0  # bytes; each counted by one side alone
        self._open = True
        self._hang_up = hang_up

    def push(self, item: bytes, *, number: int = 0) -> None:
        """Something to send; `number` is that of the message in it, 0 where there is none."""
        if not self._open:
            return
        if self._items.qsize() >= MOST_WAITING or self._given - self._taken > MOST_BYTES:
            self._cut()
        else:
            self._given += len(item)
            self._items.put((item, number))

    def end(self) -> None:
        """Asks the reader to come again, and closes."""
        if self._open:
            self._open = False
            self._items.put(None)

    def _cut(self) -> None:
        """The reader comes again and reads what it missed. One that reads nothing at all cannot be asked to."""
        self.was_cut = True
        with suppress(queue.Empty):
            while True:
                self._items.get_nowait()
        self.end()
        self._hang_up()

    def read(self, *, after: int = 0) -> Iterator[bytes]:
        """What to send, as it comes, without the messages up to `after`: the reader caught up with those by itself."""
        while True:
            try:
                item = self._items.get(timeout=HEARTBEAT)
            except queue.Empty:
                yield _BEAT
                continue
            if item is None:
                yield RECONNECT
                return
            self._taken += len(item[0])
            if not 0 < item[1] <= after:
                yield item[0]


def hanging_up(environ: Mapping[str, Any]) -> Callable[[], None]:
    """What ends the connection of a request under gunicorn, also while the server waits for it to read."""
    line: socket.socket | None = environ.get("gunicorn.socket")

    def hang_up() -> None:
        if line:
            with suppress(OSError):  # it is gone already
                line.shutdown(socket.SHUT_RDWR)

    return hang_up


class Streams:
    """Open streams by what they are about; a name under which none is open any more is forgotten."""

    def __init__(self) -> None:
        self._by_name: dict[str, set[Stream]] = {}

    def add(self, name: str, stream: Stream) -> None:
        self._by_name.setdefault(name, set()).add(stream)

    def discard(self, name: str, stream: Stream) -> None:
        streams = self._by_name.get(name, set())
        streams.discard(stream)
        if not streams:
            self._by_name.pop(name, None)

    def of(self, name: str) -> tuple[Stream, ...]:
        """Those that are open now."""
        return tuple(self._by_name.get(name, ()))

    def items(self) -> list[tuple[str, tuple[Stream, ...]]]:
        """Each name with its streams, as of now."""
        return [(name, tuple(streams)) for name, streams in list(self._by_name.items())]

    def __len__(self) -> int:
        return sum(map(len, list(self._by_name.values())))


def event(name: str, data: Any, *, id: int | None = None) -> bytes:
    """One event on the wire."""
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
