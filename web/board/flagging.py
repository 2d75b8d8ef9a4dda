"""Flagging: whoever takes part says what is wrong with a post or comment, and takes it back."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from kb import admitting, fitting, flagging
from kb.admitting import Refused
from kb.fitting import Unfit
from kb.store import comments, flags, posts, sites
from kb.store.comments import Comment
from kb.store.posts import Post
from web.board import lists, moderation_words, refusals, taking_part
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.words import _

pages = Blueprint("board_flagging", __name__)


@pages.get("/posts/<id>/flag")
@taking_part.signed_in
def page(id: str) -> ResponseReturnValue:
    """Whoever may not flag reads so at once, not after they have written why they want to."""
    post, comment = _there(id)
    try:
        admitting.admit(house().db, taking_part.me().id, "flag", now=now())
    except Refused as error:
        return _page(post, comment, refused=refusals.refused(error)), refusals.status(error)
    return _page(post, comment)


@pages.post("/posts/<id>/flag")
@taking_part.signed_in
def flag(id: str) -> ResponseReturnValue:
    post, comment = _there(id)
    reason, text = request.form.get("reason", ""), request.form.get("text", "")
    if not reason:
        return _page(post, comment, text=text, problem=_("Please choose what is wrong.")), 400
    if reason not in flags.REASONS:
        raise BadRequest
    try:
        taking_part.hold("flag")
        flagging.flag(
            house().db, id, reason=reason, text=text, person=taking_part.me().id, now=now(),
            comment=comment.id if comment else "",
        )
    except Unfit:
        problem = _("Please tell us in a few words what is wrong.")
        return _page(post, comment, reason=reason, text=text, problem=problem), 400
    except Refusal as error:
        return refusals.told(_page(post, comment, reason=reason, text=text, problem=error.message), error)
    except refusals.CAUGHT as error:
        problem = refusals.sentence(error)
        return _page(post, comment, reason=reason, text=text, problem=problem), refusals.status(error)
    taking_part.count("flag")
    return redirect(_address(post, comment), code=303)


@pages.post("/posts/<id>/flag/withdraw")
@taking_part.signed_in
def withdraw(id: str) -> ResponseReturnValue:
    post, comment = _there(id)
    try:
        flagging.withdraw(
            house().db, id, person=taking_part.me().id, now=now(), comment=comment.id if comment else ""
        )
    except refusals.CAUGHT as error:
        return _page(post, comment, problem=refusals.sentence(error)), refusals.status(error)
    return redirect(f"/posts/{id}", code=303)


def _page(
    post: Post, comment: Comment | None, *, reason: str = "", text: str = "", problem: str = "", refused: str = ""
) -> str:
    """Where it is `refused`, that is said in place of the form."""
    mine = flags.of(
        house().db, post.id, comment=comment.id if comment else "", person=taking_part.me().id
    )
    question = post if post.kind == "question" else posts.by_id(house().db, post.question)
    return render_template(
        "board/flag.html", post=post, comment=comment, question=question, reason=reason, text=text, problem=problem,
        refused=refused, mine=mine if mine and mine.state != "withdrawn" else None,
        reasons=moderation_words.flag_reasons(), most=fitting.MOST_NOTE,
        words=lists.beginning(comment.text if comment else post.body),
        action=_address(post, comment), back=posts.seen(house().db, post.id, to=taking_part.reader()) is not None,
        own=taking_part.me().id == (comment.author if comment else post.author),
    )


def _there(id: str) -> tuple[Post, Comment | None]:
    """What is flagged, where it can be seen, or was flagged by this person and is hidden since."""
    comment = request.values.get("comment", "")[:32]
    post = posts.by_id(house().db, id)
    if post is None or post.site != sites.MAIN:
        raise NotFound
    flagged = flags.of(house().db, id, comment=comment, person=taking_part.me().id)
    if not flagged and not posts.seen(house().db, id, to=taking_part.reader()):
        raise NotFound
    found = comments.by_id(house().db, comment) if comment else None
    if comment and (not found or found.post != id or (found.state != "shown" and not flagged)):
        raise NotFound
    return post, found


def _address(post: Post, comment: Comment | None) -> str:
    return f"/posts/{post.id}/flag" + (f"?comment={comment.id}" if comment else "")
