"""Our sentences in the reader's language: the door to Flask-Babel."""

import flask_babel


def _(message: str, /, **values: object) -> str:
    """The sentence in the language of this request; `%(name)s` in it becomes `name`'s value."""
    found: str = flask_babel.gettext(message, **values)
    return found


def ngettext(one: str, many: str, count: int, /) -> str:
    """The sentence for this number, which stands in it as `%(num)s`."""
    found: str = flask_babel.ngettext(one, many, count)
    return found
