"""Our sentences in the reader's language: the door to Flask-Babel."""

import flask_babel


def _(message: str, /, **values: object) -> str:
    """The sentence in the language of this request; `%(name)s` in it becomes `name`'s value."""
    found: str = flask_babel.gettext(message, **values)
    return found
