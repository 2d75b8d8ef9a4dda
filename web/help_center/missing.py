"""Nothing is at this address: what its words may have meant, found like any question, and other ways on."""

import re
import time
from collections.abc import Sequence
from typing import Final

from flask import Flask, make_response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from kb import search as ranker
from kb import text as pipeline
from kb.index import IndexUnavailable
from kb.store import sites
from kb.store.engine import Busy, Unavailable
from web import errors, language, limits
from web.help_center.audiences import audiences
from web.help_center.site import shown
from web.house import house, visitor

SUGGESTIONS: Final = 5
MOST_WORDS: Final = 12

_OTHERS: Final = ("/api/", "/manage", "/desk", "/case", "/static/", "/widget", "/files/")
"""Where nobody looks for an article."""

# Machines that look for doors: nobody's question.
_PROGRAM: Final = re.compile(r"\.(?!md$|html?$|aspx?$)[A-Za-z0-9]{1,5}$|^[._]")
_ENDING: Final = re.compile(r"\.(?:md|html?|aspx?)$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_FRAME: Final = frozenset({
    "articles", "article", "topics", "topic", "help", "support", "docs", "doc", "documentation", "kb", "hc", "faq",
    "faqs", "questions", "sections", "categories", "index", "page", "www",
    "en", "us", "gb", "zh", "cn", "tw", "hk", "hans", "hant",
})


def install(app: Flask) -> None:
    app.register_error_handler(NotFound, _missing)


def _missing(error: HTTPException) -> Response:
    if not _is_a_page():
        return errors.of_http(error)
    query = words(request.path)
    try:
        found = _found(query) if query else ()
        page = render_template("errors/missing.html", query=query, results=found, topics=shown().topics)
    except (Unavailable, Busy):  # there is nothing at this address all the same
        return errors.of_http(error)
    response = make_response(page, 404)
    response.headers["Cache-Control"] = "no-store"
    return response


def words(path: str) -> str:
    """What an address asks for, in words: without numbers, endings, and what only says where in a site it stood."""
    asked: list[str] = []
    for part in pipeline.printable(path[:400]).split("/"):
        if _PROGRAM.search(part):
            return ""
        asked += _WORD.findall(_ENDING.sub("", part))
    telling = [word for word in asked if word.casefold() not in _FRAME and not word.isdecimal()]
    return " ".join(telling[-MOST_WORDS:])


def _is_a_page() -> bool:
    return request.method in ("GET", "HEAD") and not request.path.startswith(_OTHERS) and request.path != "/suggest"


def _found(query: str) -> Sequence[ranker.Result]:
    """As many looks as searches; whoever makes more of them goes without."""
    free = not house().settings.limits or not house().buckets.wait(limits.SEARCH, visitor(), now=time.monotonic())
    if not free or request.method == "HEAD":
        return ()
    try:
        return ranker.find(
            house().db, house().index, query, site=sites.MAIN, language=language.current(), audiences=audiences(),
            limit=SUGGESTIONS,
        ).results
    except IndexUnavailable:
        return ()
