"""What gunicorn calls while it runs our web process (`--config python:web.under_gunicorn`)."""

import gc
from typing import Final, Protocol

import gevent
from flask import Flask

from web import lifeline

PATIENCE = 0.3
"""Seconds between two looks at whether the worker stops."""

COLLECT_AFTER: Final = (20_000, 50, 1_000)
"""Objects made until Python looks for cycles among the young ones, and how many such looks until it looks at older ones.
With its own (2,000, 10, 0 or so) it walks through everything that thousands of open streams hold every few seconds, and
stops the process for a quarter of a second meanwhile."""


class Worker(Protocol):
    """What we need of gunicorn's worker."""

    alive: bool
    wsgi: Flask


def when_ready(_arbiter: object) -> None:
    """In gunicorn's main process, before it makes workers."""
    lifeline.hold()


def post_worker_init(worker: Worker) -> None:
    """In each worker, once it has the application."""
    gc.collect()
    gc.freeze()  # what the application itself is made of stays anyway
    gc.set_threshold(*COLLECT_AFTER)
    gevent.spawn(_end_streams, worker)


def _end_streams(worker: Worker) -> None:
    """A graceful stop waits for every request to finish, and a live stream never does by itself."""
    while worker.alive:
        gevent.sleep(PATIENCE)
    while True:  # readers come again at once, and the worker listens for a moment longer
        worker.wsgi.extensions["firstline"].live.end_all()
        gevent.sleep(PATIENCE)
