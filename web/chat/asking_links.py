"""How the page that asks the community knows from which conversation somebody comes: its id behind a proof.

Only whoever holds the conversation is given it. It opens nothing: a question that is asked with it is noted there.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import Final
from urllib.parse import urlencode

from kb import ids
from kb.store import conversations
from kb.store.conversations import Conversation
from kb.store.engine import Reads
from kb.store.people import Person
from web.config import Settings

_PROOF_LENGTH: Final = 43
_LENGTH: Final = _PROOF_LENGTH + ids.TIME_LETTERS + ids.RANDOM_LETTERS


def written(settings: Settings, conversation: str) -> str:
    proof = hmac.digest(settings.secret.encode(), f"asking:{conversation}".encode(), "sha256")
    return urlsafe_b64encode(proof).decode().rstrip("=") + conversation


def address(settings: Settings, conversation: str, *, title: str) -> str:
    """Of the page that asks; `title` stands in it already."""
    fields = {"title": title} if title else {}
    return f"/questions/ask?{urlencode({**fields, 'from': written(settings, conversation)})}"


def opened(db: Reads, settings: Settings, link: str, *, by: Person | None) -> Conversation | None:
    """The conversation; None where the link is not from here, or the conversation is somebody else's by now."""
    if len(link) != _LENGTH or not link.isascii():
        return None
    id = link[_PROOF_LENGTH:]
    if not hmac.compare_digest(link, written(settings, id)):
        return None
    row = conversations.by_id(db, id)
    if row is None or row.token == f"gone:{id}":  # whoever it was has closed their account
        return None
    return row if row.person is None or (by and by.id == row.person) else None
