"""Links that open something of a person's by mail: the token's id, and before it a proof that it is from here.

Nobody who reads the database can make one. A link is never logged: the log names routes, not addresses.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import Final, TypeVar
from urllib.parse import quote

from flask import g, request
from werkzeug.wrappers import Response

from kb import ids
from kb.store import tokens
from kb.store.engine import Reads
from kb.store.tokens import Kind, Token
from web import limits
from web.clock import now
from web.config import Settings
from web.house import house

PATHS: Final[dict[Kind, str]] = {
    "sign_up": "/sign-up/", "password": "/password/", "address": "/address/", "invitation": "/invitation/",
    "question": "/questions/confirm/",
}

_R = TypeVar("_R", bound=Response)

_ID_LENGTH: Final = ids.TIME_LETTERS + ids.RANDOM_LETTERS
_PROOF_LENGTH: Final = 43


def address(settings: Settings, token_id: str, *, kind: Kind) -> str:
    """The whole address, as it stands in a mail."""
    return f"{settings.url}{PATHS[kind]}{quote(_written(settings, token_id, kind=kind))}"


def opened(db: Reads, settings: Settings, link: str, *, kind: Kind, now: int) -> Token | None:
    """What the link is for; None unless it is from here, of this kind, unused and not expired."""
    id = link[_PROOF_LENGTH:]
    if len(id) != _ID_LENGTH or not link.isascii():
        return None
    if not hmac.compare_digest(link, _written(settings, id, kind=kind)):
        return None
    found = tokens.by_id(db, id)
    return found if found and found.kind == kind and found.opens(now=now) else None


def visited(link: str, *, kind: Kind) -> Token | None:
    """The same for the request of whoever opens the link: limited, and in the language of the mail unless they have
    chosen another."""
    limits.hold(limits.LINK)
    found = opened(house().db, house().settings, link, kind=kind, now=now())
    if found and "language" not in request.cookies and "language" not in request.args:
        g.language = found.facts["language"]
    return found


def private(response: _R) -> _R:
    """The page behind a link: no other site is told its address, no cache and no search engine keeps it."""
    # Not no-referrer: with it browsers leave the origin out of the form's own request, which is then refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(settings: Settings, id: str, *, kind: Kind) -> str:
    # The id comes last: a proof may end with a sign that mail programs take for the end of the sentence.
    proof = hmac.digest(settings.secret.encode(), f"link:{kind}:{id}".encode(), "sha256")
    return urlsafe_b64encode(proof).decode().rstrip("=") + id
