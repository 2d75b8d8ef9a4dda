"""What gunicorn calls while it runs our web process (`--config python:web.under_gunicorn`)."""

from typing import Protocol

import gevent
from flask import Flask

from web import lifeline

PATIENCE = 0.3
"""Seconds between two looks at whether the worker stops."""


class Worker(Protocol):
    """What we need of gunicorn's worker."""

    alive: bool
    wsgi: Flask


def when_ready(_arbiter: object) -> None:
    """In gunicorn's main process, before it makes workers."""
    lifeline.hold()


def post_worker_init(worker: Worker) -> None:
    """In each worker, once it has the application."""
    gevent.spawn(_end_streams, worker)


def _end_streams(worker: Worker) -> None:
    """A graceful stop waits for every request to finish, and a live stream never does by itself."""
    while worker.alive:
        gevent.sleep(PATIENCE)
    while True:  # readers come again at once, and the worker listens for a moment longer
        worker.wsgi.extensions["firstline"].live.end_all()
        gevent.sleep(PATIENCE)
