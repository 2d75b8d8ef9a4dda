"""A real server of our own, started as a user starts it, and a page of another site beside it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import psutil

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 30.0
"""Seconds in which a server must have begun, or ended."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """`firstline serve` with a data folder of its own."""

    data: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    database: str = ""
    """An address of PostgreSQL; empty for SQLite in the data folder."""
    settings: dict[str, str] = field(default_factory=dict)
    """Further ones, by the names in the environment."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sign_ins(self) -> dict[str, str]:
        """The demo people's passwords, by address."""
        lines = (self.data / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines()
        return {line.split()[0]: line.split()[1] for line in lines}

    def run(self, *arguments: str) -> str:
        """A command of ours, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "web.cli", *arguments], cwd=ROOT, env=self._environment(), capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "web.cli", "serve"], cwd=ROOT, env=self._environment(),
            stdout=(self.data / "serve.log").open("ab"), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def kill(self) -> None:
        """As a power cut would: every process of the server at once."""
        if self.process:
            self._signal(signal.SIGKILL)
            self.process.wait(PATIENCE)
            self.process = None

    def freeze(self) -> None:
        """The line stays open and nothing comes, as when a network loses its way."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """To the parent first, which would start again what ends before it."""
        assert self.process
        parent = psutil.Process(self.process.pid)
        for process in (parent, *parent.children(recursive=True)):
            process.send_signal(number)

    def log(self) -> str:
        return (self.data / "serve.log").read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                return True
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")}
        return {
            **ours, "FIRSTLINE_DATA": str(self.data), "FIRSTLINE_PORT": str(self.port), "FIRSTLINE_LIMITS": "off",
            "FIRSTLINE_INDEX": "tantivy", "FIRSTLINE_DATABASE": self.database, **self.settings,
        }  # fmt: skip


@dataclass
class OtherSite:
    """A page on `localhost`, which browsers take for another site than 127.0.0.1, with one line of ours in it."""

    line: str
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self.server
        return f"http://localhost:{self.server.server_port}/"

    def start(self) -> None:
        site = self

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                language = "zh-Hans" if "zh-Hans" in self.path else "zh-Hant" if "zh-Hant" in self.path else "en"
                body = _PAGE.format(language=language, line=site.line).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                # As strict as a shop may be: ours must still come through, and nothing inline may.
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def policy(self) -> str:
        ours = self.line.split('"')[1].removesuffix("/embed.js")
        return f"default-src 'none'; script-src {ours}; frame-src {ours}; style-src 'none'; img-src 'self'"

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()


_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lantern shop</title>
</head>
<body>
<main><h1>Lantern shop</h1><p>Paper lanterns in every color, made to order. <a href="/other">Another page</a></p></main>
{line}
</body>
</html>
"""
