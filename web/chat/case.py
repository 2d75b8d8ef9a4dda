"""The page of one conversation: to read and to go on with, on any device, also without JavaScript.

A private link opens it, or it is among the cases of whoever is signed in (`web/chat/cases.py`). Whoever has the link
has the conversation, so its address goes nowhere: no other site is told it, no cache keeps it.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeVar

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from bot import chat
from kb import conversing, ids
from kb import text as pipeline
from kb.store import messages
from kb.store.conversations import Conversation
from kb.store.engine import Busy, Unavailable
from kb.store.people import Person
from web import asked, limits
from web.arriving import this
from web.chat import case_links, copies, payloads
from web.chat.streams import event, hanging_up
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.requests import spoken
from web.words import _

pages = Blueprint("case", __name__)

SHOWN: Final = 1_000
"""Messages of a conversation that the page shows, the last ones."""

_R = TypeVar("_R", bound=AnyResponse)


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a conversation: by its link, or signed in as its owner; `address` is that of the page."""

    address: str
    kind: Literal["link", "own"]


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the field, and why it was not sent; `said` is what was done instead, `trouble` why it was not."""

    text: str = ""
    problem: str = ""
    said: str = ""
    trouble: str = ""


@pages.get("/case/<token>")
def case(token: str) -> Response:
    limits.hold(limits.CASE)
    return show(_conversation(token), Door(f"/case/{token}", "link"), _done())


@pages.post("/case/<token>")
def go_on(token: str) -> AnyResponse:
    """A message, a rating, the wish for a copy or another link, or the word that it is solved: `deed` says which."""
    limits.hold(limits.CASE)
    return do(_conversation(token), Door(f"/case/{token}", "link"))


@pages.get("/case/<token>/stream")
def stream(token: str) -> Response:
    """That something happened; the page looks for itself what."""
    limits.hold(limits.STREAM)
    row = _conversation(token)
    return Response(
        _events(row), mimetype="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


def show(row: Conversation, door: Door, form: Form) -> Response:
    """The page; what it shows of agents' words counts as read."""
    if row.contact and row.customer_read < row.last_number:
        with suppress(Unavailable, Busy):  # whoever can only read, as on a full disk, may read
            conversing.read(house().db, row, number=row.last_number, now=now())
    shown = messages.after(house().db, row.id, number=max(0, row.last_number - SHOWN), limit=SHOWN)
    who = person()
    page = render_template(
        "case/case.html",
        conversation=house().live.snapshot(row),
        messages=[
            _with_time(payloads.message(message, language=row.language, settings=house().settings)) for message in shown
        ],
        subject=next((message.text for message in shown if message.author == "customer"), ""),
        rating_comment=row.rating_comment,
        key=ids.new_id(now()),
        form=form,
        door=door,
        may_keep=who is not None and row.person is None,
        kept=who is not None and row.person == who.id,
        copy_to=_address(row, who) if house().settings.mail and row.contact else "",
        most=asked.LONGEST_TEXT,
    )
    return private(make_response(page, 400 if form.problem else 200))


def _address(row: Conversation, who: Person | None) -> str:
    """Where its mail goes: in full only to whom the address belongs."""
    return row.contact if who is not None and row.contact.lower() == who.email.lower() else masked(row.contact)


def do(row: Conversation, door: Door) -> AnyResponse:
    """What the form asks for."""
    done = ""
    match request.form.get("deed", "say"):
        case "solved":
            spoken(chat.confirm(house().db, row, key=_key(), now=now()))
        case "rate":
            _rate(row)
        case "copy":
            try:
                copies.ask(row)
            except Refusal as refusal:
                answer = show(row, door, Form(trouble=refusal.message))
                answer.status_code = refusal.status
                return answer
            done = "copy"
        case "link":
            row = conversing.make_link(house().db, row, now=now())
            own = door.kind == "own"
            door = door if own else Door(case_links.path(house().settings, row), "link")
            done = "own_link" if own else "link"
        case "keep":
            who = person()
            if who is None:
                raise Refusal(401, "sign_in", _("Please sign in first."))
            done = "kept" if conversing.keep(house().db, row, who, now=now()) else ""
        case _:
            text = pipeline.printable(request.form.get("text", "")).strip()
            problem = _problem(text)
            if problem:
                return show(row, door, Form(text=text, problem=problem))
            spoken(chat.say(house().db, house().index, row, key=_key(), text=text, now=now()))
    # Going back or loading again must not send it twice.
    return private(redirect(f"{door.address}?done={done}" if done else f"{door.address}#end", code=303))


def speak(row: Conversation) -> None:
    """Names the conversation in the log; who has not chosen a language reads the conversation's."""
    this().said_in = row.id
    if "language" not in request.cookies and "language" not in request.args:
        g.language = row.language


def _conversation(token: str) -> Conversation:
    row = case_links.opened(house().db, house().settings, token)
    if row is None:
        raise NotFound
    speak(row)
    return row


def _events(row: Conversation) -> Iterator[bytes]:
    live, hang_up = house().live, hanging_up(request.environ)

    def run() -> Iterator[bytes]:
        opened = live.open_customer(row, hang_up=hang_up)
        try:
            yield event("case", {"id": row.id})
            yield from opened.read()
        finally:
            live.leave(opened)

    return run()


def _done() -> Form:
    return Form(said=done_sentence(request.args.get("done", "")))


def done_sentence(done: str) -> str:
    """What a deed says once it is done; empty for none."""
    return {
        "copy": _("A copy is on its way to you by mail."),
        "kept": _("This conversation is among your cases now."),
        "link": _("This page has a new address: keep it, it is your private link now. The old one leads nowhere."),
        "own_link": _("The old private link leads nowhere now. Mails from now on hold the new one."),
    }.get(done, "")


def masked(address: str) -> str:
    """An address so that its owner knows it again, and nobody who has the link learns it."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}"


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


def private(response: _R) -> _R:
    """The page goes nowhere: neither to other sites, nor into a cache or a search engine."""
    # Not no-referrer: with it browsers leave the origin out of the form's own request, which is then refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
