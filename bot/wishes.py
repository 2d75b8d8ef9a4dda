"""What a message is besides a question: a wish for a person, a greeting, thanks, anger, `that worked`."""

import re
from enum import StrEnum

from bot import frustration, person_en, person_zh, small_talk, verdict
from kb.text import fold

# Who wants something else than an answer says so at once, or for a person at the end: of a pasted page no more is read.
_READ = 500
_SENTENCE_ENDS = re.compile(r"[.!?。！？\n]")
# May I speak to Maria Lopez? Only capitals tell a name from `Spanish users`.
_BY_NAME = re.compile(
    r"\b(?:can|could|may|might) (?:i|we) (?:please )?(?:talk|speak|chat) (?:to|with) "
    r"(?!Alexa|Siri|Google|Chat|Sales|You)"
    r"(?-i:(?:(?:Mr|Mrs|Ms|Miss|Dr)\b\.? ?)?[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:,? (?:please|again|now))?\W*$",
    re.IGNORECASE,
)
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
    opening = text[:_READ]
    if not _SAYS_SOMETHING.search(opening):
        return Wish.empty
    folded = _folded(opening)
    if _asks_for_a_person(folded) or _BY_NAME.search(opening):
        return Wish.person
    if len(text) > _READ and _asks_for_a_person(_folded(_ending(text))):
        return Wish.person
    if frustration.heard(opening, folded=folded):
        return Wish.frustration
    said = verdict.of(folded) or small_talk.of(folded)
    return Wish(said) if said else Wish.question


def _asks_for_a_person(folded: str) -> bool:
    return person_en.wanted(folded) or person_zh.wanted(folded)


def _folded(text: str) -> str:
    return fold(text).replace("’", "").replace("'", "")


def _ending(text: str) -> str:
    """The end of a long text from the beginning of a sentence, because what stands before may take a wish back."""
    ending = text[max(len(text) - _READ, _READ) :]
    found = _SENTENCE_ENDS.search(ending)
    return (ending[found.end() :].strip() if found else "") or ending


def question_in(text: str) -> str:
    """The message without the greeting before it and the thanks behind it: what search should look for."""
    rest = small_talk.stripped(text.strip())
    return rest if _SAYS_SOMETHING.search(rest) else text.strip()
