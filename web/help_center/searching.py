"""Search, as a page and as you type: words for the one ranker, filters, or both. Filters alone list what is newest.

Words are answered page by page, too; questions that were closed stand at the end, unless a filter says otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kb import completing, filtering, filters
from kb import search as ranker
from kb.asked import Narrowed
from kb.excerpts import Run
from kb.filtering import Understood
from kb.index import IndexUnavailable
from kb.search import MOST, Found, Question, Result
from kb.store import articles, filtered, posts, sites
from kb.store.articles import Shelved
from web import language
from web.board import addresses, lists, times
from web.board.lists import Listed
from web.clock import now
from web.help_center import filter_words, site
from web.help_center.audiences import audiences
from web.help_center.filter_words import address
from web.house import house, person
from web.words import _, ngettext

RESULTS: Final = 10
SUGGESTIONS: Final = 6

pages = Blueprint("searching", __name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """What fits the filters alone: questions or articles, and the address of what is older."""

    questions: tuple[Listed, ...] = ()
    articles: tuple[Shelved, ...] = ()
    older: str = ""


@pages.get("/search")
def search() -> ResponseReturnValue:
    asked = filtering.understand(house().db, query(), site=sites.MAIN, now=now())
    if not asked.words:
        return _list(asked)
    try:
        found = find(asked, words=asked.words, narrowed=asked.with_closed, limit=RESULTS, after=_from())
    except IndexUnavailable:
        return _search_is_resting(query())
    return _page(
        asked, results=found.listed, listing=Listing(), question_address=addresses.question, after=_from() or "",
        older=f"{address(query())}&from={_from() + RESULTS}" if found.more else "",
        repaired=repaired(asked.words, found.repairs) if found.repairs else (),
        topics=() if found.listed else site.shown().topics, shelved=_shelved(found.results), counted=_counted(found),
    )


@pages.get("/suggest")
def suggest() -> Response:
    """As you type: at most six articles and questions of the community, each with its title's runs, heading, address
    and language; `mark` says in a word what a question is."""
    written = site.typed()
    return jsonify(query=written, suggestions=[_suggestion(result) for result in _suggested(written)])


def query() -> str:
    """What stands in the search box; the community's box asks for questions by a field of its own."""
    written = site.typed()
    if written and request.args.get("is") == "question" and not filters.parse(written).filters:
        return f"is:question {written}"
    return written


def find(asked: Understood, *, words: str, narrowed: Narrowed, limit: int, after: int = 0) -> Found:
    """Articles and questions for these words, as far as the filters let them. Raises IndexUnavailable."""
    return ranker.find(
        house().db, house().index, words, site=sites.MAIN, language=language.current(), audiences=audiences(),
        limit=limit, board=None if asked.kind == "article" else posts.reader(person(), now=now()),
        narrowed=narrowed, kind=asked.kind, after=after,
    )


def repaired(query: str, repairs: Collection[tuple[str, str]]) -> list[Run]:
    """The question as it was read, with the words marked that were read as others."""
    runs = [Run(query, False)]
    for written, read in repairs:
        runs = [part for run in runs for part in ([run] if run.hit else _replaced(run.text, written, read))]
    return runs


def _suggested(written: str) -> Sequence[Result | Question]:
    asked = filtering.understand(house().db, written, site=sites.MAIN, now=now())
    if not asked.words:
        return ()
    try:
        finished = completing.completed(house().index, asked.words)
        return find(asked, words=finished, narrowed=asked.narrowed, limit=SUGGESTIONS).listed
    except IndexUnavailable:
        return ()


def _suggestion(result: Result | Question) -> dict[str, object]:
    title = [{"text": run.text, "hit": run.hit} for run in result.title_runs]
    if isinstance(result, Question):
        url, heading = addresses.question(result.id, result.title), ""
        mark = _("Community, solved") if result.accepted else _("Community")
    else:
        url = f"/articles/{result.slug}{'#' + result.anchor if result.anchor else ''}"
        heading, mark = "" if result.heading == result.title else result.heading, ""
    return {"title": title, "heading": heading, "url": url, "language": result.language, "mark": mark}


def _list(asked: Understood) -> str:
    listing = _listing(asked)
    empty = not (listing.questions or listing.articles)
    return _page(
        asked, results=(), listing=listing, when=times.when, after=_after(), topics=site.shown().topics if empty else ()
    )


def _listing(asked: Understood) -> Listing:
    """Nothing where no filter holds: all that there is stands on the home pages."""
    match asked.kind:
        case "question":
            rows = filtered.questions(
                house().db, asked.wanted, site=sites.MAIN, before=_after(), now=now(), limit=lists.PAGE + 1
            )
            shown = rows[: lists.PAGE]
            older = shown[-1].id if len(rows) > lists.PAGE else ""
            return Listing(questions=tuple(lists.listed(shown)), older=_older(older))
        case "article":
            found = filtered.articles(
                house().db, site=sites.MAIN, audiences=audiences(), language=language.current(), before=_after(),
                limit=lists.PAGE + 1,
            )
            older = found[lists.PAGE - 1].id if len(found) > lists.PAGE else ""
            return Listing(articles=tuple(found[: lists.PAGE]), older=_older(older))
        case _:
            return Listing()


def _older(last: str) -> str:
    return f"{address(query())}&after={last}" if last else ""


def _after() -> str:
    return request.args.get("after", "")[:32]


def _from() -> int:
    """How many results of words stand on the pages before."""
    written = request.args.get("from", "")[:3]
    return min(int(written), MOST) if written.isascii() and written.isdecimal() else 0


def _page(asked: Understood, **values: object) -> str:
    return render_template(
        "site/search.html", query=query(), words=asked.words, chips=filter_words.chips(asked),
        notes=filter_words.notes(asked), **values,
    )


def _shelved(results: Collection[Result]) -> dict[str, str]:
    """What the topics of these articles are called, behind those that they stand under."""
    known = articles.topics_of(house().db, [result.article for result in results])
    shelves = site.recent_shelves()
    trails = {article: shelves.trail_to(topic) for article, topic in known.items()}
    return {article: " › ".join(step.name for step in trail) for article, trail in trails.items()}


def _counted(found: Found) -> str:
    """How many there are, where that is known: a list that goes on was not looked through to its end."""
    count, before = len(found.listed), _from()
    if before:
        return _("Results %(first)s to %(last)s", first=before + 1, last=before + count) if count else ""
    if found.more:
        return _("More than %(count)s results", count=count)
    return ngettext("%(num)s result", "%(num)s results", count) if count else ""


def _replaced(text: str, written: str, read: str) -> list[Run]:
    at = text.casefold().find(written.casefold())
    if at < 0:
        return [Run(text, False)]
    parts = (text[:at], False), (read, True), (text[at + len(written) :], False)
    return [Run(part, hit) for part, hit in parts if part]


def _search_is_resting(query: str) -> ResponseReturnValue:
    shelves = site.shown()
    page = render_template("site/search_unavailable.html", query=query, topics=shelves.topics, recent=shelves.newest)
    return page, 503, {"Retry-After": "60"}
