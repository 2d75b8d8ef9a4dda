"""New and changed articles for feed readers, in Atom: what everybody may read, each article in one language."""

import hashlib
import re
import uuid
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.exceptions import NotFound

from kb import markdown
from kb.languages import fallbacks
from kb.store import publications, sites
from kb.store.publications import Published
from web import found, head, language, limits
from web.head import moment
from web.house import house
from web.shelves import Topic
from web.site import public_shelves
from web.words import _

ENTRIES: Final = 30
MOST_KEPT: Final = 50
"""Feeds as they are now; each is some sixty kilobytes."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
# What no XML may hold, however it is written.
_UNFIT: Final = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

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
        response = Response(kept[tag], content_type="application/atom+xml; charset=utf-8")
    response.set_etag(tag)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _topics(topic: Topic) -> tuple[str | None, ...]:
    return (*topic.shelf, *(id for child in topic.children for id in _topics(child)))


def _written(path: str, title: str, rows: list[Published]) -> bytes:
    url = house().settings.url
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {f"{_XML}lang": language.current(), f"{_XML}base": f"{url}/"})
    _add(root, "id", _id(f"feed {path} {language.current()}"))
    _add(root, "title", f"{head.NAME} · {title}")
    _add(root, "updated", moment(max((row.written_at for row in rows), default=0)))
    _add(root, "link", rel="self", type="application/atom+xml", href=address(path))
    _add(root, "link", rel="alternate", type="text/html", href=f"{url}{quote(path)}")
    _add(_add(root, "author"), "name", head.NAME)
    for row in rows:
        entry = _add(root, "entry")
        entry.set(f"{_XML}lang", row.language)
        _add(entry, "id", _id(f"article {row.id}"))
        _add(entry, "title", row.title)
        _add(entry, "link", rel="alternate", type="text/html", href=head.article_address(row.slug, url=url))
        _add(entry, "published", moment(row.published_at))
        _add(entry, "updated", moment(row.written_at))
        _add(entry, "content", markdown.render(row.body), type="html")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = _UNFIT.sub("", text) or None
    return made


def _id(what: str) -> str:
    """The same for good, whatever the thing is called and wherever it moves."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"firstline {what}").urn
