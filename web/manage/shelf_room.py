"""The moderators' list of articles: filters that combine, and what is done to several articles at once.

The address holds the filter, so that a list can be kept and sent on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from articles import tending
from articles.editing import Unfit
from articles.tending import DEEDS, Deed, Value
from kb import holding
from kb.store import curation, people, sites
from kb.store.curation import Row, Somebody
from kb.store.people import WRITERS
from web import language
from web.clock import now
from web.help_center.topic_names import topic_names, topics_above
from web.house import house
from web.manage import article_form, narrowing
from web.manage.moderators import editor, place, publishers_alone
from web.manage.narrowing import NAMES, Reader
from web.words import _, ngettext

PAGE: Final = 50

pages = place("shelf_room", roles=WRITERS)


@dataclass(frozen=True, slots=True)
class Told:
    """What was just done: a sentence, how many articles were left, and whether it can be taken back."""

    sentence: str
    left: int
    undo: bool


@pages.get("/articles")
def shelf() -> str:
    wanted, moment = narrowing.wanted(), now()
    ids = tuple(holding.holding(house().db, house().index, wanted.q, site=sites.MAIN)) if wanted.q else None
    tally = curation.tally(house().db, site=sites.MAIN, ids=ids, now=moment)
    reader = Reader(editor().id, curation.writers(house().db, site=sites.MAIN), topic_names(), topics_above())
    found = curation.page(
        house().db, wanted.filter(reader, ids=ids, now=moment), site=sites.MAIN, sort=wanted.sort,
        after=narrowing.after(wanted.sort), limit=PAGE + 1,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    rows = curation.rows(house().db, [place.id for place in found[:PAGE]])
    facets = narrowing.facets(wanted, tally, reader)
    return render_template(
        "manage/articles.html", wanted=wanted, rows=rows, now=moment, day=language.day, facets=facets,
        topics=reader.topics, writers=reader.writers, chips=narrowing.chips(wanted, facets), me=reader.me,
        names=_names(rows, reader.writers), audiences=article_form.audiences(), sorts=narrowing.sorts(),
        older=wanted.address(after=f"{last.key}.{last.id}") if last else "", begins="after" not in request.args,
        everything=sum(row.count for row in tally), told=_told(), back=request.query_string.decode("ascii", "ignore"),
    )


@pages.post("/articles/bulk")
def bulk() -> ResponseReturnValue:
    """Does one deed to all that are marked, and offers to take it back."""
    publishers_alone()
    deed = next((deed for deed in DEEDS if deed == request.form.get("deed")), None)
    if deed is None:
        raise BadRequest
    chosen = _chosen()
    if not chosen:
        return _back({"done": "none"})
    try:
        tended = tending.tend(
            house().db, chosen, deed=deed, value=_value(deed), site=sites.MAIN, by=editor().id, now=now()
        )
    except Unfit:
        raise BadRequest from None
    return _back({"done": deed, "changed": str(tended.changed), "left": str(tended.left)})


@pages.post("/articles/undo")
def undo() -> ResponseReturnValue:
    """What this person did last to articles becomes as it was."""
    publishers_alone()
    taken = tending.take_back(house().db, by=editor().id, now=now())
    return _back({"done": "undone", "changed": str(taken.changed), "left": str(taken.left)})


def _names(rows: Sequence[Row], writers: Sequence[Somebody]) -> dict[str, str]:
    """Owners and authors of the rows by id."""
    known = {row.id: row.name for row in writers}
    for id in {id for row in rows for id in (row.owner, row.author) if id and id not in known}:
        found = people.by_id(house().db, id)
        known[id] = found.name if found else ""
    return known


def _chosen() -> dict[str, int]:
    """Those that are marked, each with the version that was on the page."""
    chosen = {}
    for mark in request.form.getlist("chosen")[:PAGE]:
        id, _dot, version = mark.partition(".")
        if not (version.isdecimal() and len(version) < 16):
            raise BadRequest
        chosen[id] = int(version)
    return chosen


def _value(deed: Deed) -> Value:
    written = request.form.get(deed, "")
    match deed:
        case "archive":
            return "archived"
        case "check_by":
            return article_form.moment(written)
        case "topic":
            if written and written not in topic_names():
                raise BadRequest
    return written or None


def _back(said: dict[str, str]) -> ResponseReturnValue:
    """To the list that the form stood on, with a word of what was done."""
    kept = request.form.get("back", "")[:1_000]
    query = "&".join(part for part in kept.split("&") if part.split("=")[0] in (*NAMES, "q", "sort", "after"))
    return redirect(f"/manage/articles?{'&'.join(filter(None, (query, urlencode(said))))}", code=303)


def _told() -> Told | None:
    done = request.args.get("done", "")
    changed, left = (_number(request.args.get(name, "")) for name in ("changed", "left"))
    if done == "none":
        return Told(_("Please mark the articles first."), 0, False)
    sentences = {
        "archive": ngettext(
            "%(num)s article is archived. Readers and the assistant no longer have it.",
            "%(num)s articles are archived. Readers and the assistant no longer have them.", changed,
        ),
        "owner": ngettext("%(num)s article has a new owner.", "%(num)s articles have a new owner.", changed),
        "topic": ngettext("%(num)s article has a new topic.", "%(num)s articles have a new topic.", changed),
        "check_by": ngettext(
            "%(num)s article has a new check date.", "%(num)s articles have a new check date.", changed
        ),
        "undone": ngettext(
            "Taken back: %(num)s article is as it was.", "Taken back: %(num)s articles are as they were.", changed
        ),
    }
    if done not in sentences:
        return None
    return Told(sentences[done] if changed else _("Nothing was changed."), left, bool(changed) and done != "undone")


def _number(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 5 else 0
