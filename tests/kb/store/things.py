"""A table of our own to try the engines with, and patience."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kb.store.engine import Transaction

TABLE = """
    CREATE TABLE thing (
      id     TEXT PRIMARY KEY,
      colour TEXT NOT NULL CHECK (colour IN ('red', 'green')),
      amount BIGINT NOT NULL,
      part   TEXT REFERENCES thing (id)
    )
"""
COUNT = "SELECT count(*) FROM thing"


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    colour: str
    amount: int


def add(
    id: str, *, colour: str | None = "red", amount: int = 1, part: str | None = None
) -> Callable[[Transaction], int]:
    """A body that adds a thing."""
    sql = "INSERT INTO thing (id, colour, amount, part) VALUES (:id, :colour, :amount, :part)"
    return lambda tx: tx.run(sql, id=id, colour=colour, amount=amount, part=part)


def until(question: Callable[[], object], *, seconds: float = 3) -> bool:
    """Whether the answer becomes yes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.001)
    return False


class Callers:
    """Threads that each call something; `results` keeps what they returned or raised, in the order of `call`."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._results: list[Any] = []

    def call(self, deed: Callable[[], object]) -> None:
        place = len(self._results)
        self._results.append(None)
        thread = threading.Thread(target=self._keep, args=(place, deed), daemon=True)
        self._threads.append(thread)
        thread.start()

    def results(self) -> list[Any]:
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()
        return self._results

    def _keep(self, place: int, deed: Callable[[], object]) -> None:
        try:
            self._results[place] = deed()
        except BaseException as error:
            self._results[place] = error
