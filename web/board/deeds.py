"""One press at a question or answer: vote, thank, accept, mark as official, take away, put back."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from kb import accepting, posting, voting
from kb.standing import Deed, Press
from kb.store import posts, thanks, votes
from kb.store.posts import Post
from web.board import question, refusals, taking_part
from web.board.question import Told
from web.clock import now
from web.errors import Refusal
from web.house import house

Verb = Callable[..., Any]

DEEDS: Final[Mapping[str, Verb]] = {
    "unvote": voting.unvote, "accept": accepting.accept, "unaccept": accepting.unaccept,
    "mark": accepting.mark_official, "unmark": accepting.unmark, "thank": accepting.thank,
    "unthank": accepting.unthank,
}
"""By the last word of their address; each is called with the post's id and whose deed it is."""

_COUNTED: Final[Mapping[str, Press]] = {"unvote": "unvote", "thank": "thank", "unthank": "thank"}

pages = Blueprint("board_deeds", __name__)


@pages.post("/posts/<id>/vote")
@taking_part.signed_in
def vote(id: str) -> ResponseReturnValue:
    value = request.form.get("value", "")
    if value not in ("1", "-1"):
        raise BadRequest
    counted: Deed = "vote_up" if value == "1" else "vote_down"
    number: voting.Value = 1 if value == "1" else -1
    return _done(question.seen(id), partial(voting.vote, value=number), counted=counted)


@taking_part.signed_in
def deed(id: str, *, name: str) -> ResponseReturnValue:
    return _done(question.seen(id), DEEDS[name], counted=_COUNTED.get(name))


for _name in DEEDS:
    pages.add_url_rule(f"/posts/<id>/{_name}", _name, partial(deed, name=_name), methods=["POST"])


@pages.post("/posts/<id>/withdraw")
@taking_part.signed_in
def withdraw(id: str) -> ResponseReturnValue:
    return _own(question.seen(id), posting.withdraw)


@pages.post("/posts/<id>/put-back")
@taking_part.signed_in
def put_back(id: str) -> ResponseReturnValue:
    return _own(question.seen(id), posting.put_back)


def _own(post: Post, verb: Verb) -> ResponseReturnValue:
    try:
        verb(house().db, post.id, author=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    return question.back_to(post)


def _done(post: Post, verb: Verb, *, counted: Deed | Press | None) -> ResponseReturnValue:
    """To programs (our own script) what the post says now, to people its page."""
    asks = request.accept_mimetypes.best == "application/json"
    try:
        if counted:
            taking_part.hold(counted)
        verb(house().db, post.id, person=taking_part.me().id, now=now())
    except Refusal as refusal:
        said = _refused(refusal.code, refusal.message) if asks else question.show(post, Told(post.id, refusal.message))
        return refusals.told(said, refusal)
    except refusals.CAUGHT as error:
        sentence = refusals.sentence(error)
        said = _refused("refused", sentence) if asks else question.show(post, Told(post.id, sentence))
        return said, refusals.status(error)
    if counted:
        taking_part.count(counted)
    return jsonify(_says(post.id)) if asks else question.back_to(post)


def _refused(code: str, sentence: str) -> Response:
    return jsonify(error={"code": code, "message": sentence})


def _says(id: str) -> dict[str, object]:
    """Score and thanks of the post, and what of them is the reader's."""
    db, me = house().db, taking_part.me().id
    row = posts.seen(db, id, to=taking_part.reader())
    mine = votes.of(db, id, person=me)
    return {
        "score": row.score if row else 0, "mine": mine.value if mine else 0, "thanks": row.thanks if row else 0,
        "thanked": bool(thanks.mine(db, [id], person=me)),
    }
