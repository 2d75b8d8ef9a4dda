"""My cases: everything that a customer who is signed in has asked, each with its state, live."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kb import ids
from kb.store import cases, conversations
from kb.store.cases import Case
from kb.store.conversations import Conversation
from kb.store.engine import Busy, Unavailable
from kb.store.people import Person
from web import limits
from web.chat import case
from web.chat.case import Door, Form
from web.chat.streams import HEARTBEAT, event, hanging_up
from web.clock import monotonic
from web.errors import Refusal
from web.house import COOKIE, house, person
from web.words import _, ngettext

pages = Blueprint("cases", __name__)

PAGE: Final = 20

_FIRST: Final = (1 << 62, "")
_BEFORE: Final = re.compile(r"([0-9]{1,18})-([0-9a-z]{1,32})")


@pages.get("/cases")
def mine() -> AnyResponse:
    who = person()
    if who is None:
        return redirect(f"/sign-in?next={quote('/cases')}", code=303)
    found = cases.of_person(house().db, who.id, before=_before(), limit=PAGE + 1)
    more = f"{found[PAGE - 1].updated_at}-{found[PAGE - 1].id}" if len(found) > PAGE else ""
    page = render_template(
        "case/cases.html", cases=found[:PAGE], more=more, first="before" not in request.args, state=state, when=_when,
        unread=lambda count: ngettext("%(num)s new answer", "%(num)s new answers", count),
    )
    return case.private(make_response(page))


@pages.get("/cases/stream")
def stream() -> Response:
    """Which case something happened in; the page looks for itself what."""
    limits.hold(limits.STREAM)
    return Response(
        _events(_signed_in()),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@pages.get("/cases/<id>")
def one(id: str) -> AnyResponse:
    if person() is None:
        return redirect(f"/sign-in?next={quote(request.path)}", code=303)
    return case.show(_own(id), _door(id), Form(said=case.done_sentence(request.args.get("done", ""))))


@pages.post("/cases/<id>")
def go_on(id: str) -> AnyResponse:
    limits.hold(limits.CASE)
    _signed_in()
    return case.do(_own(id), _door(id))


def state(row: Case) -> str:
    """Where a case stands, in plain words."""
    match row.state:
        case "waiting" if row.kind == "live":
            return _("A colleague will be with you soon")
        case "waiting":
            return _("A colleague will answer here")
        case "claimed":
            return _("%(name)s is answering you", name=row.agent_name)
        case "resolved":
            return _("Solved") if row.outcome == "confirmed" else _("Closed")
        case _:
            return _("With the assistant")


def _own(id: str) -> Conversation:
    """The conversation, if it is this person's; whatever else it may be, there is none here."""
    who, row = person(), conversations.by_id(house().db, id)
    if who is None or row is None or row.person != who.id:
        raise NotFound
    case.speak(row)
    return row


def _events(who: Person) -> Iterator[bytes]:
    live, hang_up, session = house().live, hanging_up(request.environ), ids.digest(request.cookies.get(COOKIE, ""))

    def run() -> Iterator[bytes]:
        opened = live.open_person(who, session=session, hang_up=hang_up)
        looked = monotonic()
        try:
            yield event("case", {"id": ""})
            for item in opened.read():
                if monotonic() - looked >= HEARTBEAT:
                    looked = monotonic()
                    with suppress(Unavailable, Busy):
                        live.check_session(opened)
                yield item
        finally:
            live.leave(opened)

    return run()


def _signed_in() -> Person:
    who = person()
    if who is None:
        raise Refusal(401, "sign_in", _("Please sign in first."))
    return who


def _before() -> tuple[int, str]:
    found = _BEFORE.fullmatch(request.args.get("before", ""))
    return (int(found[1]), found[2]) if found else _FIRST


def _door(id: str) -> Door:
    return Door(f"/cases/{quote(id)}", "own")


def _when(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
