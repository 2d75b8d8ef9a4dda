"""The moderators' part of the house: who may come in, and what its frame shows on every page.

Writers come to the articles and to what of theirs waits for review. Curators publish, decide, and enter every room.
"""

from collections.abc import Collection
from functools import partial
from typing import Final
from urllib.parse import quote

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from kb.store import feedback, proposals, regression_runs, sites, suggestions, tasks
from kb.store.people import CURATORS, STAFF, Person
from web.errors import Refusal
from web.house import house, person
from web.words import _

WRITERS_ROOMS: Final = ("/manage/articles", "/manage/reviews", "/manage/languages")
"""The rooms that whoever writes without publishing may enter."""


def place(name: str, *, roles: Collection[str] = CURATORS) -> Blueprint:
    """A place under /manage that only these roles may enter."""
    pages = Blueprint(name, __name__, url_prefix="/manage")
    pages.before_request(partial(only, roles))
    pages.context_processor(frame)
    return pages


def only(roles: Collection[str]) -> ResponseReturnValue | None:
    found = person()
    if found is None:
        if request.method == "GET":
            return redirect(f"/sign-in?next={quote(request.path)}", code=303)
        raise Refusal(401, "sign_in", _("Please sign in first."))
    if found.role not in roles:
        raise Refusal(403, "forbidden", _("You may not do this."))
    return None


def may_publish() -> bool:
    """Whether whoever is signed in may publish, archive and decide what others wrote."""
    found = person()
    return found is not None and found.role in CURATORS


def publishers_alone() -> None:
    """Refuses writers a deed of a place that they may enter."""
    if not may_publish():
        raise Refusal(403, "forbidden", _("You may not do this."))


def frame() -> dict[str, object]:
    """The moderators' pages, which of them this is, what waits there, and whether this person also serves customers.

    `lost` test questions were answered well once and are not any more.
    """
    found = person()
    waiting = sum(suggestions.waiting_counts(house().db, site=sites.MAIN).values())
    lost = regression_runs.lost(house().db, site=sites.MAIN)
    rooms: tuple[tuple[str, str, int], ...] = (
        ("/manage/articles", _("Articles"), 0),
        ("/manage/reviews", _("Reviews"), proposals.count_waiting(house().db, site=sites.MAIN) if may_publish() else 0),
        ("/manage/topics", _("Topics"), 0),
        ("/manage/languages", _("Languages"), 0),
        ("/manage/board", _("Community"), sum(row.count for row in tasks.counts(house().db, site=sites.MAIN))),
        ("/manage/phrasings", _("From customers"), waiting),
        ("/manage/synonyms", _("Synonyms"), 0),
        ("/manage/explain", _("Why this answer"), 0),
        ("/manage/regressions", _("Test questions"), lost),
        ("/manage/feedback", _("Feedback"), feedback.waiting(house().db, site=sites.MAIN)),
    )
    if found is not None and found.role == "administrator":
        rooms += (("/manage/people", _("People"), 0), ("/manage/mail", _("Mail"), 0))
    return {
        "serves": found is not None and found.role in STAFF,
        "may_publish": may_publish(),
        "rooms": rooms if may_publish() else tuple(room for room in rooms if room[0] in WRITERS_ROOMS),
        "lost": lost,
        "here": "/".join(request.path.split("/")[:3]),
    }


def editor() -> Person:
    """Who is signed in, behind `only`."""
    found = person()
    assert found is not None
    return found
