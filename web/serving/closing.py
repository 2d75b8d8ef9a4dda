"""While the server stops: whoever comes to its port is told to come again, and is not cut off."""

import socket
import threading
from contextlib import suppress
from typing import Final

from web.clock import monotonic

MOST_AT_ONCE: Final = 100
PATIENCE: Final = 2.0
"""Seconds for somebody who has come to say what they want, and to hear the answer."""

_LOOK: Final = 0.05
"""Seconds between two looks at whether the end has come."""

_SENTENCE: Final = "We will be back in a moment. Please try again shortly."
_PAGE: Final = (
    f'<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3">'
    f"<title>Firstline</title><p>{_SENTENCE}</p>"
)
_JSON: Final = f'{{"error": {{"code": "unavailable", "message": "{_SENTENCE}"}}}}'


class Closing:
    """Answers every new connection with 503. The processes that serve may still take some of them, and answer those."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._ending = False
        self._room = threading.Semaphore(MOST_AT_ONCE)
        self._thread = threading.Thread(target=self._go, name="closing", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Closes the port, once the processes that served have ended; nobody is cut off by it."""
        self._ending = True
        self._thread.join()
        self._shut()
        until = monotonic() + PATIENCE
        for _ in range(MOST_AT_ONCE):  # those who are just being told
            self._room.acquire(timeout=max(0.0, until - monotonic()))

    def _go(self) -> None:
        self._listener.settimeout(_LOOK)
        while not self._ending:
            self._receive()

    def _shut(self) -> None:
        """A port that is closed cuts off who waits at it. So its queue gets a single place, which we take ourselves:
        whoever else comes waits outside, and hears that there is no port."""
        self._listener.listen(0)
        self._listener.setblocking(False)
        until = monotonic() + PATIENCE
        with self._listener:
            while monotonic() < until:
                while self._receive():
                    pass
                with socket.socket(self._listener.family) as ours:
                    ours.settimeout(_LOOK)
                    with suppress(OSError):  # somebody was faster
                        ours.connect(self._listener.getsockname())
                        self._listener.close()
                        return

    def _receive(self) -> bool:
        """Whether somebody was there."""
        try:
            connection, _ = self._listener.accept()
        except OSError:  # nobody; or they have left again, or there are too many files
            return False
        if self._room.acquire(timeout=PATIENCE):
            threading.Thread(target=self._tell, args=(connection,), daemon=True).start()
        else:
            connection.close()
        return True

    def _tell(self, connection: socket.socket) -> None:
        until = monotonic() + PATIENCE
        with connection, suppress(OSError):
            connection.settimeout(PATIENCE)
            asked = connection.recv(65_536)
            if asked:
                connection.sendall(_answer(asked))
                connection.shutdown(socket.SHUT_WR)
                while monotonic() < until and connection.recv(65_536):  # or what is unread would cut off the answer
                    pass
        self._room.release()


def _answer(asked: bytes) -> bytes:
    page = b"text/html" in asked
    body = (_PAGE if page else _JSON).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable",
        f"Content-Type: {'text/html; charset=utf-8' if page else 'application/json'}",
        f"Content-Length: {len(body)}",
        "Retry-After: 2", "Cache-Control: no-store", "Connection: close", "", "",
    )
    return "\r\n".join(head).encode() + body
