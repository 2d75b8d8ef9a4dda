"""What a conversation may teach: the question that an article answered, or that it did not.

Only moderators turn it into knowledge: what is found here waits for them and counts for nothing.
"""

import json
from collections.abc import Sequence
from typing import Final

from bot import choosing, wishes
from bot.dialogue import State, Turn
from bot.gist import gist
from kb import fillers, masking, similarity, text
from kb.conversing import Lesson
from kb.store import articles, messages, never_answers, suggestions
from kb.store.conversations import Conversation
from kb.store.engine import Reads
from kb.store.messages import Message
from kb.store.suggestions import Kind

LONGEST: Final = 120
"""Characters of a question that may be learned: longer ones tell a story, and hold what is nobody's business."""

MOST_WAITING: Final = 20
"""Of each kind for one article: whoever floods it is heard no further until a moderator has looked."""

_FEWEST_WORDS: Final = 2
_THE_SAME: Final = 0.95
_READ_BACK: Final = 40


def of(db: Reads, seen: Conversation, state: State, turn: Turn) -> tuple[Lesson, ...]:
    """What this turn teaches about the article that was answered with, or offered first: at most one thing.

    `state` is where the dialogue stood before the turn.
    """
    if turn.outcome == "confirmed" and state.answered:
        return _lesson(db, seen, "phrasing", state.answered[-1])
    if turn.handoff in ("not_solved", "none_of_these") and turn.rejected:
        return _lesson(db, seen, "never_answer", turn.rejected[0])
    return ()


def worth_learning(question: str) -> bool:
    """Whether others might ask this too, and nothing in it tells who asked."""
    if len(question) > LONGEST or "\n" in question or masking.is_personal(question):
        return False
    return bool(gist(question)) and len(set(text.tokens(fillers.without(question)))) >= _FEWEST_WORDS


def _lesson(db: Reads, seen: Conversation, kind: Kind, article: str) -> tuple[Lesson, ...]:
    said = messages.after(db, seen.id, number=max(0, seen.last_number - _READ_BACK), limit=_READ_BACK)
    question = _question_behind(said, article)
    if not question or not worth_learning(question):
        return ()
    wording = _new_wording(db, article, question, kind=kind)
    return (Lesson(kind, article, wording),) if wording else ()


def _question_behind(said: Sequence[Message], article: str) -> str:
    """The customer's words that led to where this article was shown or offered last; empty where they are not known."""
    by_number = {message.number: message for message in said}
    place = next((at for at in reversed(range(len(said))) if _names(said[at], article)), None)
    while place is not None:
        asked = by_number.get(said[place].turn)
        if asked is None or asked.author != "customer":
            return ""
        before = next((at for at in reversed(range(place)) if said[at].number < asked.number), None)
        if before is None or said[before].kind != "choices" or not _chose(asked, said[before]):
            return wishes.question_in(asked.text).strip()
        place = before  # a choice is no question: that is what was asked before the choices came
    return ""


def _names(message: Message, article: str) -> bool:
    if message.kind == "passage":
        return bool(json.loads(message.data)["passage"]["article"] == article)
    return message.kind == "choices" and article in {choice["id"] for choice in json.loads(message.data)["choices"]}


def _chose(asked: Message, offered: Message) -> bool:
    labels = [choice["label"] for choice in json.loads(offered.data)["choices"]]
    return "choice" in json.loads(asked.data) or choosing.chosen(asked.text, labels=labels) is not None


def _new_wording(db: Reads, article: str, question: str, *, kind: Kind) -> str | None:
    """The question, or nearly the same that waits already; None where there is nothing to learn from it."""
    row = articles.by_id(db, article)
    if row is None:
        return None
    known = [row.title, *(phrasing.text for phrasing in articles.phrasings(db, article))]
    known += [never.text for never in never_answers.of_article(db, article)]
    if _nearly_the_same(question, known) is not None:
        return None
    there = suggestions.of_article(db, article, kind=kind)
    same = _nearly_the_same(question, [suggestion.text for suggestion in there])
    if same is not None:
        return there[same].text if there[same].state == "waiting" else None
    full = sum(suggestion.state == "waiting" for suggestion in there) >= MOST_WAITING
    return None if full else question


def _nearly_the_same(question: str, texts: Sequence[str]) -> int | None:
    """The place of the first text that says the same."""
    likeness = similarity.similarities(question, texts)
    return next((at for at, each in enumerate(likeness) if each >= _THE_SAME), None)
