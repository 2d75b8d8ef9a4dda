"""What a message is besides a question: a wish for a person, a greeting, thanks, anger, `that worked`."""

import re
from enum import StrEnum

from bot import frustration, person_en, person_zh, small_talk, verdict
from kb.text import fold

# Who wants something else than an answer says so at once: a pasted page is read no further.
_READ = 500
_SAYS_SOMETHING = re.compile(r"[^\W_]|[👍👎🙏👌👋]")


class Wish(StrEnum):
    """The one thing that a message asks for. `question` is whatever is none of the others."""

    person = "person"
    frustration = "frustration"
    solved = "solved"
    not_solved = "not_solved"  # or a first question, `it does not work`: only the dialogue knows what came before
    greeting = "greeting"
    thanks = "thanks"
    goodbye = "goodbye"
    question = "question"
    empty = "empty"


def of(text: str) -> Wish:
    """What a customer's message asks for, in whichever language it is written.

    A wish for a person wins over everything else in the message; small talk counts only where nothing else is said.
    """
    text = text[:_READ]
    if not _SAYS_SOMETHING.search(text):
        return Wish.empty
    folded = fold(text).replace("’", "").replace("'", "")
    if person_en.wanted(folded) or person_zh.wanted(folded):
        return Wish.person
    if frustration.heard(text, folded=folded):
        return Wish.frustration
    said = verdict.of(folded) or small_talk.of(folded)
    return Wish(said) if said else Wish.question


def question_in(text: str) -> str:
    """The message without the greeting before it and the thanks behind it: what search should look for."""
    rest = small_talk.stripped(text.strip())
    return rest if _SAYS_SOMETHING.search(rest) else text.strip()
