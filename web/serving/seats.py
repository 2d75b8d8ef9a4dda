"""Where the processes of one server count: each has a seat of its own, and whoever comes in its place counts on there.

A seat is held by a lock that the system lets go of when the process ends, however it ends. So the totals of a worker
that was killed are kept, and there are never more files than processes that ran at once.
"""

import fcntl
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from prometheus_client import multiprocess

_FILES: Final = {
    "counter": 1 << 18, "histogram": 1 << 20, "gauge_livesum": 1 << 16, "gauge_livemax": 1 << 16, "gauge_max": 1 << 16,
}
"""Bytes that each file of a seat has from the start: several times what it needs."""

_held: list[IO[str]] = []


def take(folder: Path, kind: str) -> str:
    """The first free seat of this kind, which is this process's until it ends. Totals go on there; what the one before
    it had open does not count any more."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in itertools.count():
        seat = f"{kind}-{number}"
        file = _lock(folder / f"{seat}.seat")
        if file:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            _held.append(file)
            multiprocess.mark_process_dead(seat, folder)
            _reserve(folder, seat)
            return seat
    raise AssertionError


def occupied(folder: Path) -> Iterator[tuple[str, int]]:
    """Each seat whose process lives, with its number; what the others have open is forgotten."""
    for path in sorted(folder.glob("*.seat")):
        file = _lock(path)
        if file is None:
            yield path.stem, int(path.read_text() or 0)
        else:
            multiprocess.mark_process_dead(path.stem, folder)
            file.close()


def _lock(path: Path) -> IO[str] | None:
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _reserve(folder: Path, seat: str) -> None:
    """The files are written through memory: one that cannot grow on a full disk would end the process."""
    for name, size in _FILES.items():
        path = folder / f"{name}_{seat}.db"
        if not path.exists():
            path.write_bytes(bytes(size))
