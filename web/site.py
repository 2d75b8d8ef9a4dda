"""The help center as readers see it: articles, search, and the page of the assistant. Topics are in web/browsing.py."""

from collections.abc import Collection, Sequence
from typing import Final

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from articles import relating
from kb import completing
from kb import search as ranker
from kb import text as pipeline
from kb.excerpts import Run
from kb.index import IndexUnavailable
from kb.store import articles, posts, sites
from kb.store.people import WRITERS
from web import arrivals, frame, head, language, reading, variants
from web import shelves as kept_shelves
from web.audiences import audiences
from web.board import addresses, credited
from web.clock import now
from web.house import house, person
from web.shelves import Shelves
from web.words import _

RESULTS: Final = 10
SUGGESTIONS: Final = 6
LONGEST_QUESTION: Final = 400

pages = Blueprint("site", __name__)


@pages.get("/articles/<slug>")
def article(slug: str) -> ResponseReturnValue:
    db, seen_by = house().db, audiences()
    found = arrivals.readable(articles.by_slug(db, slug, site=sites.MAIN), audiences=seen_by)
    if found is None:
        return arrivals.lead(slug, audiences=seen_by)
    group = variants.readable(db, found.variant_group, audiences=seen_by)
    text, trail = reading.prepared(found.body), _recent_shelves().trail_to(found.topic)
    beside = relating.beside(db, found, audiences=seen_by, language=language.current())
    page = frame.page(
        "site/article.html", article=found, text=text, trail=trail, **arrivals.languages(found, group),
        head=head.of_found(found, text.html, group=group, trail=trail), stands=reading.stands(found, now=now()),
        may=_may(), related=beside, said=reading.said(request.args.get("said")),
        credits=credited.of_article(db, found.id),
    )  # fmt: skip
    return arrivals.with_links(page, found)


@pages.get("/search")
def search() -> ResponseReturnValue:
    query = _query()
    if not query:
        return render_template("site/search.html", query="", results=(), topics=shown().topics)
    try:
        found = ranker.find(
            house().db,
            house().index,
            query,
            site=sites.MAIN,
            language=language.current(),
            audiences=audiences(),
            limit=RESULTS,
            board=posts.reader(person(), now=now()),
        )
    except IndexUnavailable:
        return _search_is_resting(query)
    results = found.together(RESULTS)
    return render_template(
        "site/search.html",
        query=query,
        results=results,
        question_address=addresses.question,
        repaired=repaired(query, found.repairs) if found.repairs else (),
        topics=() if results else shown().topics,
    )


@pages.get("/suggest")
def suggest() -> Response:
    """As you type: at most six articles and questions of the community, each with its title's runs, heading, address
    and language; `mark` says in a word what a question is."""
    query = _query()
    found = _suggested(query) if query else ()
    return jsonify(
        query=query,
        suggestions=[_suggestion(result) for result in found],
    )


@pages.get("/ask")
def ask() -> str:
    return render_template("site/ask.html", query=_query(), popular=[row.title for row in shown().newest[:3]])


def repaired(query: str, repairs: Collection[tuple[str, str]]) -> list[Run]:
    """The question as it was read, with the words marked that were read as others."""
    runs = [Run(query, False)]
    for written, read in repairs:
        runs = [part for run in runs for part in ([run] if run.hit else _replaced(run.text, written, read))]
    return runs


def _replaced(text: str, written: str, read: str) -> list[Run]:
    at = text.casefold().find(written.casefold())
    if at < 0:
        return [Run(text, False)]
    parts = (text[:at], False), (read, True), (text[at + len(written) :], False)
    return [Run(part, hit) for part, hit in parts if part]


def _query() -> str:
    return " ".join(pipeline.printable(request.args.get("q", "")).split())[:LONGEST_QUESTION]


def _suggestion(result: ranker.Result | ranker.Question) -> dict[str, object]:
    title = [{"text": run.text, "hit": run.hit} for run in result.title_runs]
    if isinstance(result, ranker.Question):
        url, heading = addresses.question(result.id, result.title), ""
        mark = _("Community, solved") if result.accepted else _("Community")
    else:
        url = f"/articles/{result.slug}{'#' + result.anchor if result.anchor else ''}"
        heading, mark = "" if result.heading == result.title else result.heading, ""
    return {"title": title, "heading": heading, "url": url, "language": result.language, "mark": mark}


def _suggested(query: str) -> Sequence[ranker.Result | ranker.Question]:
    db, index = house().db, house().index
    try:
        finished = completing.completed(index, query)
        return ranker.find(
            db, index, finished, site=sites.MAIN, language=language.current(), audiences=audiences(), limit=SUGGESTIONS,
            board=posts.reader(person(), now=now()),
        ).together(SUGGESTIONS)
    except IndexUnavailable:
        return ()


def _search_is_resting(query: str) -> ResponseReturnValue:
    shelves = shown()
    page = render_template("site/search_unavailable.html", query=query, topics=shelves.topics, recent=shelves.newest)
    return page, 503, {"Retry-After": "60"}


def _may() -> str:
    """What this person may do about an article that they read: "edit" it, "suggest" an edit, or neither."""
    reader = person()
    if reader is None:
        return ""
    return "edit" if reader.role in WRITERS else "suggest"


def shown() -> Shelves:
    """The shelves for whoever reads."""
    return kept_shelves.exact(
        kept(), house().db, site=sites.MAIN, language=language.current(), audiences=audiences(), now=now()
    )


def public_shelves() -> Shelves:
    """The shelves for everybody, whoever reads: what may be kept by others is made of these."""
    everybody = articles.AUDIENCES[:1]
    return kept_shelves.exact(
        kept(), house().db, site=sites.MAIN, language=language.current(), audiences=everybody, now=now()
    )


def _recent_shelves() -> Shelves:
    return kept_shelves.recent(
        kept(), house().db, site=sites.MAIN, language=language.current(), audiences=audiences(), now=now()
    )


def kept() -> kept_shelves.Kept:
    """What this process keeps of the shelves."""
    found: kept_shelves.Kept = current_app.extensions.setdefault("firstline.shelves", kept_shelves.Kept())
    return found
