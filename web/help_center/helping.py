"""Where readers say whether an article helped. Everybody may, once for each article, and the last word counts.

What they write is for those who look after the articles, and is shown on no page of the help center.
"""

import hashlib
import hmac
from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from articles import helping
from articles.helping import MOST_COMMENT, Unfit
from kb import ids
from kb.store import articles, sites
from kb.store.articles import Article
from kb.store.people import CURATORS, STAFF
from web import limits
from web.clock import now
from web.help_center.audiences import audiences
from web.house import house, person
from web.words import _

COOKIE: Final = "reader"
_LETTERS: Final = 43
_YEAR: Final = 365 * 24 * 3600

pages = Blueprint("helping", __name__)


@pages.post("/articles/<slug>/feedback")
def say(slug: str) -> AnyResponse:
    """A vote, perhaps with a reason. A script of ours asks for the part of the page alone."""
    limits.hold(limits.FEEDBACK)
    found = articles.by_slug(house().db, slug, site=sites.MAIN)
    if found is None or found.state != "published" or found.audience not in audiences():
        raise NotFound
    reader = person()
    if reader is not None and reader.role in {*STAFF, *CURATORS}:
        return _answer(found, "staff")
    cookie = "" if reader is not None else _cookie() or ids.new_token()
    try:
        helping.say(
            house().db, found, reader=of_person(reader.id) if reader else _digest(f"browser:{cookie}"),
            vote=request.form.get("vote", ""), reason=request.form.get("reason", ""),
            comment=request.form.get("comment", ""), now=now(),
        )
    except Unfit as unfit:
        if unfit.problem == "too_long":
            return _again(found)
        raise BadRequest from None
    response = _answer(found, "told" if "told" in request.form else request.form["vote"])
    if cookie:
        secure = house().settings.url.startswith("https:")
        response.set_cookie(COOKIE, cookie, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def _answer(found: Article, said: str) -> AnyResponse:
    if _wants_part():
        return make_response(render_template("site/feedback.html", slug=found.slug, said=said))
    return redirect(f"/articles/{found.slug}?said={said}#helped-title", code=303)


def _again(found: Article) -> AnyResponse:
    """The form with all that was written, and what is wrong with it."""
    problem = _("Please use at most %(count)s characters.", count=f"{MOST_COMMENT:,}")
    template = "site/feedback.html" if _wants_part() else "site/feedback_page.html"
    return make_response(render_template(
        template, article=found, slug=found.slug, said="did_not_help", problem=problem,
        reason=request.form.get("reason", ""), comment=request.form.get("comment", ""),
    ), 400)


def _wants_part() -> bool:
    return request.headers.get("X-Part") == "feedback"


def of_person(id: str) -> str:
    """As whom the store knows a reader with an account."""
    return _digest(f"person:{id}")


def _cookie() -> str:
    """What this browser was given when it first said something; nothing where it does not look like ours."""
    found = request.cookies.get(COOKIE, "")
    return found if len(found) == _LETTERS else ""


def _digest(reader: str) -> str:
    """Who says it, so that it counts once, and nobody can tell who it is without our secret."""
    return hmac.new(house().settings.secret.encode(), reader.encode(), hashlib.sha256).hexdigest()
