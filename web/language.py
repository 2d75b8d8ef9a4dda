"""In which language, and in light or dark, this person reads our pages; and the two switches."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from babel.dates import format_date
from flask import Blueprint, Response, g, redirect, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response as AnyResponse

from kb.languages import LANGUAGES
from kb.store import articles, sites
from web.help_center import variants
from web.help_center.audiences import audiences
from web.house import house

LABELS: Final = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""What each language calls itself, in the order of the menu."""

DEFAULT: Final = "en"
_SCHEMES: Final = frozenset({"light", "dark"})
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})
_YEAR: Final = 365 * 24 * 3600
_DAY: Final = 24 * 3600 * 1000
_ARTICLE: Final = "/articles/"

pages = Blueprint("language", __name__)


def current() -> str:
    """The language of this request: asked for in the address, chosen before, or the browser's; else English."""
    known: str | None = g.get("language")
    if known is None:
        known = _asked() or _chosen() or accepted(request.headers.get("Accept-Language", ""))
        g.language = known
    return known


def locale() -> str:
    """The same, as the translations' folders are called."""
    return current().replace("-", "_")


def scheme() -> str:
    """`light` or `dark` where this person chose one, empty where the device decides."""
    chosen = request.cookies.get("scheme", "")
    return chosen if chosen in _SCHEMES else ""


def keep(response: AnyResponse, tag: str) -> None:
    """From the next page on, this browser reads in this language."""
    if tag in LANGUAGES:
        _keep(response, name="language", value=tag)


def day(at: int) -> str:
    """A moment's date, in milliseconds since 1970, as this reader's language writes it out."""
    return _written_out(at // _DAY, locale=locale())


@lru_cache(maxsize=512)
def accepted(header: str) -> str:
    """The first language that the browser names and we speak; English if there is none."""
    for tag, quality in parse_accept_header(header, LanguageAccept):
        language = _spoken(tag)
        if quality > 0 and language:
            return language
    return DEFAULT


def remember(response: Response) -> Response:
    """Keeps the language that an address asked for (`?language=`), for the pages after it; what another site asks of
    the framed widget says nothing about the reader."""
    asked = _asked() if request.query_string else None
    if request.endpoint != "widget.widget" and asked and asked != _chosen():
        _keep(response, name="language", value=asked)
    return response


@pages.get("/language")
def switch_language() -> AnyResponse:
    """To the page before, now in this language; from an article to the one that says the same in it."""
    chosen = request.args.get("to", "")
    if chosen not in LANGUAGES:
        return redirect(back(), code=303)
    response = redirect(_same_article(back(), language=chosen), code=303)
    _keep(response, name="language", value=chosen)
    return response


@pages.get("/scheme")
def switch_scheme() -> AnyResponse:
    """To the page before, light, dark, or as the device is set."""
    response = redirect(back(), code=303)
    chosen = request.args.get("to", "")
    if chosen in _SCHEMES:
        _keep(response, name="scheme", value=chosen)
    elif chosen == "system":
        response.delete_cookie("scheme", samesite="Lax")
    return response


def back() -> str:
    """The page of ours that this person came from, else home. Never another site's address."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if came_from.netloc != request.host or came_from.path in {"/language", "/scheme"}:
        return "/"
    path = "/" + came_from.path.lstrip("/\\")
    query = "&".join(part for part in came_from.query.split("&") if part and not part.startswith("language="))
    return f"{path}?{query}" if query else path


def _same_article(path: str, *, language: str) -> str:
    """From an article to what says the same in this language, or in the one that it falls back to."""
    if not path.startswith(_ARTICLE):
        return path
    found = articles.by_slug(house().db, unquote(path.removeprefix(_ARTICLE).partition("?")[0]), site=sites.MAIN)
    seen_by = audiences()
    if found is None or found.state != "published" or found.audience not in seen_by:
        return path
    group = variants.readable(house().db, found.variant_group, audiences=seen_by)
    best = variants.nearest(group, language=language)
    return path if best is None or best.language == found.language else _ARTICLE + quote(best.slug)


def _asked() -> str | None:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else None


def _chosen() -> str | None:
    chosen = request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else None


def _spoken(tag: str) -> str | None:
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        return "zh-Hant" if _TRADITIONAL.intersection(parts[1:]) and "hans" not in parts else "zh-Hans"
    return "en" if parts[0] in {"en", "*"} else None


@lru_cache(maxsize=4096)
def _written_out(number: int, *, locale: str) -> str:
    return format_date(datetime.fromtimestamp(number * _DAY / 1000, UTC).date(), "long", locale=locale)


def _keep(response: AnyResponse, *, name: str, value: str) -> None:
    secure = house().settings.url.startswith("https:")
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
