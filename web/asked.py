"""Reading what a program sent: JSON fields of a known kind, or a refusal that names the field."""

from typing import Any

from flask import request

from kb import text as pipeline
from web.errors import Refusal
from web.words import _

LONGEST_TEXT = 4_000
LONGEST_KEY = 64


def body() -> dict[str, Any]:
    """The request's JSON object."""
    try:
        found = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets within brackets, thousands deep
        found = None
    if not isinstance(found, dict):
        raise _malformed(_("The request must be a JSON object."))
    return found


def text(fields: dict[str, Any], name: str, *, longest: int = LONGEST_TEXT) -> str:
    """A text that says something."""
    found = optional_text(fields, name, longest=longest)
    if not found.strip():
        raise _malformed(_("Please write something first."))
    return found


def optional_text(fields: dict[str, Any], name: str, *, longest: int) -> str:
    """A text, empty where the field is missing. What cannot be stored or shown becomes a space."""
    found = fields.get(name, "")
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _malformed(_("The field “%(name)s” must be a text.", name=name))
    if len(found) > longest:
        raise Refusal(
            413, "too_large", _("This has more than %(count)s characters. Please shorten it.", count=f"{longest:,}")
        )
    return pipeline.printable(found)


def key(fields: dict[str, Any]) -> str:
    """The sender's key."""
    found = fields.get("key")
    if not isinstance(found, str) or not 1 <= len(found) <= LONGEST_KEY or not found.isprintable():
        raise _malformed(_("The field “%(name)s” must be a text of 1 to 64 characters.", name="key"))
    return found


def number(fields: dict[str, Any], name: str, *, low: int, high: int) -> int:
    found = fields.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise _malformed(
            _("The field “%(name)s” must be a number from %(low)s to %(high)s.", name=name, low=low, high=high)
        )
    return found


def flag(fields: dict[str, Any], name: str) -> bool:
    found = fields.get(name)
    if not isinstance(found, bool):
        raise _malformed(_("The field “%(name)s” must be true or false.", name=name))
    return found


def one_of(fields: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    found = fields.get(name)
    if not isinstance(found, str) or found not in choices:
        raise _malformed(
            _("The field “%(name)s” must be one of: %(choices)s.", name=name, choices=", ".join(choices))
        )
    return found


def after() -> int:
    """The message number that a client has read up to: Last-Event-ID, else `?after=`, else 0."""
    found = request.headers.get("Last-Event-ID") or request.args.get("after") or "0"
    if not found.isascii() or not found.isdigit() or len(found) > 15:
        raise _malformed(_("The field “%(name)s” must be a number.", name="after"))
    return int(found)


def _malformed(message: str) -> Refusal:
    return Refusal(400, "malformed", message)
