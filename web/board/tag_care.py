"""Curators keep tags in order: what they mean, which names mean the same, and which two are one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from kb import fitting, tagging
from kb.admitting import Moved
from kb.fitting import Unfit
from kb.store import sites, tags
from kb.store.tags import Tag
from web.board import addresses, aftermath, refusals
from web.clock import now
from web.house import house
from web.manage.moderators import editor, place
from web.words import _

pages = place("board_tag_care")


@pages.get("/board/tags/<id>")
def one(id: str) -> str:
    return _show(_tag(id))


@pages.post("/board/tags/<id>")
def describe(id: str) -> ResponseReturnValue:
    tag, seen = _tag(id), request.form.get("seen", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 16):
        raise BadRequest
    written = request.form.get("description", "")
    try:
        tagging.describe(
            house().db, tag.id, description=written, seen=int(seen), person=editor().id, now=now()
        )
    except refusals.CAUGHT as error:
        return _show(_tag(id), _sentence(error), written=written), refusals.status(error)
    return aftermath.back(_address(tag), "saved")


@pages.post("/board/tags/<id>/synonyms")
def add_synonym(id: str) -> ResponseReturnValue:
    tag = _tag(id)
    try:
        tagging.add_synonym(
            house().db, tag.id, name=request.form.get("name", "")[:200], person=editor().id, now=now()
        )
    except refusals.CAUGHT as error:
        return _show(tag, _sentence(error)), refusals.status(error)
    return aftermath.back(_address(tag), "named")


@pages.post("/board/tags/<id>/synonyms/remove")
def remove_synonym(id: str) -> ResponseReturnValue:
    tag = _tag(id)
    try:
        tagging.remove_synonym(
            house().db, tag.id, name=request.form.get("name", "")[:200], person=editor().id, now=now()
        )
    except refusals.CAUGHT as error:
        return _show(tag, _sentence(error)), refusals.status(error)
    return aftermath.back(_address(tag), "unnamed")


@pages.post("/board/tags/<id>/merge")
def merge(id: str) -> ResponseReturnValue:
    """Cannot be taken back, so the form asks for a tick."""
    tag, written = _tag(id), request.form.get("into", "")
    try:
        name = fitting.tag(written[:200])
        into = tags.by_name(house().db, name, site=sites.MAIN) if name else None
        if into is None:
            return _show(tag, _("There is no tag of this name."), into=written), 400
        if "sure" not in request.form:
            return _show(tag, _("Please tick that you are sure."), into=written), 400
        tagging.merge(house().db, tag.id, into=into.id, person=editor().id, now=now())
    except refusals.CAUGHT as error:
        return _show(tag, _sentence(error), into=written), refusals.status(error)
    return aftermath.back(_address(into), "merged")


def _show(tag: Tag, problem: str = "", *, written: str | None = None, into: str = "") -> str:
    return render_template(
        "manage/board_tag.html", tag=tag, problem=problem, did=aftermath.did(), into=into,
        description=tag.description if written is None else written, here_is=_address(tag),
        synonyms=tags.synonyms(house().db, tag.id), address=addresses.tagged(tag.name),
        most=fitting.MOST_DESCRIPTION, most_name=fitting.MOST_TAG,
    )


def _tag(id: str) -> Tag:
    found = tags.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _address(tag: Tag) -> str:
    return f"/manage/board/tags/{tag.id}"


def _sentence(error: Exception) -> str:
    match error:
        case Unfit(field="tags", problem="missing"):
            return _("Please write a name.")
        case Unfit(field="tags", problem="taken"):
            return _("There is a tag of this name, or it means another one already. Merge the two instead.")
        case Unfit(field="description"):
            return _("At most %(count)s characters, please.", count=fitting.MOST_DESCRIPTION)
        case Moved():
            return _("Somebody changed this tag meanwhile. Please look at it again.")
    return refusals.sentence(error)
