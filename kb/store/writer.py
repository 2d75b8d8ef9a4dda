"""Group commit: one native thread runs all bodies that wait in one transaction, and answers when that is on disk."""

import copy
import threading
import time
from _queue import Empty, SimpleQueue  # gevent patches `queue`; what a native thread waits on must stay native
from collections.abc import Callable
from typing import Any, Protocol

from kb.store.commits import Commits
from kb.store.contract import Busy, Transaction, Unavailable
from kb.store.threads import Signal, call

BATCH_SECONDS = 0.05  # bulk work commits at least this often


class Lost(Unavailable):
    """The database gave up the whole transaction, not only the body that it happened to."""


class Target(Protocol):
    """What a writer writes to: one transaction at a time, in it one body after another. Used by its thread alone."""

    def begin(self) -> None:
        """Open a transaction that is the only one to write."""

    def run(self, body: Callable[[Transaction], Any]) -> Any:
        """The body's result; when it fails it alone is undone, and its exception raised. Raises Lost."""

    def commit(self) -> None:
        """Put it on disk."""

    def roll_back(self) -> None:
        """Undo it all. Never fails."""

    def close(self) -> None:
        """There will be no more."""


class Job:
    """A body that waits for the writer, and then what came of it."""

    __slots__ = ("body", "done", "error", "result")

    def __init__(self, body: Callable[[Transaction], Any], *, done: Signal) -> None:
        self.body = body
        self.done = done
        self.result: Any = None
        self.error: BaseException | None = None


class Writer:
    """The thread (`run` is its life) and the queue before it."""

    def __init__(self, target: Target, *, ended: Signal) -> None:
        self.wakes: list[Callable[[], None]] = []
        self.commits = Commits()
        self.ending = False
        self._target = target
        self._ended = ended
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread: int | None = None

    def take(self, job: Job) -> None:
        """Let a job wait its turn; its `done` is set when it is committed or has failed."""
        if threading.get_ident() == self._thread:
            raise RuntimeError("A body called write; it has its transaction already.")
        self._queue.put(job)
        if self.ending:
            self._refuse_waiting()

    def end(self) -> None:
        """Finish what waits, then close. Returns once that is done."""
        self._queue.put(None)
        self._ended.wait()

    def run(self) -> None:
        self._thread = threading.get_ident()
        while (job := self._queue.get()) is not None:
            self._commit_with_others(job)
        self.ending = True
        self._refuse_waiting()
        self._target.close()
        self._ended.set()

    def _commit_with_others(self, first: Job) -> None:
        batch = [first]
        began = time.monotonic()
        try:
            self._target.begin()
            started = time.monotonic()
            self._do(first)
            while time.monotonic() - started < BATCH_SECONDS and (job := self._next()):
                batch.append(job)
                self._do(job)
            self._target.commit()
            self.commits.note(seconds=time.monotonic() - began, writes=len(batch))
        except BaseException as error:  # whatever it was, the thread lives on
            self._target.roll_back()
            if isinstance(error, Busy):
                batch += iter(self._next, None)  # one has waited for the lock in vain for all of them
            for job in batch:
                job.error = job.error or copy.copy(error)
        for job in batch:
            job.done.set()
        for wake in tuple(self.wakes):
            call(wake)

    def _do(self, job: Job) -> None:
        try:
            job.result = self._target.run(job.body)
        except Lost:
            raise
        except BaseException as error:  # the caller's to handle
            job.error = error

    def _next(self) -> Job | None:
        try:
            job = self._queue.get_nowait()
        except Empty:
            return None
        if job is None:
            self._queue.put(None)  # the end: `run` must see it
        return job

    def _refuse_waiting(self) -> None:
        while True:
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
            if job is not None:
                job.error = Unavailable("The database is closed.")
                job.done.set()
