"""The private link of a conversation: its id, and before it a proof that only this installation can make.

So it need not be kept anywhere, and a mail that is written later holds the same link. Links that were drawn by lot
before stay good: the store has their SHA-256.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import Final

from kb import ids
from kb.store import conversations
from kb.store.conversations import Conversation
from kb.store.engine import Reads
from web.config import Settings

_PROOF_LENGTH: Final = 43
_LENGTH: Final = _PROOF_LENGTH + ids.TIME_LETTERS + ids.RANDOM_LETTERS


def path(settings: Settings, conversation: str) -> str:
    """Where the conversation opens, without the host."""
    return f"/case/{_token(settings, conversation)}"


def opened(db: Reads, settings: Settings, token: str) -> Conversation | None:
    """The conversation that this link opens; no other."""
    if len(token) == _PROOF_LENGTH:
        return conversations.by_link(db, ids.digest(token))
    if len(token) != _LENGTH or not token.isascii():
        return None
    id = token[_PROOF_LENGTH:]
    row = conversations.by_id(db, id) if hmac.compare_digest(token, _token(settings, id)) else None
    return None if row is None or row.token == f"gone:{id}" else row  # whoever it was has closed their account


def _token(settings: Settings, conversation: str) -> str:
    proof = hmac.digest(settings.secret.encode(), f"case:{conversation}".encode(), "sha256")
    return urlsafe_b64encode(proof).decode().rstrip("=") + conversation
