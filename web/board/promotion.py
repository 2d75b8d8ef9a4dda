"""From an answer to an article and back: what staff presses, and what thread and article say of each other."""

from dataclasses import dataclass

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from articles import editing, promoting
from kb.store import articles
from kb.store.people import WRITERS
from web import language
from web.board import question, refusals, taking_part
from web.board.question import Told
from web.clock import now
from web.help_center import audiences
from web.house import house, person
from web.words import _

pages = Blueprint("board_promotion", __name__)


@dataclass(frozen=True, slots=True)
class Official:
    """What a thread became. `address` is the article's; of what is not published, where it is written."""

    title: str
    address: str
    state: str
    day: str


@pages.post("/posts/<id>/promote")
@taking_part.signed_in
def promote(id: str) -> ResponseReturnValue:
    """The draft opens in the editor."""
    post = question.seen(id)
    try:
        made = promoting.promote(house().db, post.id, person=taking_part.me().id, now=now())
    except editing.Unfit:
        return question.show(post, Told(post.id, _("This does not fit. Please change it and try again."))), 400
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    return redirect(f"/manage/articles/{made.id}", code=303)


@pages.post("/posts/<id>/demote")
@taking_part.signed_in
def demote(id: str) -> ResponseReturnValue:
    post = question.seen(id)
    try:
        promoting.demote(house().db, post.id, person=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        return question.show(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    return question.back_to(post)


@pages.app_template_global()
def official_of(article: str | None) -> Official | None:
    """What the thread became, as far as whoever reads may know: others hear of it once it is published for them."""
    if not article:
        return None
    found = promoting.official(house().db, article, audiences=audiences.audiences())
    if found:
        return Official(found.title, f"/articles/{found.slug}", "published", language.day(found.updated_at))
    me = person()
    begun = articles.by_id(house().db, article) if me and me.role in WRITERS else None
    return Official(begun.title, f"/manage/articles/{begun.id}", begun.state, "") if begun else None
