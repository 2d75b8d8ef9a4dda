"""The chat's public interface, agents' side: docs/chat-protocol.md."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from bot import sentences
from desk import attending
from kb import answering, conversing, ids
from kb.answering import Taken
from kb.saying import Said, Turn
from kb.store import conversations, evidence, handoffs, inbox, messages, notes, people
from kb.store.conversations import Conversation
from kb.store.engine import Busy, Conflict, Unavailable
from kb.store.messages import Message
from kb.store.people import Person
from web import asked
from web.chat import payloads
from web.chat.streams import HEARTBEAT, event, hanging_up
from web.clock import monotonic, now
from web.errors import Refusal
from web.house import COOKIE, house, person
from web.people.sign_in import only
from web.requests import spoken
from web.words import _

pages = Blueprint("desk_api", __name__, url_prefix="/api/desk")

PAGE: Final = 50
WHOLE: Final = 2_000
"""Messages of a conversation that are shown at once."""

_NEWEST: Final = "z" * 18

staff = only(*people.STAFF)
supervisors = only(*people.SUPERVISORS)


@pages.get("/me")
@staff
def me() -> Response:
    return jsonify({"person": payloads.person(_me())})


@pages.put("/presence")
@staff
def presence() -> Response:
    wanted = asked.one_of(asked.body(), "presence", ("online", "away"))
    attending.set_presence(house().db, _me(), presence="online" if wanted == "online" else "away", now=now())
    found = people.by_id(house().db, _me().id)
    return jsonify({"person": payloads.person(found or _me())})


@pages.get("/inbox")
@staff
def show_inbox() -> Response:
    db, agent = house().db, _me()
    view = request.args.get("view", "queue")
    match view:
        case "queue":
            rows = inbox.queue(db, site=agent.site, limit=PAGE)
        case "mine":
            rows = inbox.mine(db, agent.id, limit=PAGE)
        case "all":
            before = request.args.get("before") or _NEWEST
            rows = inbox.everything(db, site=agent.site, before=before[:64], limit=PAGE)
        case _:
            raise Refusal(400, "malformed", _("A view is queue, mine or all."))
    counts = {"queue": inbox.queue_length(db, site=agent.site), "mine": inbox.mine_length(db, agent.id)}
    more = rows[-1].id if view == "all" and len(rows) == PAGE else None
    shown = [payloads.inbox_row(row) for row in rows]
    return jsonify({"view": view, "counts": counts, "conversations": shown, "more": more})


@pages.get("/conversations/<id>")
@staff
def conversation(id: str) -> Response:
    db, row = house().db, _conversation(id)
    spoken = messages.after(db, id, number=max(0, row.last_number - WHOLE), limit=WHOLE)
    return jsonify(
        {
            "conversation": _row(row),
            "messages": _shown(spoken, row),
            "notes": [payloads.note(note) for note in notes.of_conversation(db, id)],
            "evidence": [payloads.evidence(tried) for tried in evidence.of_conversation(db, id)],
            "handoffs": [payloads.handoff(handoff) for handoff in handoffs.of_conversation(db, id)],
        }
    )


@pages.get("/conversations/<id>/messages")
@staff
def read(id: str) -> Response:
    row = _conversation(id)
    found = messages.after(house().db, id, number=asked.after(), limit=201)
    shown = _shown(found[:200], row)
    noted = [payloads.note(note) for note in notes.of_conversation(house().db, id)]
    return jsonify({"messages": shown, "notes": noted, "conversation": _row(row), "more": len(found) > 200})


@pages.post("/conversations/<id>/read")
@staff
def mark_read(id: str) -> tuple[str, int]:
    _conversation(id)
    number = asked.number(asked.body(), "number", low=0, high=10**9)
    answering.mark_read(house().db, id, agent=_me().id, number=number, now=now())
    return "", 204


@pages.post("/conversations/<id>/claim")
@staff
def claim(id: str) -> Response:
    row, agent = _conversation(id), _me()
    said = _status("claimed", "agent_joined", row, name=agent.name)
    return _deed(lambda: answering.claim(house().db, id, agent=agent.id, said=said, now=now()))


@pages.post("/conversations/<id>/reply")
@staff
def reply(id: str) -> Response:
    _conversation(id)
    fields = asked.body()
    key = asked.key(fields)
    said = Said("agent", "text", asked.text(fields, "text"), person=_me().id, key=key)
    return _deed(lambda: answering.reply(house().db, id, agent=_me().id, said=said, now=now()), key=key, id=id)


@pages.post("/conversations/<id>/note")
@staff
def add_note(id: str) -> Response:
    _conversation(id)
    fields = asked.body()
    key, text = asked.key(fields), asked.text(fields, "text")
    try:
        note = answering.note(house().db, id, person=_me().id, text=text, key=key, now=now())
    except Conflict:
        known = notes.by_key(house().db, id, key=key)
        if known is None:
            raise
        note = known
    return jsonify({"conversation": _row(_conversation(id)), "messages": [], "notes": [payloads.note(note)]})


@pages.post("/conversations/<id>/hand-back")
@staff
def hand_back(id: str) -> Response:
    row = _conversation(id)
    to = asked.one_of(asked.body(), "to", ("queue", "bot"))
    said = _status("returned", "back_in_queue" if to == "queue" else "back_to_assistant", row)
    return _deed(
        lambda: answering.hand_back(
            house().db, id, agent=_me().id, to="queue" if to == "queue" else "bot", said=said, now=now()
        )
    )


@pages.post("/conversations/<id>/resolve")
@staff
def resolve(id: str) -> Response:
    row = _conversation(id)
    said = _status("resolved", "agent_resolved", row, name=_me().name)
    return _deed(lambda: answering.resolve(house().db, id, agent=_me().id, said=said, now=now()))


@pages.post("/conversations/<id>/reopen")
@staff
def reopen(id: str) -> Response:
    row, agent = _conversation(id), _me()
    said = _status("reopened", "agent_reopened", row, name=agent.name)
    return _deed(lambda: answering.reopen(house().db, id, agent=agent.id, said=said, now=now()))


@pages.post("/conversations/<id>/take-over")
@supervisors
def take_over(id: str) -> Response:
    row, agent = _conversation(id), _me()
    holder = asked.text(asked.body(), "from", longest=asked.LONGEST_KEY)
    said = _status("taken_over", "agent_joined", row, name=agent.name)
    return _deed(lambda: answering.take_over(house().db, id, agent=agent.id, holder=holder, said=said, now=now()))


@pages.post("/conversations/<id>/typing")
@staff
def typing(id: str) -> tuple[str, int]:
    row = _conversation(id)
    if row.agent == _me().id and row.state == "claimed":
        conversing.show_typing(house().db, row, author="agent", now=now())
    return "", 204


@pages.get("/stream")
@staff
def stream() -> Response:
    return Response(
        _events(_me(), session=ids.digest(request.cookies.get(COOKIE, ""))),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _events(agent: Person, *, session: str) -> Iterator[bytes]:
    db, live, hang_up = house().db, house().live, hanging_up(request.environ)
    with suppress(Unavailable, Busy):  # whoever can only read, as on a full disk, may read
        attending.still_here(db, agent.id, now=now())

    def run() -> Iterator[bytes]:
        opened = live.open_agent(agent, session=session, hang_up=hang_up)
        said = monotonic()
        try:
            yield event("inbox", live.digest(agent))
            for item in opened.read():
                if monotonic() - said >= HEARTBEAT:
                    said = monotonic()
                    with suppress(Unavailable, Busy):  # it is said again, and nothing else comes meanwhile
                        if live.check(opened):
                            attending.still_here(db, agent.id, now=now())
                yield item
        finally:
            live.leave(opened)

    return run()


def _deed(do: Callable[[], Turn], *, key: str = "", id: str = "") -> Response:
    """Does it, or says who has the conversation. A known key gives what it made the first time, whoever has it now."""
    try:
        turn = do()
    except Taken as taken:
        known = conversing.turn_of(house().db, id, key=key) if key else None
        if known:
            return _done(known)
        holder = people.by_id(house().db, str(taken)) if str(taken) else None
        if holder is None:
            raise Refusal(409, "conflict", _("This conversation is not yours any more. Please look again.")) from taken
        name = {"agent": {"name": holder.name}}
        raise Refusal(409, "claimed", _("%(name)s has this conversation.", name=holder.name), more=name) from taken
    except Conflict:
        known = conversing.turn_of(house().db, id, key=key) if key else None
        if known is None:
            raise
        turn = known
    return _done(turn)


def _done(turn: Turn) -> Response:
    said = _shown(spoken(turn).messages, turn.conversation)
    return jsonify({"conversation": _row(turn.conversation), "messages": said, "notes": []})


def _shown(found: Sequence[Message], row: Conversation) -> list[dict[str, Any]]:
    return [payloads.message(message, language=row.language, settings=house().settings) for message in found]


def _row(row: Conversation) -> dict[str, Any]:
    listed = inbox.one(house().db, row.id)
    assert listed
    return {
        **payloads.inbox_row(listed),
        "page": row.page,
        "version": row.version,
        "rating": row.rating,
        "rating_comment": row.rating_comment,
        "created_at": row.created_at,
    }


def _status(status: str, key: str, row: Conversation, **values: str) -> Said:
    return Said(
        "system", "status", sentences.say(key, row.language, **values), data={"status": status}, person=None
    )


def _conversation(id: str) -> Conversation:
    """Any conversation of this agent's brand."""
    row = conversations.by_id(house().db, id)
    if row is None or row.site != _me().site:
        raise Refusal(404, "not_found", _("There is nothing at this address, or not any more."))
    return row


def _me() -> Person:
    found = person()
    assert found
    return found
