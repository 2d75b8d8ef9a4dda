"""A feed in Atom, as XML."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from web.help_center import head
from web.help_center.head import moment

TYPE: Final = "application/atom+xml; charset=utf-8"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
# What no XML may hold, however it is written.
_UNFIT: Final = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` names it for good; `html` is safe; times are milliseconds since 1970. `author` is '' where it is ours."""

    id: str
    title: str
    address: str
    html: str
    language: str
    published_at: int
    updated_at: int
    author: str = ""


def written(
    entries: Sequence[Entry], *, id: str, title: str, feed: str, page: str, language: str, url: str
) -> bytes:
    """`feed` is its own address and `page` that of the page which shows the same; `url` where this house stands."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {f"{_XML}lang": language, f"{_XML}base": f"{url}/"})
    _add(root, "id", _id(id))
    _add(root, "title", f"{head.NAME} · {title}")
    _add(root, "updated", moment(max((entry.updated_at for entry in entries), default=0)))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    _add(_add(root, "author"), "name", head.NAME)
    for each in entries:
        entry = _add(root, "entry")
        entry.set(f"{_XML}lang", each.language)
        _add(entry, "id", _id(each.id))
        _add(entry, "title", each.title)
        _add(entry, "link", rel="alternate", type="text/html", href=each.address)
        _add(entry, "published", moment(each.published_at))
        _add(entry, "updated", moment(each.updated_at))
        if each.author:
            _add(_add(entry, "author"), "name", each.author)
        _add(entry, "content", each.html, type="html")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = _UNFIT.sub("", text) or None
    return made


def _id(what: str) -> str:
    """The same for good, whatever the thing is called and wherever it moves."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"firstline {what}").urn
