"""The chat's public interface, customers' side: docs/chat-protocol.md."""

import re
from collections.abc import Iterator
from typing import Any, Final, Literal

from flask import Blueprint, Response, g, jsonify, request

from bot import chat
from kb import conversing, ids, languages
from kb.saying import Turn
from kb.store import conversations, messages, sites
from kb.store.conversations import Conversation
from kb.store.people import Person
from web import asked, language, limits
from web.chat import case_links, copies, payloads
from web.chat.streams import event, hanging_up
from web.clock import now
from web.errors import Refusal
from web.guard import MOST_BYTES
from web.house import house, person
from web.requests import begun, spoken
from web.words import _

pages = Blueprint("chat_api", __name__, url_prefix="/api/chat")

PAGE: Final = 200
"""Messages that one reading gives."""

PAGE_ADDRESS: Final = 2_000
"""Characters of a page's address that are kept. That one is longer keeps nobody from asking."""

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"'.]{1,63}(?:\.[^@\s,;<>\"'.]{1,63}){1,8}")


@pages.post("/conversations")
def start() -> tuple[Response, int]:
    limits.hold(limits.START)
    fields = asked.body() if request.content_length else {}
    wanted = fields.get("language")
    token = ids.new_token()
    turn = chat.start(
        house().db,
        person=_person(),
        site=sites.MAIN,
        token=ids.digest(token),
        language=wanted if wanted in languages.LANGUAGES else language.current(),
        channel="site" if fields.get("channel") == "site" else "widget",
        page=asked.optional_text(fields, "page", longest=MOST_BYTES)[:PAGE_ADDRESS],
        now=now(),
    )
    return jsonify({"token": token, **_shown(begun(turn))}), 201


@pages.get("/conversations/<id>/messages")
def read(id: str) -> Response:
    row = _conversation(id)
    found = messages.after(house().db, id, number=asked.after(), limit=PAGE + 1)
    shown = [payloads.message(message, language=row.language, settings=house().settings) for message in found[:PAGE]]
    more = len(found) > PAGE
    return jsonify({"messages": shown, "conversation": house().live.snapshot(row), "more": more})


@pages.post("/conversations/<id>/messages")
def say(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.MESSAGE, id)
    fields = asked.body()
    key = asked.key(fields)
    if "choice" in fields:
        choice = asked.text(fields, "choice", longest=32)
        turn = chat.choose(house().db, house().index, row, key=key, choice=choice, now=now())
        if turn is None:
            raise Refusal(400, "malformed", _("This choice is no longer offered. Please write what you need."))
    else:
        turn = chat.say(house().db, house().index, row, key=key, text=asked.text(fields, "text"), now=now())
    return jsonify(_answer(turn))


@pages.post("/conversations/<id>/handoff")
def hand_over(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.MESSAGE, id)
    turn = chat.ask_for_person(house().db, row, key=asked.key(asked.body()), now=now())
    return jsonify(_answer(turn))


@pages.post("/conversations/<id>/solved")
def solved(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.MESSAGE, id)
    fields = asked.body()
    verb = chat.confirm if asked.flag(fields, "solved") else chat.dispute
    return jsonify(_answer(verb(house().db, row, key=asked.key(fields), now=now())))


@pages.post("/conversations/<id>/contact")
def contact(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.MESSAGE, id)
    fields = asked.body()
    email = asked.optional_text(fields, "email", longest=254).strip()
    if not _ADDRESS.fullmatch(email):
        raise Refusal(400, "malformed", _("This is not a mail address. It looks like name@example.com."))
    name = " ".join(asked.optional_text(fields, "name", longest=80).split())
    by: Literal["mail", "link"] = "mail" if house().settings.mail else "link"
    return jsonify(_answer(chat.leave_contact(house().db, row, name=name, email=email, by=by, now=now())))


@pages.post("/conversations/<id>/rating")
def rate(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.RATE, id)
    fields = asked.body()
    rating = asked.number(fields, "rating", low=1, high=5)
    comment = asked.optional_text(fields, "comment", longest=1_000).strip()
    after = conversing.rate(house().db, row, rating=rating, comment=comment, now=now())
    return jsonify({"conversation": house().live.snapshot(after)})


@pages.post("/conversations/<id>/link")
def link(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.RATE, id)
    return jsonify({"link": case_links.path(house().settings, row)})


@pages.post("/conversations/<id>/read")
def mark_read(id: str) -> tuple[str, int]:
    row = _conversation(id)
    limits.hold(limits.MESSAGE, id)
    number = asked.number(asked.body(), "number", low=0, high=10**9)
    if row.contact:  # nobody else is told of what was not read
        conversing.read(house().db, row, number=number, now=now())
    return "", 204


@pages.post("/conversations/<id>/transcript")
def copy(id: str) -> tuple[Response, int]:
    row = _conversation(id)
    limits.hold(limits.RATE, id)
    copies.ask(row)
    return jsonify({"conversation": house().live.snapshot(row)}), 202


@pages.post("/conversations/<id>/typing")
def typing(id: str) -> tuple[str, int]:
    row = _conversation(id)
    limits.hold(limits.TYPING, id)
    if row.state == "claimed":
        conversing.show_typing(house().db, row, author="customer", now=now())
    return "", 204


@pages.get("/conversations/<id>/stream")
def stream(id: str) -> Response:
    row = _conversation(id)
    limits.hold(limits.STREAM, id)
    return Response(
        _events(row, last=asked.after()),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _events(seen: Conversation, *, last: int) -> Iterator[bytes]:
    db, live, settings, hang_up = house().db, house().live, house().settings, hanging_up(request.environ)

    def run() -> Iterator[bytes]:
        opened = live.open_customer(seen, hang_up=hang_up)
        try:
            row = conversations.by_id(db, seen.id) or seen
            yield event("conversation", live.snapshot(row))
            read = last
            while missed := messages.after(db, row.id, number=read, limit=PAGE):
                for message in missed:
                    payload = payloads.message(message, language=row.language, settings=settings)
                    yield event("message", payload, id=message.number)
                read = missed[-1].number
            yield from opened.read(after=read)
        finally:
            live.leave(opened)

    return run()


def _person() -> Person | None:
    """Who is signed in, where one of our own pages asks: a page that frames us says nothing about who its reader is."""
    return person() if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" else None


def _conversation(id: str) -> Conversation:
    """The conversation that the bearer's token opens."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(token) <= 100:
        raise Refusal(401, "sign_in", _("This conversation needs its token."))
    row = conversations.by_token(house().db, id, token=ids.digest(token))
    if row is None:
        raise Refusal(404, "not_found", _("There is nothing at this address, or not any more."))
    g.language = row.language
    return row


def _answer(turn: Turn) -> dict[str, Any]:
    return _shown(spoken(turn))


def _shown(turn: Turn) -> dict[str, Any]:
    language, settings = turn.conversation.language, house().settings
    return {
        "messages": [payloads.message(message, language=language, settings=settings) for message in turn.messages],
        "conversation": house().live.snapshot(turn.conversation),
    }
