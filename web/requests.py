"""Each request gets a reference by which a person and the log name it, is counted, and leaves a line."""

import logging
import re
import secrets
import time
from types import TracebackType
from typing import Final

from flask import Flask, Response, g, request

from kb import ids
from kb.saying import Turn
from web.clock import now
from web.house import house
from web.logs import REQUESTS, about_request

HEADER: Final = "X-Request-ID"

_SHOWN: Final = re.compile(r"[A-Za-z0-9._-]{6,64}")
_UNREMARKABLE: Final = frozenset({"health.health", "health.live", "health.ready", "metrics.metrics", "static"})
_ID: Final = re.compile(rf"[{ids.ALPHABET}]{{{ids.TIME_LETTERS + ids.RANDOM_LETTERS}}}")
_LOG: Final = logging.getLogger(REQUESTS)

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def install(app: Flask) -> None:
    """Before all else that is to be done before and after requests."""
    app.before_request(_begin)
    app.after_request(_end)
    app.log_exception = _failed  # type: ignore[assignment,method-assign]  # Flask's own writes the address into the log


def reference() -> str:
    """How this request is named."""
    found: str = g.get("request_id", "")
    return found


def begun(turn: Turn) -> Turn:
    """Counts a new conversation, and names it in the log; gives the turn back."""
    g.conversation = turn.conversation.id
    house().instruments.started()
    return turn


def spoken(turn: Turn) -> Turn:
    """Counts what a request said, and names the conversation in the log; gives the turn back."""
    g.conversation = turn.conversation.id
    house().instruments.turn(turn, db=house().db, since=g.began_at)
    return turn


def _begin() -> None:
    g.began, g.began_at = time.perf_counter(), now()
    shown = request.headers.get(HEADER)
    g.request_id = shown if shown and _may_name(shown) else secrets.token_hex(6)
    named = (request.view_args or {}).get("id", "")
    if request.blueprint in ("chat_api", "desk_api") and _ID.fullmatch(named):
        g.conversation = named


def _may_name(shown: str) -> bool:
    """A proxy of ours may name its requests, so that its log and ours fit together."""
    return _SHOWN.fullmatch(shown) is not None and house().settings.trusts(request.remote_addr or "")


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    response.headers[HEADER] = g.request_id
    status, route = response.status_code, request.url_rule.rule if request.url_rule else "none"
    house().instruments.answered(route=route, method=request.method, status=status, seconds=seconds)
    level = logging.INFO if status < 500 else logging.ERROR if status == 500 else logging.WARNING
    if _LOG.isEnabledFor(level) and (status >= 400 or request.endpoint not in _UNREMARKABLE):
        about = {**about_request(), "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.log(level, "answered", extra={"about": about})
    return response


def _failed(failure: Failure) -> None:
    _LOG.error("The request failed.", exc_info=failure)
