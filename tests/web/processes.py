"""`firstline serve` as a process of its own, for tests that stop it, kill parts of it, or read what it prints."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil
import pytest

from web import cli

PATIENCE: Final = 20.0


class Server:
    """A server in a folder of its own, and the processes that it is made of."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "web.cli", "serve"],
            cwd=folder,
            env={**os.environ, "FIRSTLINE_PORT": str(port), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_hear_ctrl_c,
        )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=PATIENCE) as answer:
                return answer.status == 200
        except OSError:
            return False

    def children(self, command: str) -> list[int]:
        """The processes that the parent has started for this: one, or none for a moment."""
        return [pid for pid, (parent, line) in running().items() if parent == self.process.pid and command in line]

    def family(self) -> set[int]:
        """Every process below the parent."""
        parents = {pid: parent for pid, (parent, _) in running().items()}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def end(self, number: signal.Signals) -> str:
        """Sends the signal and answers what the server printed in its life."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=PATIENCE)[0]


def _hear_ctrl_c() -> None:
    """Tests that run in the background inherit that Ctrl+C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def running() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process that has not ended."""
    shown = (process.info for process in psutil.process_iter(["pid", "ppid", "status", "cmdline"]))
    return {
        info["pid"]: (info["ppid"], " ".join(info["cmdline"] or ()))
        for info in shown
        if info["status"] != psutil.STATUS_ZOMBIE
    }


def soon(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """A server that answers; afterwards nothing of it is left."""
    started = Server(folder, **settings)
    try:
        assert soon(started.answers)
        yield started
    finally:
        family = started.family()
        started.process.kill()  # first, or it would start again what is killed
        for pid in family & set(running()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        started.process.communicate()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a migrated database, and with a file that must not be taken for our `web`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIRSTLINE_DATA", "data")
    (tmp_path / "web.py").write_text("raise RuntimeError('this is not Firstline')")
    assert cli.main(["migrate"]) == 0
    return tmp_path
