"""Signing in and out: a page for people, the same for programs, and one throttle for both."""

import hmac
import threading
from collections.abc import Callable
from functools import wraps
from typing import Final, Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kb import ids
from kb.store import attempts, events, people, sessions, sites
from kb.store.engine import Transaction
from kb.store.people import Person
from web import asked, passwords, payloads
from web.clock import now
from web.errors import Refusal
from web.greenlets import aside
from web.house import COOKIE, house, person, visitor
from web.words import _

pages = Blueprint("sign_in", __name__)

P = ParamSpec("P")
R = TypeVar("R")

WINDOW: Final = 15 * 60_000
"""Milliseconds over which wrong tries are counted."""

MOST_BY_ACCOUNT: Final = 8
MOST_BY_ADDRESS: Final = 40
LASTS: Final = 14 * 24 * 3_600_000

# Checked where there is no such person, so that it takes as long.
_NOBODY: Final = passwords.hash("nobody has this password")

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
    found = person()
    if found:
        return redirect(_next(found), code=303)
    return make_response(render_template("sign_in.html", email="", next=request.args.get("next", ""), error=""))


@pages.post("/sign-in")
def sign_in() -> AnyResponse:
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    try:
        found, token = _open_session(email, password)
    except Refusal as refusal:
        answer = make_response(
            render_template(
                "sign_in.html", email=email, next=request.form.get("next", ""), error=refusal.message
            ),
            refusal.status,
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
    token = ids.new_token()
    session = sessions.Session(ids.digest(token), found.id, moment, moment + LASTS)
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
    return found, token


def _let_in(email: str, password: str, moment: int) -> Person:
    """Whoever has this address and password. The same answer in the same time for everybody who has not."""
    db, window = house().db, moment - moment % WINDOW
    account, address = _counted("account", email.lower()), _counted("address", visitor())
    if (
        attempts.count(db, account, window_start=window) >= MOST_BY_ACCOUNT
        or attempts.count(db, address, window_start=window) >= MOST_BY_ADDRESS
    ):
        wait = (window + WINDOW - moment) / 1000
        minutes = max(1, round(wait / 60))
        raise Refusal(
            429, "slow_down", _("Too many tries. Please wait %(minutes)s minutes.", minutes=minutes), retry_after=wait
        )
    found = people.by_email(db, email, site=sites.MAIN)
    right = aside(lambda: passwords.verify(found.password if found else _NOBODY, password[:1_000]))
    if found is None or not right or found.state != "active":

        def count(tx: Transaction) -> None:
            attempts.add(tx, account, window_start=window)
            attempts.add(tx, address, window_start=window)

        db.write(count)
        raise _wrong()
    return found


def _wrong() -> Refusal:
    return Refusal(401, "sign_in", _("Email address or password is wrong. Please try again."))


def _counted(what: str, who: str) -> str:
    """Under what the tries of somebody are counted: nobody who reads the table learns who tried."""
    return hmac.new(house().settings.secret.encode(), f"{what}:{who}".encode(), "sha256").hexdigest()


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
    return answer


def _next(found: Person) -> str:
    """Where to go after signing in: a page of ours that was asked for, else the person's place of work."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme:
        return wanted
    if found.role in people.STAFF:
        return "/desk"
    return "/manage/articles" if found.role in people.CURATORS else "/"
