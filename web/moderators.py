"""The moderators' part of the house: who may come in, and what its frame shows on every page."""

from urllib.parse import quote

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from kb.store import regression_runs, sites, suggestions
from kb.store.people import CURATORS, STAFF, Person
from web.errors import Refusal
from web.house import house, person
from web.words import _


def place(name: str) -> Blueprint:
    """A place under /manage that only curators may enter."""
    pages = Blueprint(name, __name__, url_prefix="/manage")
    pages.before_request(only_curators)
    pages.context_processor(frame)
    return pages


def only_curators() -> ResponseReturnValue | None:
    found = person()
    if found is None:
        if request.method == "GET":
            return redirect(f"/sign-in?next={quote(request.path)}", code=303)
        raise Refusal(401, "sign_in", _("Please sign in first."))
    if found.role not in CURATORS:
        raise Refusal(403, "forbidden", _("You may not do this."))
    return None


def frame() -> dict[str, object]:
    """The moderators' pages, which of them this is, what waits there, and whether this person also serves customers.

    `lost` test questions were answered well once and are not any more.
    """
    found = person()
    waiting = sum(suggestions.waiting_counts(house().db, site=sites.MAIN).values())
    lost = regression_runs.lost(house().db, site=sites.MAIN)
    return {
        "serves": found is not None and found.role in STAFF,
        "rooms": (
            ("/manage/articles", _("Articles"), 0),
            ("/manage/phrasings", _("From customers"), waiting),
            ("/manage/synonyms", _("Synonyms"), 0),
            ("/manage/explain", _("Why this answer"), 0),
            ("/manage/regressions", _("Test questions"), lost),
        ),
        "lost": lost,
        "here": "/".join(request.path.split("/")[:3]),
    }


def editor() -> Person:
    """Who is signed in, behind `only_curators`."""
    found = person()
    assert found is not None
    return found
