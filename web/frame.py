"""Rendered once for everybody who reads in the same language and colours: the frame of every page, and whole articles.

What is kept is known by all that it was made of, so nothing has to be forgotten when an article or a name changes.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from web import language


def once(template: str, **values: Hashable) -> Markup:
    """The template's `once("parts/header.html", key=value)`: an include that sees nothing but these values."""
    return _part(template, language.current(), language.scheme(), tuple(values.items()))


def page(template: str, **values: Hashable) -> str:
    """A page that sees nothing but these values; it is not for what names the person who reads."""
    return _page(template, language.current(), language.scheme(), tuple(values.items()))


@lru_cache(maxsize=128)
def _part(template: str, _language: str, _scheme: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(render_template(template, **dict(values)))  # noqa: S704 -- a template's own output


@lru_cache(maxsize=256)
def _page(template: str, _language: str, _scheme: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return render_template(template, **dict(values))
