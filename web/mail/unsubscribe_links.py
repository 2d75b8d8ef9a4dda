"""Links that say: no more mail of this kind to this address. They are good for ever and open nothing else."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from web.config import Settings

REVIEWS: Final = "reviews"
"""What became of suggestions."""

CONVERSATION: Final = "conversation:"
"""And of one conversation, whose id stands behind it."""

_PROOF_LENGTH: Final = 43
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Nothing of this kind any more, to this address."""

    kind: str
    email: str


def address(settings: Settings, wish: Wish) -> str:
    """The whole address, as it stands in a mail."""
    return f"{settings.url}/unsubscribe/{_written(settings, wish)}"


def opened(settings: Settings, link: str) -> Wish | None:
    """What the link wishes; None unless it is from here."""
    if not _PROOF_LENGTH < len(link) <= _LONGEST or not link.isascii():
        return None
    try:
        said = urlsafe_b64decode(link[_PROOF_LENGTH:] + "==").decode()
    except ValueError:
        return None
    kind, _space, email = said.partition(" ")
    wish = Wish(kind, email)
    return wish if hmac.compare_digest(link, _written(settings, wish)) else None


def _written(settings: Settings, wish: Wish) -> str:
    said = f"{wish.kind} {wish.email.lower()}"
    proof = hmac.digest(settings.secret.encode(), f"unsubscribe:{said}".encode(), "sha256")
    return (urlsafe_b64encode(proof).rstrip(b"=") + urlsafe_b64encode(said.encode()).rstrip(b"=")).decode()
