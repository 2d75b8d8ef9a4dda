"""Answering, commenting, and seeing how a text will look."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb import commenting, posting
from kb import text as pipeline
from kb.fitting import MOST_BODY
from kb.store import comments, posts
from kb.store.comments import Comment
from kb.store.posts import Post
from web import limits
from web.board import addresses, admission, question, refusals, taking_part, threads
from web.board.question import Told
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.language import current

pages = Blueprint("board_answering", __name__)


@pages.post("/questions/<id>/answers")
@taking_part.signed_in
def answer(id: str) -> ResponseReturnValue:
    """Sends the answer, or with `deed=look` only shows how it will look."""
    taking_part.long_text()
    post, text = question.seen(id), typed("body")
    if post.kind != "question":
        raise NotFound
    if request.form.get("deed") == "look":
        return question.page(post, Told(text=text, look=threads.html(text)))
    if stumbled := admission.stumbled():
        return question.page(post, Told(sentence=stumbled, text=text)), 400
    try:
        taking_part.hold("answer")
        row = posting.answer(
            house().db, post.id, text, language=current(), author=taking_part.me().id, now=now()
        )
    except Refusal as refusal:
        return refusals.told(question.page(post, Told(sentence=refusal.message, text=text)), refusal)
    except refusals.CAUGHT as error:
        return question.page(post, Told(sentence=refusals.sentence(error), text=text)), refusals.status(error)
    taking_part.count("answer")
    return redirect(addresses.answer(post.id, row.id), code=303)


@pages.post("/questions/preview")
@taking_part.signed_in
def preview() -> str:
    """While somebody writes: the text as it will look, as a piece of a page. Nothing is stored."""
    taking_part.long_text()
    limits.hold(limits.DIFFERENCE, taking_part.me().id)
    return threads.html(typed("body")[:MOST_BODY])


@pages.post("/posts/<id>/comments")
@taking_part.signed_in
def comment(id: str) -> ResponseReturnValue:
    post, text = question.seen(id), typed("text")
    if stumbled := admission.stumbled():
        return question.show(post, Told(post.id, stumbled, text)), 400
    try:
        taking_part.hold("comment")
        row = commenting.comment(house().db, post.id, text, author=taking_part.me().id, now=now())
    except Refusal as refusal:
        return refusals.told(question.show(post, Told(post.id, refusal.message, text)), refusal)
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error), text)), refusals.status(error)
    taking_part.count("comment")
    return _to_comment(post, row)


@pages.get("/comments/<id>/edit")
@taking_part.signed_in
def edit(id: str) -> ResponseReturnValue:
    row, post = _own(id)
    return _form(row, post, text=row.text)


@pages.post("/comments/<id>/edit")
@taking_part.signed_in
def save(id: str) -> ResponseReturnValue:
    row, post = _own(id)
    text = typed("text")
    seen = request.form.get("seen", "")
    try:
        row = commenting.edit(
            house().db, row.id, text, seen=int(seen) if seen.isascii() and seen.isdecimal() else 0,
            author=taking_part.me().id, now=now(),
        )
    except refusals.CAUGHT as error:
        return _form(row, post, text=text, problem=refusals.sentence(error)), refusals.status(error)
    return _to_comment(post, row)


@pages.post("/comments/<id>/remove")
@taking_part.signed_in
def remove(id: str) -> ResponseReturnValue:
    row, post = _own(id)
    try:
        commenting.remove(house().db, row.id, author=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    return _to_comment(post, row)


@pages.post("/comments/<id>/put-back")
@taking_part.signed_in
def put_back(id: str) -> ResponseReturnValue:
    row, post = _own(id)
    try:
        commenting.put_back(house().db, row.id, author=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    return _to_comment(post, row)


def typed(field: str) -> str:
    """A text as its form sent it, so that nothing of it is lost where it does not fit."""
    return pipeline.printable(request.form.get(field, "").replace("\r\n", "\n"))[: 4 * MOST_BODY]


def _form(row: Comment, post: Post, *, text: str, problem: str = "") -> str:
    return render_template(
        "board/comment.html", row=row, post=post, text=text, problem=problem, back=f"/posts/{post.id}"
    )


def _own(id: str) -> tuple[Comment, Post]:
    """A comment of who is signed in, and the post that it is under."""
    row = comments.by_id(house().db, id)
    if row is None or row.author != taking_part.me().id:
        raise NotFound
    return row, question.seen(row.post)


def _to_comment(post: Post, row: Comment) -> ResponseReturnValue:
    """To the thread, with all comments of the post, where the comment stands."""
    thread = post if post.kind == "question" else posts.seen(house().db, post.question, to=taking_part.reader())
    if thread is None:
        raise NotFound
    query = f"?comments={post.id}" + (f"&answer={post.id}" if post.kind == "answer" else "")
    return redirect(f"{addresses.question(thread.id, thread.title)}{query}#comment-{row.id}", code=303)
