"""Signing in and out: a page for people, the same for programs, and one throttle for both."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Final, Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kb import ids
from kb.store import events, people, sessions, sites
from kb.store.engine import Transaction
from kb.store.people import Person
from web import asked, language, tries
from web.chat import payloads
from web.clock import now
from web.errors import Refusal
from web.house import COOKIE, house, person, visitor
from web.people import browsers, passwords
from web.serving.greenlets import aside
from web.words import _

pages = Blueprint("sign_in", __name__)

P = ParamSpec("P")
R = TypeVar("R")

MOST_BY_ACCOUNT: Final = 8
"""Wrong tries within the window of `web.tries`; and from one address, at all accounts together."""

MOST_BY_ADDRESS: Final = 40
LONGEST_PATH: Final = 500
LASTS: Final = 14 * 24 * 3_600_000

# A try is counted before the next one is looked at, however many come at once.
_ONE_AT_A_TIME: Final = threading.Lock()


def only(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view for signed-in people of these roles."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            found = person()
            if found is None:
                raise Refusal(401, "sign_in", _("Please sign in first."))
            if found.role not in roles:
                raise Refusal(403, "forbidden", _("You may not do this."))
            return view(*args, **kwargs)

        return guarded

    return guard


@pages.get("/sign-in")
def page() -> AnyResponse:
    """Whoever is signed in comes here to be somebody else, or by mistake."""
    found = person()
    if found and "other" not in request.args:
        return redirect(_next(found), code=303)
    return make_response(_page(email="", next=request.args.get("next", ""), error=""))


@pages.post("/sign-in")
def sign_in() -> AnyResponse:
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    try:
        found, token = _open_session(email, password)
    except Refusal as refusal:
        answer = make_response(
            _page(email=email, next=request.form.get("next", ""), error=refusal.message), refusal.status
        )
        if refusal.retry_after:
            answer.headers["Retry-After"] = str(int(refusal.retry_after))
        return answer
    return _with_cookie(redirect(_next(found), code=303), token)


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    _end_session()
    answer = redirect("/", code=303)
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@pages.post("/api/desk/session")
def open_session() -> AnyResponse:
    fields = asked.body()
    found, token = _open_session(
        asked.optional_text(fields, "email", longest=254).strip(),
        asked.optional_text(fields, "password", longest=1_000),
    )
    return _with_cookie(jsonify({"person": payloads.person(found)}), token)


@pages.delete("/api/desk/session")
def end_session() -> AnyResponse:
    _end_session()
    answer = Response(status=204)
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _open_session(email: str, password: str) -> tuple[Person, str]:
    """A new session, never one that was there before."""
    moment = now()
    with _ONE_AT_A_TIME:
        found = _let_in(email, password, moment)
    return found, _begin(found, moment)


def enter(answer: AnyResponse, found: Person) -> AnyResponse:
    """Signs somebody in who has just proven who they are, by a link; the answer carries the cookie."""
    return _with_cookie(answer, _begin(found, now()))


def _begin(found: Person, moment: int) -> str:
    token = ids.new_token()
    session = sessions.Session(
        ids.digest(token), found.id, moment, moment + LASTS, browsers.named(request.headers.get("User-Agent", ""))
    )
    before = request.cookies.get(COOKIE, "")

    def begin(tx: Transaction) -> bool:
        if not people.arrive(tx, found.id, password=found.password, now=moment):
            return False
        earlier = sessions.person_of(tx, ids.digest(before), now=moment) if before else None
        if earlier:
            _sign_out(tx, earlier, before, moment)
        sessions.add(tx, session)
        if found.role in people.STAFF:
            _set_presence(tx, found, "online", moment)
        return True

    if not house().db.write(begin):
        raise _wrong()
    g.person = found
    return token


def _let_in(email: str, password: str, moment: int) -> Person:
    """Whoever has this address and password. The same answer in the same time for everybody who has not."""
    db = house().db
    counted = ("account", email.lower(), MOST_BY_ACCOUNT), ("address", visitor(), MOST_BY_ADDRESS)
    tries.hold(*counted, now=moment)
    found = people.by_email(db, email, site=sites.MAIN)
    right = aside(lambda: passwords.verify((found and found.password) or passwords.NOBODYS, password[:1_000]))
    if found is None or not found.password or not right or found.state != "active":
        tries.count(*counted, now=moment)
        raise _wrong()
    return found


def _wrong() -> Refusal:
    return Refusal(401, "sign_in", _("Email address or password is wrong. Please try again."))


def _end_session() -> None:
    found, token = person(), request.cookies.get(COOKIE, "")
    if found is None:
        return

    house().db.write(lambda tx: _sign_out(tx, found, token, now()))


def _sign_out(tx: Transaction, who: Person, token: str, moment: int) -> None:
    """The session ends, and its streams with it; also when somebody else signs in at the same browser."""
    sessions.end(tx, ids.digest(token))
    if who.role in people.STAFF:
        _set_presence(tx, who, "away", moment)
    events.append(tx, kind="session.ended", topic=f"person:{who.id}", subject=who.id, now=moment, site=who.site)


def _set_presence(tx: Transaction, found: Person, presence: Literal["online", "away"], moment: int) -> None:
    """Whoever signs in to serve customers is there for them, until they say otherwise or sign out."""
    people.set_presence(tx, found.id, presence=presence, now=moment)
    events.append(
        tx, kind="presence.changed", topic=f"person:{found.id}", subject=found.id, now=moment, site=found.site
    )


def _with_cookie(answer: AnyResponse, token: str) -> AnyResponse:
    answer.set_cookie(
        COOKIE, token, max_age=LASTS // 1000, httponly=True, samesite="Lax",
        secure=house().settings.url.startswith("https:"),
    )
    answer.headers["Cache-Control"] = "no-store"
    found = person()
    # English stands there, too, where nobody has chosen: then the browser's language says more.
    if found and found.language != language.DEFAULT and "language" not in request.cookies:
        language.keep(answer, found.language)
    return answer


def _page(*, email: str, next: str, error: str) -> str:
    return render_template(
        "sign_in.html", email=email, next=next, error=error, sign_up=house().settings.signs_up,
        mail=house().settings.mail is not None,
    )


def asked_for() -> str:
    """The page of ours that somebody wanted to see before they were asked who they are; empty where there is none."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if ours and len(wanted) <= LONGEST_PATH else ""


def _next(found: Person) -> str:
    """Where to go after signing in: a page of ours that was asked for, else the person's place of work."""
    wanted = asked_for()
    if wanted:
        return wanted
    if found.role in people.STAFF:
        return "/desk"
    return "/manage/articles" if found.role in people.CURATORS else "/"
