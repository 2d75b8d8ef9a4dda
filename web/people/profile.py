"""What somebody says of themselves here, where they are signed in, and how they leave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Final, ParamSpec
from urllib.parse import quote

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from kb import filing, ids, joining, leaving, pictures
from kb.filing import Fit
from kb.languages import LANGUAGES
from kb.leaving import Gone, LastAdministrator
from kb.store import departures, sessions, sites
from kb.store.people import Person
from web import language, tries
from web.chat import returning
from web.clock import now
from web.errors import Refusal
from web.help_center import helping
from web.house import COOKIE, house, person
from web.people import fields, passwords, portraits, sign_in
from web.serving.greenlets import aside
from web.words import _

MOST_BYTES: Final = 10_000_000
"""Of a picture, as it comes."""

MOST_MOVES: Final = 3
"""Mails for a change of address within the window of `web.tries`."""

P = ParamSpec("P")

pages = Blueprint("profile", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed and will not do, with a sentence by field; empty where nothing was."""

    name: str = ""
    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view for everybody with an account."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if person() is None:
            if request.method == "GET":
                return redirect(f"/sign-in?next={quote(request.path)}", code=303)
            raise Refusal(401, "sign_in", _("Please sign in first."))
        return view(*args, **kwargs)

    return guarded


@pages.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    return _page(Form())


@pages.post("/profile")
@signed_in
def change() -> ResponseReturnValue:
    name, tag = fields.name(), request.form.get("language", "")
    problem = fields.name_problem(name)
    if problem or tag not in LANGUAGES:
        return _page(Form(name=name, problems={"name": problem}), status=400)
    joining.change_profile(house().db, _me(), name=name, language=tag, now=now())
    answer = _back("saved")
    language.keep(answer, tag)
    return answer


@pages.post("/profile/picture")
@signed_in
def change_picture() -> ResponseReturnValue:
    me = _me()
    if request.form.get("deed") == "remove":
        joining.change_picture(house().db, me, picture=None, now=now())
        return _back("saved")
    request.max_content_length = MOST_BYTES + 64 * 1024
    try:
        sent = request.files.get("picture")
        content = sent.read() if sent else b""
    except RequestEntityTooLarge:
        return _page(Form(problems={"picture": _too_large()}), status=413)
    try:
        square = aside(lambda: pictures.squared(content, side=portraits.SIDE))
    except pictures.Unfit as unfit:
        sentence = _too_large() if unfit.problem == "too_many_pixels" else _("We cannot read this as a picture.")
        return _page(Form(problems={"picture": sentence}), status=400)
    # A name of its own: nobody else's upload is taken for the same file.
    fit = Fit(f"{ids.new_id(now())}.png", "image/png", square, portraits.SIDE, portraits.SIDE)
    kept = filing.store(house().db, fit, audience="members", author=me.id, site=sites.MAIN, now=now())
    joining.change_picture(house().db, me, picture=kept.id, now=now())
    return _back("saved")


@pages.post("/profile/address")
@signed_in
def change_address() -> ResponseReturnValue:
    me, email = _me(), fields.email()
    if house().settings.mail is None:
        raise Refusal(403, "forbidden", _("We send no mail from here, so the address cannot be confirmed."))
    problems = {"email": fields.email_problem(email)}
    if email == me.email:
        problems["email"] = _("This is your address already.")
    if any(problems.values()):
        return _page(Form(email=email, problems=problems), status=400)
    problems["move"] = _password_problem(me)
    if problems["move"]:
        return _page(Form(email=email, problems=problems), status=400)
    counted = ("move", me.id, MOST_MOVES)
    tries.hold(counted, now=now())
    tries.count(counted, now=now())
    joining.ask_to_move(house().db, me, email=email, language=language.current(), now=now())
    return _page(Form(), sent=email)


@pages.post("/profile/password")
@signed_in
def change_password() -> ResponseReturnValue:
    me, chosen = _me(), fields.password()
    problems = {"password": fields.password_problem(chosen, email=me.email)}
    if not problems["password"]:
        problems["old"] = _password_problem(me)
    if any(problems.values()):
        return _page(Form(problems=problems), status=400)
    hashed = aside(lambda: passwords.hash(chosen))
    try:
        joining.change_password(house().db, me, password=hashed, session=_session(), now=now())
    except joining.Spent:
        return _page(Form(problems={"old": _wrong()}), status=400)
    return _back("password")


@pages.post("/profile/sessions")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    joining.end_other_sessions(house().db, _me(), session=_session(), now=now())
    return _back("sessions")


@pages.get("/profile/leave")
@signed_in
def leave_page() -> ResponseReturnValue:
    return _leave("")


@pages.post("/profile/leave")
@signed_in
def leave() -> ResponseReturnValue:
    me = _me()
    problem = _password_problem(me)
    if problem:
        return _leave(problem, status=400)
    try:
        proof = leaving.leave(
            house().db, me, name=_("Former member"), reader=helping.of_person(me.id), words=returning.words(),
            now=now(),
        )
    except LastAdministrator:
        return _leave(_("You are the only administrator. Make somebody else one first."), status=409)
    except Gone:
        return _leave(_wrong(), status=409)
    g.person = None
    answer = make_response(render_template("profile_left.html", proof=proof, at=now(), day=language.day))
    answer.delete_cookie(COOKIE, samesite="Lax")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: Form, *, status: int = 200, sent: str = "") -> ResponseReturnValue:
    me = _me()
    here = _session()
    page = render_template(
        "profile.html", me=me, form=form, picture=portraits.of(me), done=_done(), sent=sent, day=language.day,
        places=[(row, row.id == here) for row in sessions.of_person(house().db, me.id, now=now())],
        mail=house().settings.mail is not None, shortest=passwords.SHORTEST,
    )
    return _private(page, status)


def _leave(problem: str, *, status: int = 200) -> ResponseReturnValue:
    kept = departures.kept(house().db, _me().id)
    return _private(render_template("profile_leave.html", me=_me(), problem=problem, kept=kept), status)


def _private(page: str, status: int) -> ResponseReturnValue:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _password_problem(me: Person) -> str:
    """Whether the person at the keyboard knows the password; wrong tries count as they do at signing in."""
    counted = ("account", me.email, sign_in.MOST_BY_ACCOUNT)
    tries.hold(counted, now=now())
    typed = fields.password("old")
    if aside(lambda: passwords.verify(me.password, typed)):
        return ""
    tries.count(counted, now=now())
    return _wrong()


def _wrong() -> str:
    return _("This is not your password. Please try again.")


def _too_large() -> str:
    return _("This picture is too large: at most 10 MB.")


def _done() -> str:
    return {
        "joined": _("You are signed in. This is your profile."),
        "saved": _("Saved."),
        "password": _("Your new password is set. You are signed out everywhere else."),
        "sessions": _("You are signed out everywhere else."),
        "moved": _("Your new address is in use from now on."),
    }.get(request.args.get("done", ""), "")


def _back(did: str) -> Response:
    return redirect(f"/profile?done={did}", code=303)


def _session() -> str:
    return ids.digest(request.cookies.get(COOKIE, ""))


def _me() -> Person:
    found = person()
    assert found is not None
    return found
