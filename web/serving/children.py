"""The processes that `firstline serve` keeps running."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

SHORTEST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 10.0
STEADY: Final = 30.0
"""Seconds that a process must have run for its next end to count as the first again."""

_HOUSE: Final = Path(__file__).resolve().parents[2]
_log = logging.getLogger("firstline")


class Child:
    """One process, started again whenever it ends; the pause before it doubles while it keeps ending soon."""

    def __init__(
        self, name: str, *, command: Sequence[str], environment: Mapping[str, str], sockets: Sequence[int] = ()
    ) -> None:
        self._name = name
        self._command = command
        self._environment = environment
        self._sockets = sockets
        self._pause = SHORTEST_PAUSE
        self._due: float | None = None
        self._start()

    def is_running(self) -> bool:
        return self._process.poll() is None

    def gave_up(self) -> bool:
        """Whether the process ended by itself, with an error; one that somebody killed has not."""
        return (self._process.poll() or 0) > 0

    def tend(self) -> float | None:
        """Starts the process again when it is time. Answers the seconds until then; None while the process runs."""
        if self.is_running():
            return None
        now = time.monotonic()
        if self._due is None:
            self._due = now + self._next_pause(now)
            _log.error("The %s process ended (%s) and is started again.", self._name, _ending(self._process.returncode))
            self.bury()
        if now < self._due:
            return self._due - now
        self._start()
        return None

    def stop(self) -> None:
        """Asks the process to finish what it is doing and end."""
        if self.is_running():
            self._process.terminate()

    def bury(self) -> None:
        """Kills the process where it still runs, and whatever it has started and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _start(self) -> None:
        # In a session of its own, so that Ctrl+C reaches the parent alone; in our own folder, so that a folder of the
        # person's that is also called `web` is not taken for ours. Its standard input is its lifeline.
        self._process = subprocess.Popen(  # noqa: S603 - the command line is ours
            self._command,
            cwd=_HOUSE,
            env=self._environment,
            stdin=subprocess.PIPE,
            pass_fds=self._sockets,
            start_new_session=True,
        )
        self._started = time.monotonic()
        self._due = None

    def _next_pause(self, now: float) -> float:
        pause = SHORTEST_PAUSE if now - self._started >= STEADY else self._pause
        self._pause = min(2 * pause, LONGEST_PAUSE)
        return pause


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
