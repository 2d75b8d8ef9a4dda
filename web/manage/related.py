"""Where moderators pick which articles stand first beside another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import relating
from articles.relating import MOST_PICKED, SHOWN
from kb import completing, search
from kb import text as pipeline
from kb.index import IndexUnavailable
from kb.languages import fallbacks
from kb.store import articles, related, sites
from kb.store.articles import Article
from web.clock import now
from web.house import house
from web.manage.moderators import place
from web.words import _

FOUND: Final = 8
LONGEST_QUERY: Final = 200

pages = place("related")


@dataclass(frozen=True, slots=True)
class Pick:
    """An article that was picked or could be, by its variant group, as readers of one language would see it."""

    group: str
    id: str
    title: str
    language: str
    state: str


@pages.get("/articles/<id>/related")
def edit(id: str) -> str:
    """Also without a script: what `q` finds can be added by a button."""
    found, query = _article(id), _query()
    beside = relating.beside(house().db, found, audiences=articles.AUDIENCES, language=found.language)
    return render_template(
        _part() or "manage/related_page.html", article=found, picks=picks_of(found), query=query,
        found=_found(found, query) if query else (), most=MOST_PICKED, shown=SHOWN, done=_done(),
        alike=[row for row in beside if row.rank],
    )


@pages.post("/articles/<id>/related")
def pick(id: str) -> ResponseReturnValue:
    """Exactly these, in this order; `add`, `remove` and `up` change one of them."""
    found = _article(id)
    groups = [each for each in request.form.getlist("picked") if each]
    if (added := request.form.get("add")) and added not in groups:
        groups.append(added)
    if (removed := request.form.get("remove")) in groups:
        groups.remove(removed or "")
    if (up := request.form.get("up")) in groups[1:]:
        at = groups.index(up or "")
        groups[at - 1 : at + 1] = reversed(groups[at - 1 : at + 1])
    relating.pick(house().db, found, groups, now=now())
    return redirect(f"/manage/articles/{id}/related?done=saved", code=303)


@pages.get("/articles/<id>/related/suggest")
def suggest(id: str) -> Response:
    """As you type: what could stand beside the article."""
    found, query = _article(id), _query()
    return jsonify(
        query=query,
        suggestions=[
            {"group": each.group, "title": each.title, "language": each.language}
            for each in (_found(found, query) if query else ())
        ],
    )


@pages.app_template_global("picks_of")
def picks_of(article: Article) -> list[Pick]:
    """What was picked for an article, in order, each in the nearest language."""
    order = {tag: place for place, tag in enumerate(fallbacks(article.language))}
    best: dict[str, Pick] = {}
    rows = related.picks(house().db, article.variant_group, site=sites.MAIN)
    groups = related.groups_of(house().db, [row.id for row in rows])
    for row in rows:
        kept = best.get(groups[row.id])
        if kept is None or order.get(row.language, len(order)) < order.get(kept.language, len(order)):
            best[groups[row.id]] = Pick(groups[row.id], row.id, row.title, row.language, row.state)
    return list(best.values())


def _found(article: Article, query: str) -> Sequence[Pick]:
    db, index = house().db, house().index
    picked = {each.group for each in picks_of(article)} | {article.variant_group}
    try:
        ranked = search.rank(
            db, index, completing.completed(index, query), site=sites.MAIN, language=article.language,
            audiences=articles.AUDIENCES,
        )
    except IndexUnavailable:
        return ()
    rows = [candidate.article for candidate in ranked.candidates]
    return [
        Pick(row.variant_group, row.id, row.title, row.language, row.state)
        for row in rows
        if row.variant_group not in picked
    ][:FOUND]


def _part() -> str:
    """A script of ours asks for the list alone."""
    return "manage/related.html" if request.headers.get("X-Part") == "related" else ""


def _query() -> str:
    return " ".join(pipeline.printable(request.args.get("q", "")).split())[:LONGEST_QUERY]


def _done() -> str:
    return _("Saved.") if request.args.get("done") == "saved" else ""


def _article(id: str) -> Article:
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found
