"""Joining and coming back: sign-up, a forgotten password, an invitation, and the links that go out by mail for them.

Opening a link changes nothing, since programs that look through mail open links too: the button on its page does. What
strangers are told does not depend on whether an address has an account.
"""

from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from kb import joining
from kb.joining import AddressTaken, Spent
from kb.store import people, sites
from kb.store.tokens import Kind, Token
from web import language, tries
from web.clock import now
from web.errors import Refusal
from web.house import house, person, visitor
from web.people import fields, links, passwords, sign_in
from web.serving.greenlets import aside

MOST_BY_ADDRESS: Final = 3
"""Mails to one address within the window of `web.tries`; and from one visitor, to all addresses together."""

MOST_BY_VISITOR: Final = 20

pages = Blueprint("joining", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, and a sentence about each that will not do."""

    name: str = ""
    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    error: str = ""


@pages.get("/sign-up")
def sign_up_page() -> ResponseReturnValue:
    if person():
        return redirect("/profile", code=303)
    return _sign_up(Form())


@pages.post("/sign-up")
def sign_up() -> ResponseReturnValue:
    if not house().settings.signs_up:
        return _sign_up(Form(), status=403)
    name, email, chosen = fields.name(), fields.email(), fields.password()
    problems = {
        "name": fields.name_problem(name), "email": fields.email_problem(email),
        "password": fields.password_problem(chosen, email=email),
    }
    if any(problems.values()):
        return _sign_up(Form(name, email, problems), status=400)
    try:
        _count_mail("sign_up", email)
    except Refusal as refusal:
        return _held(refusal, _sign_up(Form(name, email, error=refusal.message), status=429))
    hashed = aside(lambda: passwords.hash(chosen))
    joining.ask_to_sign_up(
        house().db, site=sites.MAIN, email=email, name=name, language=language.current(), password=hashed,
        then=sign_in.asked_for(), now=now(),
    )
    return _sent("sign_up", email)


@pages.get("/sign-up/<link>")
def sign_up_link(link: str) -> ResponseReturnValue:
    token = links.visited(link, kind="sign_up")
    return _gone("sign_up") if token is None else _linked("joining/confirm.html", token, link)


@pages.post("/sign-up/<link>")
def confirm_sign_up(link: str) -> ResponseReturnValue:
    token = links.visited(link, kind="sign_up")
    if token is None:
        return _gone("sign_up")
    try:
        found = joining.confirm_sign_up(house().db, token, now=now())
    except (Spent, AddressTaken):
        return _gone("sign_up")
    there = token.facts["then"] or "/profile?done=joined"
    return links.private(sign_in.enter(redirect(there, code=303), found))


@pages.get("/password")
def password_page() -> ResponseReturnValue:
    found = person()
    return _password(Form(email=found.email if found else ""))


@pages.post("/password")
def ask_for_password() -> ResponseReturnValue:
    if house().settings.mail is None:
        return _password(Form(), status=403)
    email = fields.email()
    problem = fields.email_problem(email)
    if problem:
        return _password(Form(email=email, problems={"email": problem}), status=400)
    try:
        _count_mail("password", email)
    except Refusal as refusal:
        return _held(refusal, _password(Form(email=email, error=refusal.message), status=429))
    joining.ask_for_password(house().db, site=sites.MAIN, email=email, language=language.current(), now=now())
    return _sent("password", email)


@pages.get("/password/<link>")
def password_link(link: str) -> ResponseReturnValue:
    return _choose(link, "password")


@pages.post("/password/<link>")
def choose_password(link: str) -> ResponseReturnValue:
    return _chosen(link, "password")


@pages.get("/invitation/<link>")
def invitation(link: str) -> ResponseReturnValue:
    return _choose(link, "invitation")


@pages.post("/invitation/<link>")
def accept_invitation(link: str) -> ResponseReturnValue:
    return _chosen(link, "invitation")


@pages.get("/address/<link>")
def address_link(link: str) -> ResponseReturnValue:
    token = links.visited(link, kind="address")
    return _gone("address") if token is None else _linked("joining/address.html", token, link)


@pages.post("/address/<link>")
def confirm_address(link: str) -> ResponseReturnValue:
    token = links.visited(link, kind="address")
    if token is None:
        return _gone("address")
    try:
        joining.move(house().db, token, now=now())
    except Spent:
        return _gone("address")
    except AddressTaken:
        return links.private(make_response(render_template("joining/taken.html", email=token.email), 409))
    there = "/profile?done=moved" if person() else "/sign-in"
    return links.private(redirect(there, code=303))


def _choose(link: str, kind: Kind) -> ResponseReturnValue:
    token = links.visited(link, kind=kind)
    return _gone(kind) if token is None else _linked("joining/choose.html", token, link, problem="")


def _chosen(link: str, kind: Kind) -> ResponseReturnValue:
    token = links.visited(link, kind=kind)
    if token is None:
        return _gone(kind)
    chosen = fields.password()
    problem = fields.password_problem(chosen, email=token.email)
    if problem:
        return _linked("joining/choose.html", token, link, problem=problem, status=400)
    hashed = aside(lambda: passwords.hash(chosen))
    try:
        found = joining.choose_password(house().db, token, password=hashed, now=now())
    except Spent:
        return _gone(kind)
    there = "/profile?done=password" if kind == "password" else "/profile?done=joined"
    return links.private(sign_in.enter(redirect(there, code=303), found))


def _count_mail(what: str, email: str) -> None:
    """Before anybody looks whether the address is known: it counts for both."""
    counted = (f"{what} to", email, MOST_BY_ADDRESS), (f"{what} by", visitor(), MOST_BY_VISITOR)
    tries.hold(*counted, now=now())
    tries.count(*counted, now=now())


def _sign_up(form: Form, *, status: int = 200) -> ResponseReturnValue:
    settings = house().settings
    page = render_template(
        "joining/sign_up.html", form=form, open=settings.signs_up, mail=settings.mail is not None,
        shortest=passwords.SHORTEST, next=sign_in.asked_for(),
    )
    return _page(page, status)


def _password(form: Form, *, status: int = 200) -> ResponseReturnValue:
    return _page(render_template("joining/password.html", form=form, mail=house().settings.mail is not None), status)


def _sent(kind: Kind, email: str) -> ResponseReturnValue:
    return _page(render_template("joining/sent.html", kind=kind, email=email), 200)


def _gone(kind: Kind) -> ResponseReturnValue:
    """The same for a link that never was, was used, or has expired."""
    return links.private(make_response(render_template("joining/gone.html", kind=kind), 404))


def _linked(template: str, token: Token, link: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    named = people.by_id(house().db, token.person) if token.person else None
    page = render_template(
        template, token=token, action=f"{links.PATHS[token.kind]}{link}", problem=problem,
        name=named.name if named else token.facts.get("name", ""), shortest=passwords.SHORTEST,
    )
    return links.private(make_response(page, status))


def _page(page: str, status: int) -> ResponseReturnValue:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _held(refusal: Refusal, page: ResponseReturnValue) -> ResponseReturnValue:
    answer = make_response(page)
    answer.headers["Retry-After"] = str(max(1, round(refusal.retry_after)))
    return answer
