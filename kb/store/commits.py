"""How long it takes until writes are on disk: remembered by the engine until somebody asks."""

from collections import deque
from dataclasses import dataclass
from typing import Final

MOST: Final = 10_000
"""Commits that are remembered where nobody asks."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction that is on disk: the seconds from its beginning until then, and how many writes it held."""

    seconds: float
    writes: int


class Commits:
    """What one process has committed lately. Any thread may note and take."""

    def __init__(self) -> None:
        self._last: deque[Commit] = deque(maxlen=MOST)

    def note(self, *, seconds: float, writes: int) -> None:
        self._last.append(Commit(seconds, writes))

    def take(self) -> list[Commit]:
        """Those since this was asked last."""
        return [self._last.popleft() for _ in range(len(self._last))]
