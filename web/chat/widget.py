"""The chat on other people's pages: the framed page, the one line that brings it there, and a page to try it on."""

import re
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from kb.languages import LANGUAGES, fallbacks
from kb.store import articles, sites
from web import language
from web.house import house
from web.words import _

pages = Blueprint("widget", __name__)

POPULAR: Final = 3
"""Questions that the first screen offers."""

_ACCENT: Final = re.compile(r"[0-9a-f]{6}")
_SCHEMES: Final = frozenset({"light", "dark"})
_SPARE: Final = re.compile(r"^\s*//.*\n|^[ \t]+|^\n", re.MULTILINE)
"""What the script does without: comments, and the air at the left."""


@pages.get("/widget")
def widget() -> Response:
    """The only page that other sites may frame. What it looks like is in its address; who is asking never is."""
    accent, scheme = request.args.get("accent", ""), request.args.get("scheme", "")
    response = make_response(
        render_template(
            "widget/page.html",
            channel="widget",
            framed=True,
            popular=popular(),
            accent=f"#{accent}" if _ACCENT.fullmatch(accent) else "",
            scheme=scheme if scheme in _SCHEMES else "",
        )
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@pages.get("/embed.js")
def embed() -> AnyResponse:
    """The script behind the one line. Any site may load it; it knows nothing about anybody."""
    response = make_response(_embed())
    response.mimetype = "text/javascript"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=600, stale-while-revalidate=86400"
    response.add_etag()
    return response.make_conditional(request)


@pages.get("/widget/demo")
def demo() -> str:
    """A small page of an imagined shop with the widget on it."""
    return render_template("widget/demo.html", house=house().settings.url)


def popular() -> list[str]:
    """The titles to offer first: of this language, or of the nearest one that has any."""
    for tag in fallbacks(language.current()):
        found = articles.newest(house().db, site=sites.MAIN, audiences=("public",), language=tag, limit=POPULAR)
        if found:
            return [article.title for article in found]
    return []


@lru_cache(maxsize=1)
def _embed() -> str:
    words = {}
    for tag in LANGUAGES:
        with force_locale(tag.replace("-", "_")):
            words[tag] = {
                "title": _("Chat with us"),
                "open": _("Open the chat"),
                "close": _("Close the chat"),
                "unread": _("Open the chat: %(count)s unread"),
            }
    return _SPARE.sub("", render_template("widget/embed.js", words=words))
