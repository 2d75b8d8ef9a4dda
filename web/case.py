"""The page behind a private link: a conversation to read and to go on with, on any device, also without JavaScript.

Whoever has the link has the conversation, so its address goes nowhere: no other site is told it, no cache keeps it.
"""

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from bot import chat
from kb import conversing, ids
from kb import text as pipeline
from kb.store import conversations, messages
from kb.store.conversations import Conversation
from web import asked, limits, payloads
from web.arriving import this
from web.clock import now
from web.house import house
from web.requests import spoken
from web.words import _

pages = Blueprint("case", __name__)

SHOWN: Final = 1_000
"""Messages of a conversation that the page shows, the last ones."""

_TOKEN_LENGTH: Final = 43
_R = TypeVar("_R", bound=AnyResponse)


@pages.get("/case/<token>")
def case(token: str) -> Response:
    limits.hold(limits.CASE)
    return _page(_conversation(token))


@pages.post("/case/<token>")
def go_on(token: str) -> AnyResponse:
    """A message, a rating, or the word that it is solved: `deed` says which."""
    limits.hold(limits.CASE)
    row = _conversation(token)
    match request.form.get("deed", "say"):
        case "solved":
            spoken(chat.confirm(house().db, row, key=_key(), now=now()))
        case "rate":
            _rate(row)
        case _:
            text = pipeline.printable(request.form.get("text", "")).strip()
            problem = _problem(text)
            if problem:
                return _page(row, text=text, problem=problem)
            spoken(chat.say(house().db, house().index, row, key=_key(), text=text, now=now()))
    # Going back or loading again must not send it twice.
    return _private(redirect(f"/case/{token}#end", code=303))


def _page(row: Conversation, *, text: str = "", problem: str = "") -> Response:
    shown = messages.after(house().db, row.id, number=max(0, row.last_number - SHOWN), limit=SHOWN)
    page = render_template(
        "case/case.html",
        conversation=house().live.snapshot(row),
        messages=[_with_time(payloads.message(message, language=row.language)) for message in shown],
        rating_comment=row.rating_comment,
        key=ids.new_id(now()),
        text=text,
        problem=problem,
        most=asked.LONGEST_TEXT,
    )
    return _private(make_response(page, 400 if problem else 200))


def _conversation(token: str) -> Conversation:
    row = conversations.by_link(house().db, ids.digest(token)) if len(token) == _TOKEN_LENGTH else None
    if row is None:
        raise NotFound
    this().said_in = row.id
    if "language" not in request.cookies and "language" not in request.args:
        g.language = row.language
    return row


def _problem(text: str) -> str:
    if not text:
        return _("Please write something first.")
    if len(text) > asked.LONGEST_TEXT:
        return _("This has more than %(count)s characters. Please shorten it.", count=f"{asked.LONGEST_TEXT:,}")
    return ""


def _rate(row: Conversation) -> None:
    stars = request.form.get("rating", "")
    if stars in ("1", "2", "3", "4", "5"):
        comment = pipeline.printable(request.form.get("comment", "")).strip()[:1_000]
        conversing.rate(house().db, row, rating=int(stars), comment=comment, now=now())


def _key() -> str:
    """The form's key: the same form sent twice says it once."""
    return request.form.get("key", "")[: asked.LONGEST_KEY] or ids.new_id(now())


def _with_time(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "time": datetime.fromtimestamp(message["at"] / 1000, UTC)}


def _private(response: _R) -> _R:
    # Not no-referrer: with it browsers leave the origin out of the form's own request, which is then refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
