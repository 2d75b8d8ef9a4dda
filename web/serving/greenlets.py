"""The store's threads in a process that runs greenlets: native threads work, greenlets wait."""

from collections.abc import Callable
from typing import Any, TypeVar

from gevent import get_hub, monkey
from gevent.event import Event

from kb.store.engine import Signal

Result = TypeVar("Result")

_start_native = monkey.get_original("_thread", "start_new_thread")
_sleep_native = monkey.get_original("time", "sleep")


def aside(work: Callable[[], Result]) -> Result:
    """What keeps a core busy for long, done on a native thread while the other greenlets go on."""
    if not monkey.is_module_patched("threading"):
        return work()
    result: Result = get_hub().threadpool.apply(work)
    return result


class Greenlets:
    """`kb.store.engine.Threads` for callers that are greenlets."""

    def start(self, run: Callable[[], None], name: str) -> None:
        _start_native(run, ())

    def signal(self) -> Signal:
        return _Signal()

    def rest(self, seconds: float) -> None:
        _sleep_native(seconds)


class _Signal:
    """Raised by any native thread; whoever waits for it lets the other greenlets of its hub run."""

    def __init__(self) -> None:
        self._up = False
        self._watchers: list[Any] = []

    def set(self) -> None:
        self._up = True
        for watcher in tuple(self._watchers):
            watcher.send()  # the one thing that a hub takes from another thread

    def wait(self, timeout: float | None = None) -> bool:
        if self._up:
            return True
        woken = Event()
        watcher = get_hub().loop.async_()
        watcher.start(woken.set)
        self._watchers.append(watcher)
        try:
            if not self._up:  # it may have been raised before the watcher was listed
                woken.wait(timeout)
        finally:
            self._watchers.remove(watcher)
            watcher.stop()  # and not closed: `set` may just be sending to it
        return self._up

    def clear(self) -> None:
        self._up = False
