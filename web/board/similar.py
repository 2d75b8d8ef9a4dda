"""What is like a question that somebody is asking, articles and questions by the one ranker; and what they open."""

import hmac
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb import deflecting, search
from kb import text as pipeline
from kb.deflecting import Kind
from kb.excerpts import Run
from kb.index import IndexUnavailable
from kb.search import Question
from kb.store import articles, posts, sites
from web import language, limits
from web.board import addresses, taking_part
from web.clock import now
from web.help_center.audiences import audiences
from web.house import house, person, visitor

MOST: Final = 5
LONGEST: Final = 400

pages = Blueprint("board_similar", __name__)


@dataclass(frozen=True, slots=True)
class Similar:
    """`address` leads there by a page that notes it; `answers` of a question."""

    kind: Kind
    id: str
    address: str
    title: tuple[Run, ...]
    language: str
    excerpt: tuple[Run, ...]
    answers: int
    accepted: bool


@pages.get("/questions/similar")
def similar() -> str:
    """While somebody writes the title of a question: a piece of a page."""
    limits.hold(limits.SEARCH)
    return render_template("board/ask_similar.html", similar=to(request.args.get("q", "")), deciding=False)


@pages.get("/questions/similar/<kind>/<id>")
def open_it(kind: str, id: str) -> ResponseReturnValue:
    """Leads there, and notes that it was opened."""
    limits.hold(limits.SEARCH)
    known: Kind = "article" if kind == "article" else "question"
    there = where(known, id)
    if kind != known or not there:
        raise NotFound
    deflecting.opened(house().db, known, id, reader=reader(), site=sites.MAIN, now=now())
    answer = redirect(there, code=302)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def to(query: str) -> list[Similar]:
    """The nearest first; nothing where search rests."""
    words = " ".join(pipeline.printable(query).split())[:LONGEST]
    if not words:
        return []
    try:
        found = search.find(
            house().db, house().index, words, site=sites.MAIN, language=language.current(), audiences=audiences(),
            limit=MOST, board=taking_part.reader(),
        )
    except IndexUnavailable:
        return []
    return [_similar(each) for each in found.listed]


def where(kind: Kind, id: str) -> str:
    """The address of what whoever reads may read; '' where they may not."""
    if kind == "question":
        post = posts.seen(house().db, id, to=taking_part.reader())
        return addresses.question(post.id, post.title) if post and post.kind == "question" else ""
    row = articles.by_id(house().db, id)
    readable = row and row.site == sites.MAIN and row.state == "published" and row.audience in audiences()
    return f"/articles/{row.slug}" if row and readable else ""


def reader() -> str:
    """Tells readers apart, and nobody who they are."""
    found = person()
    who = f"person:{found.id}" if found else f"visitor:{visitor()}"
    return hmac.digest(house().settings.secret.encode(), f"similar:{who}".encode(), "sha256").hex()


def _similar(found: search.Result | Question) -> Similar:
    if isinstance(found, Question):
        return Similar(
            "question", found.id, f"/questions/similar/question/{found.id}", found.title_runs, found.language,
            found.excerpt, found.answers, found.accepted,
        )
    return Similar(
        "article", found.article, f"/questions/similar/article/{found.article}", found.title_runs, found.language,
        found.excerpt, 0, False,
    )
