"""The help center as readers see it: home, topics, articles, search, and the page of the assistant."""

from collections.abc import Collection, Sequence
from typing import Final

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb import completing
from kb import search as ranker
from kb import text as pipeline
from kb.excerpts import Run
from kb.index import IndexUnavailable
from kb.languages import fallbacks
from kb.store import articles, shelves, sites
from kb.store.articles import Article, Shelved
from kb.store.people import CURATORS, STAFF
from web import frame, language, reading
from web import shelves as kept_shelves
from web.clock import now
from web.house import house, person
from web.shelves import Shelves, Topic

RESULTS: Final = 10
SUGGESTIONS: Final = 6
HOME_TOPICS: Final = 8
PAGE: Final = 50
"""Articles of a topic on one page."""

LONGEST_QUESTION: Final = 400

pages = Blueprint("site", __name__)


@pages.get("/")
def home() -> str:
    shown = _shelves()
    return frame.page(
        "site/home.html",
        topics=shown.topics[:HOME_TOPICS],
        more_topics=len(shown.topics) > HOME_TOPICS,
        recent=shown.newest,
    )


@pages.get("/topics")
def topics() -> str:
    return frame.page("site/topics.html", topics=_shelves().topics)


@pages.get("/topics/<slug>")
def topic(slug: str) -> str:
    found = _shelves().topic(slug)
    if found is None:
        raise NotFound
    shown, older = _page_of(found, after=request.args.get("after", ""))
    return render_template("site/topic.html", topic=found, articles=shown, older=older)


@pages.get("/articles/<slug>")
def article(slug: str) -> str:
    db, seen_by = house().db, audiences()
    found = articles.by_slug(db, slug, site=sites.MAIN)
    if found is None or found.state != "published" or found.audience not in seen_by:
        raise NotFound
    return frame.page(
        "site/article.html", article=found, text=reading.prepared(found.body),
        variants=_other_languages(found, seen_by), shelf=_recent_shelves().topic_of(found.topic),
        updated=language.day(found.updated_at), canonical=f"{house().settings.url}/articles/{found.slug}",
        may_edit=_may_edit(),
    )  # fmt: skip


@pages.get("/search")
def search() -> ResponseReturnValue:
    query = _query()
    if not query:
        return render_template("site/search.html", query="", results=(), topics=_shelves().topics)
    try:
        found = ranker.find(
            house().db,
            house().index,
            query,
            site=sites.MAIN,
            language=language.current(),
            audiences=audiences(),
            limit=RESULTS,
        )
    except IndexUnavailable:
        return _search_is_resting(query)
    return render_template(
        "site/search.html",
        query=query,
        results=found.results,
        repaired=repaired(query, found.repairs) if found.repairs else (),
        topics=() if found.results else _shelves().topics,
    )


@pages.get("/suggest")
def suggest() -> Response:
    """As you type: at most six articles, each with its title's runs, heading, address and language."""
    query = _query()
    found = _suggested(query) if query else ()
    return jsonify(
        query=query,
        suggestions=[
            {
                "title": [{"text": run.text, "hit": run.hit} for run in result.title_runs],
                "heading": "" if result.heading == result.title else result.heading,
                "url": f"/articles/{result.slug}{'#' + result.anchor if result.anchor else ''}",
                "language": result.language,
            }
            for result in found
        ],
    )


@pages.get("/ask")
def ask() -> str:
    return render_template("site/ask.html", query=_query(), popular=[row.title for row in _shelves().newest[:3]])


def audiences() -> tuple[str, ...]:
    """Whose articles this person may read."""
    reader = person()
    if reader is None:
        return articles.AUDIENCES[:1]
    return articles.AUDIENCES if reader.role in {*STAFF, *CURATORS} else articles.AUDIENCES[:2]


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


def _suggested(query: str) -> Sequence[ranker.Result]:
    db, index = house().db, house().index
    try:
        finished = completing.completed(index, query)
        return ranker.find(
            db, index, finished, site=sites.MAIN, language=language.current(), audiences=audiences(), limit=SUGGESTIONS
        ).results
    except IndexUnavailable:
        return ()


def _search_is_resting(query: str) -> ResponseReturnValue:
    shown = _shelves()
    page = render_template("site/search_unavailable.html", query=query, topics=shown.topics, recent=shown.newest)
    return page, 503, {"Retry-After": "60"}


def _page_of(shelf: Topic, *, after: str) -> tuple[list[Shelved], str | None]:
    """A page of a topic: first the reader's own language, then what only others have. And the address of the next."""
    preferred = fallbacks(language.current())
    where, _dot, id = after.partition(".")
    start = preferred.index(where) if where in preferred else 0
    found: list[Shelved] = []
    for at in range(start, len(preferred)):
        found += shelves.shelf(
            house().db,
            site=sites.MAIN,
            audiences=audiences(),
            topic=shelf.id,
            languages=preferred[: at + 1],
            after=id if at == start else "",
            limit=PAGE + 1 - len(found),
        )
        if len(found) > PAGE:
            last = found[PAGE - 1]
            return found[:PAGE], f"/topics/{shelf.slug}?after={last.language}.{last.id}"
    return found, None


def _other_languages(found: Article, seen_by: Collection[str]) -> tuple[Shelved, ...]:
    return tuple(
        other
        for other in articles.variants(house().db, found.variant_group)
        if other.language != found.language and other.audience in seen_by
    )


def _may_edit() -> bool:
    reader = person()
    return reader is not None and reader.role in CURATORS


def _shelves() -> Shelves:
    return kept_shelves.exact(
        _kept(), house().db, site=sites.MAIN, language=language.current(), audiences=audiences(), now=now()
    )


def _recent_shelves() -> Shelves:
    return kept_shelves.recent(
        _kept(), house().db, site=sites.MAIN, language=language.current(), audiences=audiences(), now=now()
    )


def _kept() -> kept_shelves.Kept:
    found: kept_shelves.Kept = current_app.extensions.setdefault("firstline.shelves", kept_shelves.Kept())
    return found
