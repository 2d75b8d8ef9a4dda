"""With which words somebody may ask the community what the bot could not answer: their own, and nothing private."""

from typing import Final

from bot import wishes
from bot.wishes import Wish
from kb import masking
from kb.saying import Reason
from kb.store import messages
from kb.store.conversations import Conversation
from kb.store.engine import Reads

FAILED: Final[frozenset[Reason]] = frozenset({"could_not_answer", "none_of_these", "not_solved", "same_question"})
"""Handoffs after which the community may know more than the bot."""

LONGEST: Final = 150
_READ_BACK: Final = 40


def words(db: Reads, seen: Conversation, heard: str) -> str:
    """What the customer asked, now or before, the latest; '' where it is long, or holds what is nobody's business."""
    said = messages.after(db, seen.id, number=max(0, seen.last_number - _READ_BACK), limit=_READ_BACK)
    earlier = [row.text for row in reversed(said) if row.author == "customer" and row.kind == "text"]
    for text in (heard, *earlier):
        question = " ".join(wishes.question_in(text).split())
        if wishes.of(text) is Wish.question and question:
            private = len(question) > LONGEST or masking.is_personal(question) or masking.masked(question) != question
            return "" if private else question
    return ""
