"""Our sentences in the reader's language: the door to Flask-Babel."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask


def install(app: Flask, *, locale: Callable[[], str]) -> None:
    """Lets pages speak the language that `locale` names for each request, as the translations' folders are called."""
    flask_babel.Babel(app, locale_selector=locale)

    def gettext(message: str) -> str:
        return _said(message, locale())

    def ngettext(one: str, many: str, count: int) -> str:
        found: str = flask_babel.get_translations().ungettext(one, many, count)
        return found

    extended: Any = app.jinja_env  # the i18n extension gives it the method
    extended.install_gettext_callables(gettext, ngettext, newstyle=True)


def _(message: str, /, **values: object) -> str:
    """The sentence in the language of this request; `%(name)s` in it becomes `name`'s value."""
    found: str = flask_babel.gettext(message, **values)
    return found


def ngettext(one: str, many: str, count: int, /) -> str:
    """The sentence for this number, which stands in it as `%(num)s`."""
    found: str = flask_babel.ngettext(one, many, count)
    return found


@lru_cache(maxsize=4096)
def _said(message: str, locale: str) -> str:
    """A page says some thirty sentences, and Flask-Babel would look up who reads for each."""
    with flask_babel.force_locale(locale):
        found: str = flask_babel.get_translations().ugettext(message)
        return found
