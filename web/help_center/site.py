"""The help center as readers see it: articles, and the page of the assistant; topics are in browsing.py, search in
searching.py."""

from typing import Final

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from articles import relating
from kb import text as pipeline
from kb.store import articles, sites
from kb.store.people import WRITERS
from web import frame, language
from web.board import credited
from web.clock import now
from web.help_center import arrivals, head, reading, variants
from web.help_center import shelves as kept_shelves
from web.help_center.audiences import audiences
from web.help_center.shelves import Shelves
from web.house import house, person

LONGEST_QUESTION: Final = 400

pages = Blueprint("site", __name__)


@pages.get("/articles/<slug>")
def article(slug: str) -> ResponseReturnValue:
    db, seen_by = house().db, audiences()
    found = arrivals.readable(articles.by_slug(db, slug, site=sites.MAIN), audiences=seen_by)
    if found is None:
        return arrivals.lead(slug, audiences=seen_by)
    group = variants.readable(db, found.variant_group, audiences=seen_by)
    text, trail = reading.prepared(found.body), recent_shelves().trail_to(found.topic)
    beside = relating.beside(db, found, audiences=seen_by, language=language.current())
    if text.leads_on:  # one list is enough: what a person picked is added to it, what search found is not
        beside = tuple(each for each in beside if each.rank == 0)
    page = frame.page(
        "site/article.html", article=found, text=text, trail=trail, **arrivals.languages(found, group),
        head=head.of_found(found, text.html, group=group, trail=trail), stands=reading.stands(found, now=now()),
        may=_may(), related=beside, said=reading.said(request.args.get("said")),
        credits=credited.of_article(db, found.id),
    )  # fmt: skip
    return arrivals.with_links(page, found)


@pages.get("/ask")
def ask() -> str:
    return render_template("site/ask.html", query=typed(), popular=[row.title for row in shown().newest[:3]])


def typed() -> str:
    """What stands in the address for the search box, in one line."""
    return " ".join(pipeline.printable(request.args.get("q", "")).split())[:LONGEST_QUESTION]


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


def recent_shelves() -> Shelves:
    """As they were a second ago at most, for whoever reads: enough for the names of topics."""
    return kept_shelves.recent(
        kept(), house().db, site=sites.MAIN, language=language.current(), audiences=audiences(), now=now()
    )


def kept() -> kept_shelves.Kept:
    """What this process keeps of the shelves."""
    found: kept_shelves.Kept = current_app.extensions.setdefault("firstline.shelves", kept_shelves.Kept())
    return found
