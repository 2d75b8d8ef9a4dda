"""The private link of a conversation: its id, and before it a proof that only this installation can make.

So it need not be kept anywhere, and a mail that is written later holds the same link. The conversation counts how often
its customer wanted another one: the number belongs to the proof, so that those of before prove nothing. Links that were
drawn by lot in earlier days stay good until then: the store has their SHA-256.
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


def path(settings: Settings, row: Conversation) -> str:
    """Where the conversation opens, without the host."""
    return f"/case/{_token(settings, row)}"


def opened(db: Reads, settings: Settings, token: str) -> Conversation | None:
    """The conversation that this link opens; no other."""
    if len(token) == _PROOF_LENGTH:
        return conversations.by_link(db, ids.digest(token))
    if len(token) != _LENGTH or not token.isascii():
        return None
    row = conversations.by_id(db, token[_PROOF_LENGTH:])
    if row is None or row.token == f"gone:{row.id}":  # whoever it was has closed their account
        return None
    return row if hmac.compare_digest(token, _token(settings, row)) else None


def _token(settings: Settings, row: Conversation) -> str:
    about = f"case:{row.id}:{row.link_number}" if row.link_number else f"case:{row.id}"
    proof = hmac.digest(settings.secret.encode(), about.encode(), "sha256")
    return urlsafe_b64encode(proof).decode().rstrip("=") + row.id
