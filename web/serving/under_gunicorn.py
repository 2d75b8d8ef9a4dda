"""What gunicorn calls while it runs our web process (`--config python:web.serving.under_gunicorn`).

This is read before gevent has changed anything, so nothing of the application is imported here.
"""

import gc
import logging
import signal
from types import TracebackType
from typing import Any, Final, Protocol

import gevent
from flask import Flask
from gunicorn import glogging

from web.config import read  # and not `config`: a name of this module that gunicorn knows is a setting of it
from web.serving import lifeline, logs

PATIENCE = 0.3
"""Seconds between two looks at whether the worker stops."""

SAMPLED: Final = 1.0
"""Seconds between two samples of what /metrics tells of each worker."""

COLLECT_AFTER: Final = (20_000, 50, 1_000)
"""Objects made until Python looks for cycles among the young ones, and how many such looks until it looks at older
ones. With its own (2,000, 10, 0 or so) it walks through everything that thousands of open streams hold every few
seconds, and stops the process for a quarter of a second meanwhile."""

_log: Final = logging.getLogger("firstline")


class Worker(Protocol):
    """What we need of gunicorn's worker."""

    alive: bool
    wsgi: Flask


class logger_class(glogging.Logger):  # type: ignore[misc]  # noqa: N801 - gunicorn's name for this setting
    """Gunicorn's messages go the way of ours, without the addresses and lines of requests that some of them hold."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self._access_log_enabled = False  # ours says more, and less
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True
        self.error_log.filters[:] = [_without_requests]
        logs.install("web", log=read().log)


def when_ready(_arbiter: object) -> None:
    """In gunicorn's main process, before it makes workers."""
    lifeline.hold()


def post_fork(_arbiter: object, _worker: Worker) -> None:
    """In each worker, first. It is a copy of the main process, which only notes what it is asked: until it listens for
    itself, the request to stop would be lost, and it would go on until it is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def post_worker_init(worker: Worker) -> None:
    """In each worker, once it has the application."""
    gc.collect()
    gc.freeze()  # what the application itself is made of stays anyway
    gc.set_threshold(*COLLECT_AFTER)
    gevent.get_hub().print_exception = _greenlet_failed
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))  # and is not killed by what ends others gently
    gevent.spawn(_stop_gently, worker)
    gevent.spawn(_sample, worker)


def worker_exit(_arbiter: object, _worker: Worker) -> None:
    """In each worker, last."""
    logs.end()


def _stop_gently(worker: Worker) -> None:
    """A graceful stop waits for every request to finish, and a live stream never does by itself."""
    house = worker.wsgi.extensions["firstline"]
    while worker.alive:
        gevent.sleep(PATIENCE)
    house.stopping.set()
    while True:  # readers come again at once, and the worker listens for a moment longer
        house.live.end_all()
        gevent.sleep(PATIENCE)


def _sample(worker: Worker) -> None:
    """So that each worker's numbers are there whichever of them is asked."""
    while True:
        try:
            worker.wsgi.extensions["firstline"].sample()
        except Exception:
            _log.exception("The numbers for /metrics could not be sampled.")
        gevent.sleep(SAMPLED)


def _without_requests(record: logging.LogRecord) -> bool:
    """A filter that rewrites: what gunicorn could not read as a request, or the address of one that failed."""
    for beginning, instead in (
        ("Invalid request from ip=", "Something that is no HTTP request was refused."),
        ("Error handling request", "A request failed outside of the application."),
    ):
        if str(record.msg).startswith(beginning):
            record.msg, record.args = instead, ()
    return True


def _greenlet_failed(
    _context: object, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    _log.error("A greenlet failed.", exc_info=error)
