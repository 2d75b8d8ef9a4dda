"""Each request is counted, named in its answer, and leaves a line in the log."""

import logging
import time
from types import TracebackType
from typing import Final

from flask import Flask, Response

from kb.saying import Turn
from web.arriving import HEADER, Request, this
from web.house import house
from web.serving.logs import REQUESTS

_UNREMARKABLE: Final = frozenset({"health.health", "health.live", "health.ready", "metrics.metrics", "static"})
_LOG: Final = logging.getLogger(REQUESTS)

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def install(app: Flask) -> None:
    """Before all else that is to be done after requests: what was named first comes last."""
    app.request_class = Request
    app.after_request(_end)
    app.log_exception = _failed  # type: ignore[assignment,method-assign]  # Flask's own writes the address into the log


def begun(turn: Turn) -> Turn:
    """Counts a new conversation, and names it in the log; gives the turn back."""
    this().said_in = turn.conversation.id
    house().instruments.started()
    return turn


def spoken(turn: Turn) -> Turn:
    """Counts what a request said; gives the turn back."""
    house().instruments.turn(turn, since=this().began_at)
    return turn


def _end(response: Response) -> Response:
    request, status = this(), response.status_code
    seconds = time.perf_counter() - request.began
    response.headers.add(HEADER, request.reference)
    house().instruments.answered(request.rule, request.method, status, seconds)
    level = logging.INFO if status < 500 else logging.ERROR if status == 500 else logging.WARNING
    if _LOG.isEnabledFor(level) and (status >= 400 or request.endpoint not in _UNREMARKABLE):
        told = {**request.about(), "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.log(level, "answered", extra={"about": told})
    return response


def _failed(failure: Failure) -> None:
    _LOG.error("The request failed.", exc_info=failure)
