"""Jobs that are done again and again, each on a thread of its own: one that is slow or fails holds up no other."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from kb.store import leases
from kb.store.engine import Busy, Database, Transaction, Unavailable
from web.clock import monotonic, now

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
"""Seconds that a failing job rests: it starts with the first, and doubles up to the longest."""

Result = Literal["done", "failed"]
_log = logging.getLogger("firstline")


@dataclass(frozen=True, slots=True)
class Job:
    """`do` is done every so many seconds; where `by` is "one", by one of all the work processes on this database.

    A job that goes "with the log" is also done as soon as anything was written.
    """

    name: str
    every: float
    do: Callable[[], object]
    by: Literal["each", "one"] = "each"
    pace: Literal["the clock", "with the log"] = "the clock"

    def __post_init__(self) -> None:
        if self.by == "one" and self.pace == "with the log":
            raise ValueError(f"{self.name}: taking the lease is a write, which would wake the job again, for ever")


class Round:
    """A job in its round. `trouble` says why it fails at present, and is empty while it goes well.

    `told` hears each time that it was done or failed.
    """

    def __init__(
        self, job: Job, *, db: Database, holder: str, told: Callable[[str, Result], object] = lambda job, result: None
    ) -> None:
        self.trouble = ""
        self._told = told
        self._job = job
        self._db = db
        self._holder = holder
        self._ending = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._go, name=job.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self, *, within: float) -> None:
        """Asks the round to end after what it is doing, and waits so many seconds for that."""
        self._ending = True
        self._wake.set()
        self._thread.join(within)

    def _go(self) -> None:
        quiet = self._db.watch(self._wake.set) if self._job.pace == "with the log" else None
        pause = FIRST_PAUSE
        while not self._ending:
            self._wake.clear()
            if self._try():
                pause = FIRST_PAUSE
                self._wake.wait(self._job.every)
            else:
                self._rest(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        if quiet:
            quiet()

    def _try(self) -> bool:
        try:
            if self._job.by == "each" or self._db.write(self._take):
                self._job.do()
                self._told(self._job.name, "done")
        except Exception as error:
            self._told(self._job.name, "failed")
            self._note(error)
            return False
        if self.trouble:
            _log.info("%s is well again.", self._job.name)
        self.trouble = ""
        return True

    def _take(self, tx: Transaction) -> bool:
        at = now()
        # Held for one and a half rounds: the same process keeps it, and another takes over when this one is gone.
        return leases.take(tx, self._job.name, holder=self._holder, now=at, until=at + int(1500 * self._job.every))

    def _note(self, error: Exception) -> None:
        trouble = f"{self._job.name}: {' '.join(str(error).split()) or type(error).__name__}"
        if trouble != self.trouble:
            if isinstance(error, Unavailable | Busy):  # which line noticed that the store is away tells nobody anything
                _log.error("%s", trouble)
            else:
                _log.error("The job “%s” fails.", self._job.name, exc_info=error)
        self.trouble = trouble

    def _rest(self, seconds: float) -> None:
        """Waits, however much is written meanwhile."""
        until = monotonic() + seconds
        while not self._ending and (left := until - monotonic()) > 0:
            self._wake.clear()
            self._wake.wait(min(left, 0.5))
