"""The board's home: every question, by what happened last, by age, by votes, or those that nobody has answered."""

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb.store import post_lists, sites, tags, tasks
from kb.store.people import CURATORS
from web.board import lists, taking_part, times, work_queue
from web.clock import now
from web.house import house, person
from web.words import _

SORTS: Final = ("active", "newest", "score", "unanswered")
_TAGS: Final = 20

pages = Blueprint("board_home", __name__)


@pages.get("/questions")
def home() -> ResponseReturnValue:
    sort = request.args.get("sort", SORTS[0])
    if sort not in SORTS:
        raise NotFound
    after = request.args.get("after", "")
    found = post_lists.home(
        house().db, site=sites.MAIN, sort=sort, after=lists.place(after), now=now(), limit=lists.PAGE + 1
    )
    rows = found[: lists.PAGE]
    begun = bool(rows) or bool(post_lists.home(
        house().db, site=sites.MAIN, sort="newest", after=post_lists.START, now=now(), limit=1
    ))
    return render_template(
        "board/home.html", begun=begun, rows=lists.listed(rows), sort=sort, sorts=sort_words(), after=after,
        when=times.when,
        tags=tags.popular(house().db, site=sites.MAIN, questions=0, before="", limit=_TAGS),
        older=f"/questions?sort={sort}&after={lists.after(rows[-1], sort=sort)}" if len(found) > lists.PAGE else "",
        may=taking_part.admitted(), waiting=_waiting(),
    )


def _waiting() -> int:
    """How much waits for whoever reviews without being a moderator, whose menu says it."""
    found = person()
    if found is None or found.role in CURATORS or not taking_part.reviews(found):
        return 0
    counts = tasks.counts(house().db, site=sites.MAIN)
    return sum(row.count for row in counts if row.kind in work_queue.REVIEWED)


def sort_words() -> dict[str, str]:
    """What each order is called, in the order of the tabs."""
    return {
        "active": _("Recent activity"), "newest": _("Newest"), "score": _("Most votes"),
        "unanswered": _("Unanswered"),
    }
