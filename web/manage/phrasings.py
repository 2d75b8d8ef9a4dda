"""Where moderators decide what customers' questions teach: kept, put in better words, or removed; one or many."""

from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import editing, reviewing
from articles.editing import Unfit
from kb.store import sites, suggestions
from kb.store.suggestions import Kind, Suggestion
from web import language
from web.clock import now
from web.house import house
from web.manage.moderators import editor, place
from web.words import _, ngettext

PAGE: Final = 50

pages = place("phrasings")


@pages.get("/phrasings")
def waiting() -> str:
    """What customers' questions suggest and nobody has decided, newest first."""
    return _page(_kind(request.args.get("kind", "")), done=_done())


@pages.post("/phrasings")
def decide_many() -> ResponseReturnValue:
    """Keeps or removes all that were marked."""
    kind = _kind(request.form.get("kind", ""))
    keep = request.form.get("do") == "keep"
    decided = 0
    for id in request.form.getlist("chosen")[:PAGE]:
        row = suggestions.by_id(house().db, id, site=sites.MAIN)
        if row is None:
            continue
        try:
            decided += _keep(row, row.text) if keep else _remove(row)
        except Unfit:
            continue  # the article has as many as it may have: it goes on waiting
    return _back(kind, did="kept" if keep else "removed", count=decided)


@pages.post("/phrasings/<id>/keep")
def keep(id: str) -> ResponseReturnValue:
    """Keeps it in the words that stand in the field."""
    row = _row(id)
    text = request.form.get("text", row.text)
    try:
        kept = _keep(row, text)
    except Unfit as unfit:
        return _page(_kind(row.kind), problem=(id, text, _sentence(unfit))), 400
    return _back(row.kind, did="kept", count=int(kept))


@pages.post("/phrasings/<id>/remove")
def remove(id: str) -> ResponseReturnValue:
    row = _row(id)
    return _back(row.kind, did="removed", count=int(_remove(row)))


def _page(kind: Kind, *, done: str = "", problem: tuple[str, str, str] | None = None) -> str:
    """`problem`: the row's id, what was typed, and what is wrong with it."""
    before = request.args.get("before") or None
    found = suggestions.waiting(house().db, site=sites.MAIN, kind=kind, before=before, limit=PAGE + 1)
    counts = suggestions.waiting_counts(house().db, site=sites.MAIN)
    return render_template(
        "manage/phrasings.html", day=language.day, kind=kind, rows=found[:PAGE], problem=problem, done=done,
        kinds=[(name, label, counts.get(name, 0)) for name, label in (
            ("phrasing", _("Answered")), ("never_answer", _("Not the answer")),
        )],
        older=f"/manage/phrasings?kind={kind}&before={found[PAGE - 1].id}" if len(found) > PAGE else "",
        longest=editing.MOST_PHRASING,
    )


def _keep(row: Suggestion, text: str) -> bool:
    return reviewing.keep(house().db, row, text=text, reviewer=editor().id, now=now())


def _remove(row: Suggestion) -> bool:
    return reviewing.dismiss(house().db, row, site=sites.MAIN, reviewer=editor().id, now=now())


def _back(kind: str, *, did: str, count: int) -> ResponseReturnValue:
    return redirect(f"/manage/phrasings?kind={kind}&done={did}&count={count}", code=303)


def _done() -> str:
    """A sentence on what was just done; the address holds no more than a word and a number."""
    count = int(written) if (written := request.args.get("count", "")).isdecimal() and len(written) < 4 else 0
    did = request.args.get("done", "")
    if did not in ("kept", "removed"):
        return ""
    if not count:
        return _("Nothing was changed: either nothing was marked, or a colleague had decided it already.")
    if did == "kept":
        return ngettext(
            "%(num)s question is kept. It counts from now on.", "%(num)s questions are kept. They count from now on.",
            count,
        )
    return ngettext("%(num)s question is removed.", "%(num)s questions are removed.", count)


def _sentence(unfit: Unfit) -> str:
    sentences = {
        "missing": _("Please leave some words."),
        "too_long": _("At most %(most)s characters.", most=editing.MOST_PHRASING),
        "too_many": _("This article has as many as it may have. Please remove some there first."),
    }
    return sentences[unfit.problem]


def _kind(written: str) -> Kind:
    return "never_answer" if written == "never_answer" else "phrasing"


def _row(id: str) -> Suggestion:
    found = suggestions.by_id(house().db, id, site=sites.MAIN)
    if found is None:
        raise NotFound
    return found
