"""`firstline serve`: a small parent of two kinds of process, web (gunicorn with gevent) and work.

The parent has the port, so that visitors wait a moment instead of being turned away while the web process is started
again, and holds each child's standard input, so that the children end when it does, however it ends.
"""

import errno
import fcntl
import http.client
import ipaddress
import logging
import os
import resource
import select
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import IO, Final

from web.commands import Refused
from web.config import OWNER_ONLY, Settings, environment
from web.serving import logs
from web.serving.children import Child
from web.serving.closing import Closing

GRACE: Final = 10
"""Seconds that requests under way get to finish when the server stops."""

LEFT_BEHIND: Final = GRACE + 2.0
"""Seconds in which the children of a server that was killed have let go of its port."""

MOST_CONNECTIONS: Final = 12_000
UNHEARD: Final = 40_000
"""Milliseconds until a connection ends whose other side acknowledges nothing. Streams say something every 20 seconds:
without this, an agent whose laptop went to sleep would count as there for a quarter of an hour."""

OPEN_FILES: Final = (65_536, 10_240)
"""Wished-for limits of open files; a system may refuse the first."""

_STOPS: Final = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_log: Final = logging.getLogger("firstline")


def run(settings: Settings, *, greeting: str) -> None:
    """Serves until SIGTERM, SIGINT or SIGHUP; prints the greeting once the site answers.

    Raises Refused where the address cannot be had, where another server has the data folder, and where the web process
    ends before it has answered.
    """
    alone = _lock(settings)
    listener = _listen_after(alone, settings)
    logs.install("serve", log=settings.log)
    shutil.rmtree(settings.data / "metrics", ignore_errors=True)  # what was counted before begins anew
    _raise_open_files()
    signals = _Signals()
    inherited = environment(settings)
    web = Child(
        "web",
        command=_gunicorn(settings, listener),
        environment=inherited,
        sockets=[listener.fileno()],
    )
    work = Child("work", command=[sys.executable, "-P", "-m", "web.serving.work"], environment=inherited)
    answered = threading.Event()
    threading.Thread(target=_greet, args=(listener, greeting, answered), name="greeting", daemon=True).start()
    try:
        _tend(web, work, answered=answered, signals=signals)
    finally:
        _log.info("The server stops.")
        closing = Closing(listener)
        _end([web, work], signals=signals)
        closing.end()
        alone.truncate(0)
        alone.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(address[0]).is_loopback for *_, address in found)


def _lock(settings: Settings) -> IO[str]:
    """Keeps the data folder for this server alone, until the file is closed or this process ends in whatever way."""
    file = (settings.data / "serving.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise Refused(
            f"Another server already runs with the data folder {settings.data}; end that one, or set FIRSTLINE_DATA."
        ) from error
    return file


def _listen_after(alone: IO[str], settings: Settings) -> socket.socket:
    """The open port. The lock's file is empty unless the server before was killed: then it is waited for what that one
    has left behind. Raises Refused."""
    alone.seek(0)
    until = time.monotonic() + (LEFT_BEHIND if alone.read() else 0.0)
    while True:
        try:
            listener = listen(settings)
        except Refused:
            if time.monotonic() >= until:
                raise
            time.sleep(0.05)
        else:
            alone.write("serving\n")
            alone.flush()
            return listener


def listen(settings: Settings) -> socket.socket:
    """The open port, whose every connection ends soon after the other side is gone. Raises Refused."""
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise Refused(f"FIRSTLINE_HOST names {host}, which is no address that this machine knows.") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":  # elsewhere the system's own patience, minutes, has to do
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise Refused(_why_not(error, host=host, port=port)) from error
    return listener


def _why_not(error: OSError, *, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may not be used without more rights; set FIRSTLINE_PORT to a number above 1023."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; end that one, or set FIRSTLINE_PORT to a free one."
    return f"FIRSTLINE_HOST names {host}, where this machine cannot listen: {error.strerror}."


def _raise_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wished in OPEN_FILES:
        limit = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
        if soft != resource.RLIM_INFINITY and soft < limit:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
                return


def _gunicorn(settings: Settings, listener: socket.socket) -> list[str]:
    options = {
        "--config": "python:web.serving.under_gunicorn",
        "--bind": f"fd://{listener.fileno()}",
        "--worker-class": "gevent",
        "--worker-connections": str(MOST_CONNECTIONS),
        # SQLite is written by one thread of one process; PostgreSQL by as many as like.
        "--workers": str(min(4, os.cpu_count() or 1) if settings.database.startswith("postgres") else 1),
        "--graceful-timeout": str(GRACE),
        "--umask": oct(OWNER_ONLY),
        "--forwarded-allow-ips": ",".join(map(str, settings.proxies)),
    }
    given = [part for option in options.items() for part in option]
    return [sys.executable, "-P", "-m", "gunicorn", *given, "--no-control-socket", "web.app:create_app()"]


def _greet(listener: socket.socket, greeting: str, answered: threading.Event) -> None:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not listened to
    while not answered.is_set():
        connection = http.client.HTTPConnection(host, port, timeout=60)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            answered.set()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    sys.stdout.write(greeting)
    sys.stdout.flush()
    _log.info("The server is ready.")


def _tend(web: Child, work: Child, *, answered: threading.Event, signals: "_Signals") -> None:
    while True:
        if not answered.is_set() and web.gave_up():
            raise Refused("The web process ended before it could answer; why stands above.")
        pauses = [pause for child in (web, work) if (pause := child.tend()) is not None]
        if signals.wait(min(pauses, default=None)) & _STOPS:
            return


def _end(children: Sequence[Child], *, signals: "_Signals") -> None:
    """Lets the children finish; a second signal, or the end of the grace, kills what still runs."""
    for child in children:
        child.stop()
    deadline = time.monotonic() + GRACE + 2
    while any(child.is_running() for child in children) and (left := deadline - time.monotonic()) > 0:
        if signals.wait(left) & _STOPS:
            break
    for child in children:
        child.bury()


class _Signals:
    """The signals of this process as something to wait for."""

    def __init__(self) -> None:
        self._heard, told = socket.socketpair()
        self._told = told
        told.setblocking(False)
        signal.set_wakeup_fd(told.fileno())
        for number in (*_STOPS, signal.SIGCHLD):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup has SIGHUP ignored, and it stays so
                signal.signal(number, _note)

    def wait(self, seconds: float | None) -> set[int]:
        """The signals that came, after at most so many seconds."""
        ready, _, _ = select.select([self._heard], [], [], seconds)
        return set(self._heard.recv(4096)) if ready else set()


def _note(_number: int, _frame: FrameType | None) -> None:
    """Python then writes the number of the signal to the socket that `_Signals.wait` reads."""
