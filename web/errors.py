"""Refusals: an answer that says what was wrong and what to do, as JSON to programs and as a page to people."""

import logging
import math
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from kb.store.engine import Busy, Unavailable
from web.arriving import this
from web.house import person
from web.words import _

_LOG: Final = logging.getLogger("firstline")
# Where our own scripts ask, outside of the interface.
_FOR_SCRIPTS: Final = frozenset({"/suggest", "/manage/files", "/questions/pictures", "/questions/tags/beginning"})

_MOST_QUERY: Final = 400

CODES: Final = {
    400: "malformed", 401: "sign_in", 403: "forbidden", 404: "not_found", 405: "malformed", 409: "conflict",
    413: "too_large", 415: "malformed", 429: "slow_down", 503: "unavailable",
}


class Refusal(Exception):
    """A request that is not done. `more` goes beside the code and the message."""

    def __init__(
        self, status: int, code: str, message: str, *, retry_after: float = 0, more: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.retry_after, self.more = retry_after, more or {}


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Busy, _unavailable)


def _refused(refusal: Refusal) -> Response:
    answer = _answer(refusal.status, refusal.code, refusal.message, refusal.more)
    if refusal.retry_after:
        answer.headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    return answer


def of_http(error: HTTPException) -> Response:
    """The answer to what Flask refuses by itself."""
    status = error.code or 500
    if status < 400:
        return make_response(error)
    return _answer(status, CODES.get(status, "error"), _sentence(status), {})


def _unavailable(error: Exception) -> Response:
    _LOG.warning("The database does not answer: %s", error)
    answer = _answer(503, "unavailable", _sentence(503), {})
    answer.headers["Retry-After"] = "2"
    return answer


def _answer(status: int, code: str, message: str, more: Mapping[str, object]) -> Response:
    if status >= 500:
        message = _("%(sentence)s (Reference: %(reference)s)", sentence=message, reference=this().reference)
    if request.path.startswith("/api/") or request.path in _FOR_SCRIPTS:
        answer = jsonify({"error": {"code": code, "message": message, **more}})
    else:
        closed, asked = status in (401, 403), request.method == "GET"
        answer = make_response(render_template(
            "errors/error.html", status=status, message=message, me=person() if closed else None,
            wanted=_wanted() if closed else "", back=_back() if closed or not asked else "",
            sent=not asked, again=_wanted() if status == 429 or status >= 500 else "",
            query=request.args.get("q", "")[:_MOST_QUERY],
        ))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted() -> str:
    """The page that somebody would see if they were somebody else; a deed is not done again by itself."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def _back() -> str:
    """The page of ours that led here; '' where none did."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    path = before.path + (f"?{before.query}" if before.query else "")
    ours = before.netloc == request.host and path.startswith("/") and not path.startswith(("//", "/\\"))
    here = request.method == "GET" and path == request.full_path.rstrip("?")
    return path if ours and not here and (before.path != "/sign-in" or request.path == before.path) else ""


def _sentence(status: int) -> str:
    match status:
        case 400 | 405 | 415:
            return _("We could not read this request. Please go back and try again.")
        case 401:
            return _("Please sign in first.")
        case 403:
            return _("You may not do this.")
        case 404:
            return _("There is nothing at this address, or not any more.")
        case 413:
            return _("This is too long for us. Please shorten it and try again.")
        case 503:
            return _("We will be back in a moment. Please try again shortly.")
        case _:
            return _("Something went wrong on our side. Please try again.")
