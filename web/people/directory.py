"""Administrators' list of people: who is there, as what; who comes, who goes, and who needs a new way in."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from desk import staffing
from desk.staffing import NotAllowed
from kb import joining
from kb.joining import AddressTaken
from kb.languages import LANGUAGES
from kb.store import members, people, sites
from kb.store.people import ROLES, Person
from kb.store.tokens import Kind
from web import language
from web.chat import returning
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.manage.moderators import editor, place
from web.people import fields, links, portraits
from web.words import _, ngettext

SHOWN: Final = 50
"""People on one page."""

STANDINGS: Final = ("active", "invited", "deactivated", "left")
LONGEST_SEARCH: Final = 100

pages = place("people", roles=("administrator",))


@dataclass(frozen=True, slots=True)
class Form:
    """Of an invitation: what was typed, and a sentence about what will not do."""

    name: str = ""
    email: str = ""
    role: str = "agent"
    language: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is asked for; '' is everything, but those who have left are only shown when asked for."""

    words: str
    role: str
    standing: str


@pages.get("/people")
def listing() -> ResponseReturnValue:
    return _list(Form(language=language.current()))


@pages.post("/people")
def invite() -> ResponseReturnValue:
    form = Form(fields.name(), fields.email(), _role(), request.form.get("language", ""))
    if form.language not in LANGUAGES:
        raise BadRequest
    problems = {"name": fields.name_problem(form.name), "email": fields.email_problem(form.email)}
    if not any(problems.values()):
        try:
            id, token = joining.invite(
                house().db, site=sites.MAIN, email=form.email, name=form.name, role=form.role, language=form.language,
                by=editor(), now=now(),
            )
        except AddressTaken:
            problems["email"] = _("Somebody with this address is there already.")
        else:
            return _person(_found(id), link=_address(token, "invitation"))
    return _list(Form(form.name, form.email, form.role, form.language, problems), status=400)


@pages.get("/people/<id>")
def one(id: str) -> ResponseReturnValue:
    return _person(_found(id))


@pages.post("/people/<id>/role")
def set_role(id: str) -> ResponseReturnValue:
    found, role = _there(id), _role()
    if role == found.role:
        return _back(found, "")
    try:
        returned = staffing.set_role(
            house().db, found, role=role, words=returning.words(), by=editor(), now=now()
        )
    except NotAllowed as error:
        raise _not_to_oneself() from error
    return _back(found, "role", returned)


@pages.post("/people/<id>/deactivate")
def deactivate(id: str) -> ResponseReturnValue:
    found = _there(id)
    try:
        returned = staffing.deactivate(house().db, found, words=returning.words(), by=editor(), now=now())
    except NotAllowed as error:
        raise _not_to_oneself() from error
    return _back(found, "deactivated", returned)


@pages.post("/people/<id>/activate")
def activate(id: str) -> ResponseReturnValue:
    found = _there(id)
    try:
        staffing.activate(house().db, found, by=editor(), now=now())
    except NotAllowed as error:
        raise _not_to_oneself() from error
    return _back(found, "activated")


@pages.post("/people/<id>/link")
def make_link(id: str) -> ResponseReturnValue:
    """A new way in: an invitation for who has not come yet, else a link to a new password. Shown this once."""
    found = _there(id)
    if found.state != "active":
        raise Refusal(409, "conflict", _("This person is deactivated. Activate them first."))
    if found.standing == "invited":
        token = joining.invite_again(house().db, found, by=editor(), now=now())
        return _person(found, link=_address(token, "invitation"))
    token = joining.send_password_link(house().db, found, now=now())
    return _person(found, link=_address(token, "password"))


def _list(form: Form, *, status: int = 200) -> ResponseReturnValue:
    wanted = Filter(
        " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH], _one_of(ROLES, "role"),
        _one_of(STANDINGS, "standing"),
    )
    rows = members.page(
        house().db, site=sites.MAIN, words=wanted.words, role=wanted.role, standing=wanted.standing,
        before=request.args.get("before", "")[:18], limit=SHOWN + 1,
    )
    counts = members.counts(house().db, site=sites.MAIN, words=wanted.words)
    by_role, by_standing = Counter[str](), Counter[str]()
    for row in counts:
        if row.standing == wanted.standing or (not wanted.standing and row.standing != "left"):
            by_role[row.role] += row.count
        if wanted.role in ("", row.role):
            by_standing[row.standing] += row.count
    page = render_template(
        "manage/people.html", form=form, filter=wanted, rows=rows[:SHOWN],
        older=rows[SHOWN - 1].id if rows[SHOWN:] else "",
        portraits={row.id: portraits.of(row) for row in rows[:SHOWN]}, by_role=by_role, by_standing=by_standing,
        roles=roles(), standings=standings(), day=language.day, mail=house().settings.mail is not None,
    )
    return make_response(page, status)


def _person(found: Person, *, link: str = "") -> ResponseReturnValue:
    page = render_template(
        "manage/person.html", person=found, portrait=portraits.of(found), link=link,
        activity=members.activity(house().db, found.id), roles=roles(), standings=standings(), day=language.day,
        is_me=found.id == editor().id, done=_done(), mail=house().settings.mail is not None,
    )
    # The link that stands in it opens the person's account.
    return links.private(make_response(page))


def roles() -> dict[str, tuple[str, str]]:
    """What each role is called, and what it may do."""
    return {
        "member": (_("Member"), _("Reads what is for members, suggests edits, asks and answers.")),
        "moderator": (_("Moderator"), _("Writes and publishes articles, and looks after the community.")),
        "agent": (_("Agent"), _("Answers customers at the desk, and writes drafts.")),
        "supervisor": (_("Supervisor"), _("Answers customers, and writes and publishes articles.")),
        "administrator": (_("Administrator"), _("Everything, and this list.")),
    }


def standings() -> dict[str, str]:
    return {
        "active": _("Active"), "invited": _("Invited"), "deactivated": _("Deactivated"), "left": _("Left"),
    }


def _one_of(known: tuple[str, ...], name: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else ""


def _role() -> str:
    asked = request.form.get("role", "")
    if asked not in ROLES:
        raise BadRequest
    return asked


def _found(id: str) -> Person:
    found = people.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _there(id: str) -> Person:
    """Somebody who has not left for good."""
    found = _found(id)
    if found.standing == "left":
        raise Refusal(409, "conflict", _("This person has closed their account."))
    return found


def _address(token: str, kind: Kind) -> str:
    return links.address(house().settings, token, kind=kind)


def _not_to_oneself() -> Refusal:
    return Refusal(403, "forbidden", _("You cannot do this to yourself. Another administrator can."))


def _done() -> str:
    returned = request.args.get("returned", "")
    back = int(returned) if returned.isdecimal() and len(returned) < 6 else 0
    sentence = {
        "role": _("The new role counts from now on. They sign in again."),
        "deactivated": _("Deactivated. They are signed out everywhere."),
        "activated": _("Activated. They can sign in again."),
    }.get(request.args.get("done", ""), "")
    if sentence and back:
        sentence += " " + ngettext(
            "%(num)s customer is back in the queue.", "%(num)s customers are back in the queue.", back
        )
    return sentence


def _back(found: Person, did: str, returned: int = 0) -> ResponseReturnValue:
    query = f"?done={did}" + (f"&returned={returned}" if returned else "") if did else ""
    return redirect(f"/manage/people/{found.id}{query}", code=303)
