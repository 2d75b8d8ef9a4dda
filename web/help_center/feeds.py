"""New and changed articles for feed readers, in Atom: what everybody may read, each article in one language."""

import hashlib
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.exceptions import NotFound

from kb import markdown
from kb.languages import fallbacks
from kb.store import publications, sites
from kb.store.publications import Published
from web import language, limits
from web.help_center import atom, found, head
from web.help_center.atom import Entry
from web.help_center.shelves import Topic
from web.help_center.site import public_shelves
from web.house import house
from web.words import _

ENTRIES: Final = 30
MOST_KEPT: Final = 50
"""Feeds as they are now; each is some sixty kilobytes."""

pages = Blueprint("feeds", __name__)


@pages.get("/feed.atom")
def feed() -> Response:
    return _answer("/", _("New and changed articles"), None)


@pages.get("/topics/<slug>/feed.atom")
def feed_of_topic(slug: str) -> Response:
    topic = public_shelves().topic(slug)
    if topic is None:
        raise NotFound
    return _answer(f"/topics/{topic.slug}", topic.name or _("Other articles"), topic)


def address(path: str) -> str:
    """The feed of home ("/") or of a topic's page, in the language of this request."""
    return f"{house().settings.url}{quote(path.rstrip('/'))}/feed.atom?language={language.current()}"


def _answer(path: str, title: str, topic: Topic | None) -> Response:
    """The feed, or 304 to who has it as it is now."""
    limits.hold(found.LIMIT)
    ids = _topics(topic) if topic else None
    edition = publications.edition(house().db, site=sites.MAIN)
    said = f"{path} {title} {language.current()} {ids} {edition} {house().settings.url}"
    tag = hashlib.sha256(said.encode()).hexdigest()[:24]
    if request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
    else:
        kept: dict[str, bytes] = current_app.extensions.setdefault("firstline.feeds", {})
        if tag not in kept:
            rows = publications.newest(
                house().db, site=sites.MAIN, languages=fallbacks(language.current()), topics=ids, limit=ENTRIES
            )
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[tag] = _written(path, title, rows)
        response = Response(kept[tag], content_type=atom.TYPE)
    response.set_etag(tag)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _topics(topic: Topic) -> tuple[str | None, ...]:
    return (*topic.shelf, *(id for child in topic.children for id in _topics(child)))


def _written(path: str, title: str, rows: list[Published]) -> bytes:
    url = house().settings.url
    entries = [
        Entry(
            f"article {row.id}", row.title, head.article_address(row.slug, url=url), markdown.render(row.body),
            row.language, row.published_at, row.written_at,
        )
        for row in rows
    ]
    return atom.written(
        entries, id=f"feed {path} {language.current()}", title=title, feed=address(path), page=f"{url}{quote(path)}",
        language=language.current(), url=url,
    )
