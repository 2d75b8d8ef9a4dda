"""A copy of a conversation by mail, for whoever asks: to the address that the conversation has, and not too often.

An address that somebody only typed may be anybody's. So copies are counted by conversation, by address and by who asks;
and what goes there without a person of ours having answered holds no words of the customer (`web/mail/contents.py`).
"""

import hmac
from typing import Final

from kb import conversing
from kb.store import attempts
from kb.store.conversations import Conversation
from kb.store.engine import Transaction
from web import limits
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.words import _

DAY: Final = 24 * 3_600_000
MOST_OF_CONVERSATION: Final = 3
MOST_TO_ADDRESS: Final = 6
"""Copies a day."""


def ask(row: Conversation) -> None:
    """Raises Refusal with a sentence for the customer."""
    db, moment = house().db, now()
    if house().settings.mail is None:
        raise Refusal(409, "conflict", _("We cannot send mail here. Your private link opens the conversation instead."))
    if not row.contact:
        raise Refusal(409, "conflict", _("Please leave your email address first."))
    limits.hold(limits.COPY)
    window = moment - moment % DAY
    counted = (
        (_counted("conversation", row.id), MOST_OF_CONVERSATION), (_counted("address", row.contact), MOST_TO_ADDRESS)
    )
    if any(attempts.count(db, key, window_start=window) >= most for key, most in counted):
        raise Refusal(
            429, "slow_down", _("We have sent several copies today. You can ask for another one tomorrow."),
            retry_after=(window + DAY - moment) / 1000,
        )

    def count(tx: Transaction) -> None:
        for key, _most in counted:
            attempts.add(tx, key, window_start=window)

    db.write(count)
    conversing.ask_for_transcript(db, row, now=moment)


def _counted(what: str, who: str) -> str:
    """Under what copies are counted: nobody who reads the table learns whose they are."""
    return hmac.new(house().settings.secret.encode(), f"copy:{what}:{who.lower()}".encode(), "sha256").hexdigest()
