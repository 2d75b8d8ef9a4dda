"""How the store waits for its own threads; a web process that runs greenlets brings its own way."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol


class Signal(Protocol):
    """A flag that one thread raises and another waits for."""

    def set(self) -> None:
        """Raise the flag. Any thread may, and it returns at once."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the flag is up, at most `timeout` seconds; whether it is up."""

    def clear(self) -> None:
        """Lower the flag."""


class Threads(Protocol):
    """Native threads, and signals that whoever calls the store can wait for."""

    def start(self, run: Callable[[], None], name: str) -> None:
        """Run `run` on a native thread that does not keep the process alive."""

    def signal(self) -> Signal:
        """A new signal, lowered."""

    def rest(self, seconds: float) -> None:
        """On a thread that was started: lets all others go first for so long."""


class NativeThreads:
    """Callers are native threads."""

    def start(self, run: Callable[[], None], name: str) -> None:
        threading.Thread(target=run, name=name, daemon=True).start()

    def signal(self) -> Signal:
        return threading.Event()

    def rest(self, seconds: float) -> None:
        time.sleep(seconds)


NATIVE = NativeThreads()


def call(wake: Callable[[], None]) -> None:
    """Call what a watcher gave us; its mistakes are logged and go no further."""
    try:
        wake()
    except Exception:
        logging.getLogger(__name__).exception("A watcher of the database failed.")
