"""What somebody began to write on the board: kept a few seconds after they stop, and there when they come back."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from kb import text as pipeline
from kb.fitting import MOST_BODY
from kb.store import unsent
from kb.store.unsent import Unsent
from web import language, limits
from web.board import taking_part
from web.clock import now
from web.house import house

FIELDS: Final = ("title", "body", "text", "tags", "note")
_PLACE: Final = re.compile(r"ask|(?:answer|edit|comment):[0-9A-Za-z]{1,32}")

pages = Blueprint("board_drafts", __name__)


@pages.post("/questions/drafts")
@taking_part.signed_in
def keep() -> ResponseReturnValue:
    """Keeps what stands in a form, in place of what was kept of it; where all is empty it is forgotten."""
    taking_part.long_text()
    limits.hold(limits.DIFFERENCE, taking_part.me().id)
    place = _place()
    fields = {
        name: pipeline.printable(request.form.get(name, "").replace("\r\n", "\n"))[:MOST_BODY] for name in FIELDS
    }
    said = {name: value for name, value in fields.items() if value.strip()}
    if not said.keys() - {"tags"}:
        forget(place)
        return jsonify(kept=False)
    row = Unsent(taking_part.me().id, place, json.dumps(said), now())
    house().db.write(lambda tx: unsent.keep(tx, row))
    return jsonify(kept=True)


@pages.post("/questions/drafts/discard")
@taking_part.signed_in
def discard() -> ResponseReturnValue:
    """Throws away what was begun, and leads back to where it stood."""
    place = _place()
    forget(place)
    kind, _colon, post = place.partition(":")
    where = {"answer": "#answering", "comment": f"#comments-{post}"}.get(kind, "")
    return redirect(language.back() + where, code=303)


def fields(place: str) -> Mapping[str, str]:
    """What this person began there, by field; empty where they did not."""
    row = unsent.of(house().db, person=taking_part.me().id, place=place)
    found: Mapping[str, str] = json.loads(row.fields) if row else {}
    return found


def text(place: str) -> str:
    return fields(place).get("body", "")


def comments(posts: Iterable[str]) -> Mapping[str, str]:
    """The comments that this person began under these posts, by post."""
    places = {f"comment:{post}": post for post in posts}
    rows = unsent.of_places(house().db, person=taking_part.me().id, places=list(places))
    return {places[row.place]: json.loads(row.fields).get("text", "") for row in rows}


def forget(place: str) -> None:
    person = taking_part.me().id
    if unsent.of(house().db, person=person, place=place):
        house().db.write(lambda tx: unsent.remove(tx, person=person, place=place))


def _place() -> str:
    place = request.form.get("place", "")
    if not _PLACE.fullmatch(place):
        raise BadRequest
    return place
