"""The servers that are measured, each in a temporary folder, and what they take of the machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from bench.figures import percentile
from desk import staffing
from kb.store import migrating
from kb.store.engine import open_database
from web.people import passwords

PASSWORD: Final = "measured-by-many"
_ROOT: Final = Path(__file__).parent.parent.parent
_FIRSTLINE: Final = [sys.executable, "-P", "-m", "web.cli"]


class Server:
    """A running server: its port, and what its processes take."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, *, flush: Path) -> None:
        self.port = port
        self._process = process
        self._flush = flush

    def add_to_flush(self, seconds: float) -> None:
        """From now on each commit takes so much longer."""
        self._flush.write_text(f"{round(seconds * 1e6):08}")

    def memory(self) -> float:
        """Bytes, as proportional set size of all its processes."""
        total = 0
        for process in self._tree():
            for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total * 1024

    def cpu(self) -> float:
        """Seconds of a core that its processes have used so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self._tree())

    def _tree(self) -> list[psutil.Process]:
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]


@dataclass(frozen=True, slots=True)
class Use:
    """Shares of one core: the server, this process, and everybody else on the machine."""

    server: float
    generator: float
    others: float


class Meter:
    """How much of the processor is used between two readings."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._last = self._now()

    def read(self) -> Use:
        """Since the last reading, or since the meter was made."""
        before, self._last = self._last, self._now()
        took, server, generator, all = (after - each for after, each in zip(self._last, before, strict=True))
        return Use(server / took, generator / took, max(0.0, all - server - generator) / took)

    def _now(self) -> tuple[float, float, float, float]:
        times = psutil.cpu_times()
        busy = sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)
        return time.perf_counter(), self._server.cpu(), time.process_time(), busy


@contextmanager
def firstline(folder: Path, *, agents: int) -> Iterator[Server]:
    """`firstline serve` on SQLite with the manual and so many agents (agent-1@example.com …, all with PASSWORD)."""
    folder.mkdir()
    flush, port = folder / "flush", free_port()
    flush.write_text("00000000")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")},
        "FIRSTLINE_DATA": str(folder / "data"), "FIRSTLINE_PORT": str(port), "FIRSTLINE_LIMITS": "off",
        "FIRSTLINE_LOG": "warning",
        "PYTHONPATH": os.pathsep.join((str(_ROOT / "bench/chat/slower"), str(_ROOT))), "BENCH_FLUSH": str(flush),
    }
    for command in ("migrate", "seed"):
        subprocess.run([*_FIRSTLINE, command], env=environment, check=True, stdout=subprocess.DEVNULL)
    _hire(folder / "data" / "firstline.db", agents)
    with _running([*_FIRSTLINE, "serve"], environment=environment, port=port) as process:
        yield Server(process, port, flush=flush)


@contextmanager
def floor(folder: Path) -> Iterator[Server]:
    """The bare floor."""
    port = free_port()
    command = [sys.executable, "-m", "bench.chat.floor", str(port), str(folder / "floor.db")]
    with _running(command, environment=dict(os.environ), port=port) as process:
        yield Server(process, port, flush=folder / "unused")


def flush_time(folder: Path) -> float:
    """Seconds that the disk takes to keep 4 kB for good: the median of 200."""
    times = []
    with (folder / "flushed").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return percentile(times, 0.5)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _hire(path: Path, count: int) -> None:
    db, now, password = open_database(str(path)), time.time_ns() // 1_000_000, passwords.hash(PASSWORD)
    assert not migrating.pending(db)
    for number in range(1, count + 1):
        staffing.add(
            db, site="main", email=f"agent-{number}@example.com", name=f"Agent {number}", role="agent", origin="real",
            password=password, language="en", now=now,
        )
    db.close()


@contextmanager
def _running(command: list[str], *, environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not _listens(port):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
