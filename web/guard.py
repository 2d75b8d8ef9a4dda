"""What every request must pass and every answer carries: same-site, sizes, headers."""

from functools import cache
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, request

from web import limits
from web.errors import Refusal
from web.house import house
from web.words import _

MOST_BYTES: Final = 64 * 1024
"""Of a request's body, where its page does not allow more."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FRAMED: Final = frozenset({"widget.widget"})
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {frames}"
)


def install(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = 100
    app.before_request(same_site)
    app.before_request(limits.limited_reads)
    app.after_request(headers)


def same_site() -> None:
    """Refuses a change that another site's page asks for with this browser's cookies.

    A browser says where a request comes from: in Sec-Fetch-Site, or, on plain http, in Origin alone. Programs say
    neither, and carry no cookie that a page could abuse. The chat's customers bring a token instead of a cookie.
    """
    if request.method in _SAFE or request.path.startswith("/api/chat/"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    else:
        origin = request.headers.get("Origin")
        if origin is None or _same(origin, house().settings.url):
            return
    raise Refusal(403, "forbidden", _("This request came from another site, so we did not carry it out."))


def headers(response: Response) -> Response:
    """Adds what every answer carries, where its page has not said it otherwise."""
    carried = _carried(("'self'", *house().settings.frames) if request.endpoint in _FRAMED else ("'none'",))
    if request.endpoint != "static" and request.method in ("GET", "HEAD"):
        private = request.path.startswith(("/api/", "/desk", "/manage"))
        carried += (("Cache-Control", "no-store" if private else "no-cache"),)
    said = {name for name, _value in response.headers}
    for name, value in carried:
        if name not in said:
            response.headers.add(name, value)
    return response


@cache
def _carried(frames: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = (
        ("Content-Security-Policy", _POLICY.format(frames=" ".join(frames))),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )
    return (*found, ("X-Frame-Options", "DENY")) if frames == ("'none'",) else found


def _same(origin: str, url: str) -> bool:
    try:
        one, other = urlsplit(origin), urlsplit(url)
        return (one.scheme, one.hostname, one.port or _usual(one.scheme)) == (
            other.scheme, other.hostname, other.port or _usual(other.scheme),
        )
    except ValueError:
        return False


def _usual(scheme: str) -> int:
    return 443 if scheme == "https" else 80
