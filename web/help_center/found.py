"""How machines find what is published: the map of the site, a feed of what is new, articles as plain Markdown.

Search engines, feed readers and programs see what everybody sees, and ask again by its tag whether anything changed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Flask, Response, make_response, request
from flask.typing import ResponseReturnValue

from kb.languages import LANGUAGES
from kb.store import articles, post_lists, publications, sites
from kb.store.engine import Reads
from kb.store.publications import Address, Version
from web import limits
from web.board import addresses
from web.buckets import Limit
from web.clock import now
from web.help_center import arrivals, head
from web.help_center.audiences import audiences
from web.help_center.head import moment
from web.help_center.site import public_shelves
from web.house import house

PART: Final = 10_000
"""Articles in one part of the map; five times as many are allowed, and such a file is already large."""

PAGE: Final = 500
"""Articles that are sent at once."""

INDEXED: Final = frozenset({
    "site.article", "browsing.home", "browsing.tree", "browsing.topic", "board_home.home", "board_question.question",
    "board_tags.tagged", "board_members.member",
})
"""The pages that search engines may keep: whatever else is a page says that it is not for them."""

_ROBOTS: Final = """User-agent: *
Disallow: /api/
Disallow: /suggest
Disallow: /search
Disallow: /language
Disallow: /scheme

Sitemap: {url}/sitemap.xml
"""
_MAP: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

LIMIT: Final = Limit("map", 30, 2.0)
"""Maps and feeds are made of thousands of articles; whoever reads them by the day needs no more."""

pages = Blueprint("found", __name__)


def install(app: Flask) -> None:
    app.after_request(not_indexed)


def not_indexed(response: Response) -> Response:
    """Search, the assistant, what belongs to a person and what went wrong stay out of search engines."""
    kept = request.endpoint in INDEXED and response.status_code in (200, 301, 304)
    if response.mimetype == "text/html" and not kept and "X-Robots-Tag" not in response.headers:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/robots.txt")
def robots() -> Response:
    return Response(_ROBOTS.format(url=house().settings.url), mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """Where the parts are."""
    limits.hold(LIMIT)
    asked = post_lists.starts(house().db, site=sites.MAIN, size=PART)
    part = f"index {asked}"
    response = _unchanged(part)
    if response is None:
        url = house().settings.url
        starts = publications.starts(house().db, site=sites.MAIN, size=PART)
        parts = ("topics", *(f"articles-{after or 0}" for after in starts), *(f"questions-{id or 0}" for id in asked))
        rows = "".join(f"<sitemap><loc>{url}/sitemap/{part}.xml</loc></sitemap>\n" for part in parts)
        response = _xml([f"<sitemapindex {_MAP}>\n{rows}</sitemapindex>\n"])
    return _tagged(response, part)


@pages.get("/sitemap/topics.xml")
def sitemap_of_topics() -> Response:
    """Home and topics, which speak every language of ours at one address."""
    limits.hold(LIMIT)
    url = house().settings.url
    paths = ["/", "/topics", *(f"/topics/{quote(slug)}" for slug in public_shelves().by_slug)]
    body = "".join(_of_page(f"{url}{path}") for path in paths)
    response = _xml([f'<urlset {_MAP} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{body}</urlset>\n'])
    response.add_etag()
    response.make_conditional(request)
    return response


@pages.get("/sitemap/articles-<after>.xml")
def sitemap_of_articles(after: str) -> Response:
    """PART articles behind this id, each with those that say the same in other languages."""
    limits.hold(LIMIT)
    response = _unchanged(after)
    if response is None:
        response = _xml(_part(house().db, after="" if after == "0" else after[:40], url=house().settings.url))
    return _tagged(response, after)


@pages.get("/sitemap/questions-<after>.xml")
def sitemap_of_questions(after: str) -> Response:
    """The board: PART questions behind this id, some fewer where a question repeats another."""
    limits.hold(LIMIT)
    url = house().settings.url
    rows = post_lists.addresses(
        house().db, site=sites.MAIN, after="" if after == "0" else after[:40], now=now(), limit=PART
    )
    body = "".join(
        f"<url><loc>{escape(url + addresses.question(row.id, row.title))}</loc>"
        f"<lastmod>{moment(row.active_at)}</lastmod></url>\n" for row in rows
    )
    response = _xml([f"<urlset {_MAP}>\n{body}</urlset>\n"])
    response.add_etag()
    response.make_conditional(request)
    return response


@pages.get("/articles/<slug>.md")
def markdown(slug: str) -> ResponseReturnValue:
    """An article as it was written, for whoever may read it."""
    found = arrivals.readable(articles.by_slug(house().db, slug, site=sites.MAIN), audiences=audiences())
    if found is None:
        return arrivals.lead(slug, audiences=audiences(), ending=".md")
    address = head.article_address(found.slug, url=house().settings.url)
    about = {"title": found.title, "language": found.language, "date": moment(found.updated_at)[:10], "url": address}
    # JSON is YAML as well, and holds every title.
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in about.items())
    response = Response(f"---\n{front}---\n{found.body}\n", mimetype="text/markdown")
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    if found.audience != "public":
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    response.make_conditional(request)
    return response


def _part(db: Reads, *, after: str, url: str) -> Iterator[str]:
    """Written and sent page by page."""
    yield f'<urlset {_MAP} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    rows = publications.addresses(db, site=sites.MAIN, after=after, limit=PART)
    for start in range(0, len(rows), PAGE):
        page = rows[start : start + PAGE]
        groups = publications.of_groups(db, {row.variant_group for row in page}, site=sites.MAIN)
        yield "".join(_of_article(row, groups.get(row.variant_group, ()), url=url) for row in page)
    yield "</urlset>\n"


def _of_article(row: Address, group: Iterable[Version], *, url: str) -> str:
    links = "".join(_link(tag, address) for tag, address in head.alternates((row, *group), url=url))
    address, day = head.article_address(row.slug, url=url), moment(row.written_at)
    return f"<url><loc>{escape(address)}</loc><lastmod>{day}</lastmod>{links}</url>\n"


def _of_page(address: str) -> str:
    links = "".join(_link(tag, f"{address}?language={tag}") for tag in LANGUAGES) + _link("x-default", address)
    return f"<url><loc>{escape(address)}</loc>{links}</url>\n"


def _link(language: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'


def _xml(pieces: Iterable[str]) -> Response:
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return Response((piece.encode() for piece in chain((declared,), pieces)), mimetype="application/xml")


def _unchanged(part: str) -> Response | None:
    """The short answer to who has this part of the map as it is now."""
    return make_response("", 304) if request.if_none_match.contains_weak(_tag(part)) else None


def _tagged(response: Response, part: str) -> Response:
    response.set_etag(_tag(part))
    return response


def _tag(part: str) -> str:
    edition = publications.edition(house().db, site=sites.MAIN)
    said = f"{part} {edition} {house().settings.url}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]
