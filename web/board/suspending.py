"""A member in moderators' hands: what concerned them so far, suspending with an end, and lifting it."""

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from kb import admitting, fitting, standing, suspending
from kb.admitting import Moved, Refused
from kb.fitting import Unfit
from kb.store import moderations, people, reputations, sites, suspensions
from kb.store.people import Person
from web import language
from web.board import aftermath, members, moderation_words, refusals, times
from web.clock import now
from web.house import house
from web.manage.moderators import editor, place
from web.words import _, ngettext

DAYS: Final = (1, 3, 7, 30, 90, 365)
_DAY: Final = 24 * 3_600_000
_SHOWN: Final = 20

pages = place("board_suspending")


@pages.get("/board/people/<id>")
def one(id: str) -> str:
    return _show(_person(id))


@pages.post("/board/people/<id>/suspend")
def suspend(id: str) -> ResponseReturnValue:
    found, days = _person(id), request.form.get("days", "")
    if days not in {str(one) for one in DAYS}:
        raise BadRequest
    try:
        suspending.suspend(
            house().db, found.id, until=now() + int(days) * _DAY, reason=request.form.get("reason", ""),
            note=request.form.get("note", ""), moderator=editor().id, now=now(),
        )
    except Unfit:
        return _show(found, _("Please tell them why.")), 400
    except Refused as error:
        staff = error.reason == "role"
        sentence = _("Staff and moderators cannot be suspended.") if staff else refusals.sentence(error)
        return _show(found, sentence), refusals.status(error)
    except Moved:
        return _show(found, _("They are suspended already.")), 409
    return aftermath.back(_address(found), "suspend", batch=_last(found))


@pages.post("/board/people/<id>/lift")
def lift(id: str) -> ResponseReturnValue:
    found = _person(id)
    try:
        suspending.lift(house().db, found.id, moderator=editor().id, now=now())
    except Moved:
        return _show(found, _("They are not suspended.")), 409
    except Refused as error:
        return _show(found, refusals.sentence(error)), refusals.status(error)
    return aftermath.back(_address(found), "lift", batch=_last(found))


def _show(found: Person, problem: str = "") -> str:
    db = house().db
    try:
        known = admitting.somebody(db, found.id, now=now())
    except Refused:
        known = None
    return render_template(
        "manage/board_person.html", person=found, known=known, problem=problem, did=aftermath.did(),
        current=suspensions.current(db, found.id, now=now()), day=language.day, when=times.when,
        may_suspend=known is not None and not standing.privileged(known.standing),
        log=moderations.of_person(db, found.id, limit=_SHOWN), here_is=_address(found),
        earlier=suspensions.of_person(db, found.id, limit=_SHOWN), days=_days(), most=fitting.MOST_NOTE,
        entries=reputations.of_person(db, found.id, before="", limit=_SHOWN), kinds=members.kind_words(),
        deeds=moderation_words.deeds(), reasons=moderation_words.reasons(), things=moderation_words.things(),
        reason=request.form.get("reason", ""), note=request.form.get("note", ""),
    )


def _days() -> dict[int, str]:
    return {days: ngettext("%(num)s day", "%(num)s days", days) for days in DAYS}


def _last(found: Person) -> str:
    rows = moderations.of_person(house().db, found.id, limit=1)
    return rows[0].batch if rows else ""


def _person(id: str) -> Person:
    found = people.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _address(found: Person) -> str:
    return f"/manage/board/people/{found.id}"
