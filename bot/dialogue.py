"""What the bot does next: a pure function from where the dialogue stands and what was heard to a turn.

Three bands of confidence: answer; offer a few readable choices and "none of these"; ask once for other words. Between
two answers the bot asks back at most `Policy.offers + Policy.misses` times, and no article is shown twice: every path
ends in an answer or with a person. What the text says to do is never done: it is only compared.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal

from bot import choosing
from bot.gist import gist
from bot.wishes import Wish

Phase = Literal["open", "answered", "asked_which", "asked_again"]
Reason = Literal[
    "asked", "could_not_answer", "none_of_these", "not_solved", "same_question", "frustration", "error", "too_slow"
]
Trouble = Literal["error", "too_slow", "index_unavailable"]

NONE: Final = "none"
"""The id of the choice "none of these"."""

_PHASES: Final[tuple[Phase, ...]] = ("open", "answered", "asked_which", "asked_again")
_REMEMBERED: Final = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, or a question of the board that is answered there, the best first; `confidence` is
    the calibrated probability that it does, 0 to 1."""

    article: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """An offered article; its id is the article's, so that an old button never means another article."""

    article: str
    label: str

    @property
    def id(self) -> str:
        return self.article


@dataclass(frozen=True, slots=True)
class State:
    """Where the dialogue stands since the last person, reopening or solved problem.

    `misses` and `offers` count since the last answer; `asked` are the gists of questions that were answered or asked
    back about.
    """

    phase: Phase = "open"
    answered: tuple[str, ...] = ()
    offered: tuple[Choice, ...] = ()
    asked: tuple[str, ...] = ()
    misses: int = 0
    offers: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "State":
        """Whatever the text holds of a state; what is missing, unknown or of the wrong kind is as at the beginning."""
        try:
            found = json.loads(text)
        except ValueError:
            return cls()
        return _state(found) if isinstance(found, dict) else cls()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the customer did: typed a text (the question in it, without its greeting), or pressed a button.

    A button comes with its wish and `how`, a choice with its id. `trouble` is why there are no candidates.
    """

    wish: Wish
    text: str = ""
    choice: str | None = None
    candidates: tuple[Candidate, ...] = ()
    trouble: Trouble | None = None
    how: Literal["typed", "pressed"] = "typed"


@dataclass(frozen=True, slots=True)
class Policy:
    """From which confidence on to answer and to offer, by how much the first must lead, and how often to ask back."""

    answer: float = 0.60
    offer: float = 0.20
    margin: float = 0.05
    choices: int = 3
    offers: int = 2
    misses: int = 1


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of `bot.sentences`."""

    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Show the passage of an article."""

    article: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask which is meant. `asking` and `declining` are keys of `bot.sentences`; the id of declining is `NONE`."""

    choices: tuple[Choice, ...]
    asking: str
    declining: str


Part = Say | Answer | Offer


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say, whether a person takes over, and where the dialogue stands then.

    `rejected` are the articles that turned out not to help: evidence for the person.
    """

    state: State
    parts: tuple[Part, ...] = ()
    handoff: Reason | None = None
    rejected: tuple[str, ...] = ()
    outcome: Literal["confirmed"] | None = None


def decide(state: State, heard: Heard, policy: Policy) -> Turn:
    """The bot's next turn."""
    if heard.wish is Wish.person:
        return _hand_over("asked")
    if heard.wish is Wish.frustration:
        return _hand_over("frustration", rejected=state.answered[-1:])
    if heard.trouble:
        return _hand_over("too_slow" if heard.trouble == "too_slow" else "error")
    if state.phase == "asked_which" and (turn := _chosen(state, heard)):
        return turn
    wish = _in_context(state, heard)
    if wish is Wish.solved:
        return Turn(State(), parts=(Say("confirmed_solved"),), outcome="confirmed")
    if wish is Wish.not_solved:
        return _hand_over("not_solved", rejected=state.answered[-1:])
    if wish in _SMALL_TALK:
        return Turn(state, parts=(Say(_SMALL_TALK[wish]),))
    return _question(state, heard, policy)


_SMALL_TALK: Final = {
    Wish.greeting: "greeting_reply",
    Wish.thanks: "thanks_reply",
    Wish.goodbye: "goodbye_reply",
    Wish.empty: "say_more",
}


def _chosen(state: State, heard: Heard) -> Turn | None:
    """The turn if what was pressed or typed is one of the choices on the table, or none of them."""
    if heard.choice == NONE or (not heard.choice and choosing.declined(heard.text)):
        return _hand_over("none_of_these", rejected=tuple(choice.article for choice in state.offered))
    if heard.choice:
        return next((_answer(state, each.article) for each in state.offered if each.id == heard.choice), None)
    place = choosing.chosen(heard.text, labels=[choice.label for choice in state.offered])
    return None if place is None else _answer(state, state.offered[place].article)


def _in_context(state: State, heard: Heard) -> Wish:
    """`Solved` and `not solved` are about an answer: where there is none, they are thanks and a question."""
    if heard.how == "pressed":
        return heard.wish
    if state.phase == "answered" and choosing.agreed(heard.text):
        return Wish.solved
    if state.phase == "answered" and choosing.declined(heard.text):
        return Wish.not_solved
    if state.answered:
        return heard.wish
    return {Wish.solved: Wish.thanks, Wish.not_solved: Wish.question}.get(heard.wish, heard.wish)


def _question(state: State, heard: Heard, policy: Policy) -> Turn:
    about = gist(heard.text)
    if about and about in state.asked:
        return _hand_over("same_question", rejected=state.answered[-1:])
    fresh = [candidate for candidate in heard.candidates if candidate.article not in state.answered]
    shown = _was_shown(heard.candidates[:1], state, policy)
    choices = _choices(fresh, state, policy)
    if fresh and fresh[0].confidence >= policy.answer and (_leads(fresh, policy) or not choices):
        return _answer(state, fresh[0].article, about=about, before=(Say("perhaps_this"),) if shown else ())
    if choices:
        return _offer(state, choices, about=about)
    if shown:
        return _hand_over("not_solved", rejected=state.answered[-1:])
    if state.misses >= policy.misses:
        return _hand_over("could_not_answer", rejected=tuple(choice.article for choice in state.offered))
    again = replace(state, phase="asked_again", offered=(), misses=state.misses + 1)
    return Turn(again, parts=(Say("rephrase"),))


def _was_shown(best: Sequence[Candidate], state: State, policy: Policy) -> bool:
    """Whether the best that there is for this question is already on the table."""
    return any(each.article in state.answered and each.confidence >= policy.offer for each in best)


def _choices(fresh: Sequence[Candidate], state: State, policy: Policy) -> tuple[Choice, ...]:
    """What to ask back about; nothing where that was done often enough, or these were just passed over."""
    likely = tuple(
        Choice(each.article, each.title) for each in fresh[: policy.choices] if each.confidence >= policy.offer
    )
    return likely if state.offers < policy.offers and set(likely) != set(state.offered) else ()


def _leads(fresh: Sequence[Candidate], policy: Policy) -> bool:
    return len(fresh) == 1 or fresh[0].confidence - fresh[1].confidence >= policy.margin


def _answer(state: State, article: str, *, about: str = "", before: tuple[Part, ...] = ()) -> Turn:
    told = State("answered", answered=(*state.answered, article), asked=_remember(state, about))
    return Turn(told, parts=(*before, Answer(article)))


def _offer(state: State, choices: tuple[Choice, ...], *, about: str) -> Turn:
    several = len(choices) > 1
    asking = Offer(choices, "clarify" if several else "clarify_one", "none_of_these" if several else "not_this")
    waiting = replace(
        state, phase="asked_which", offered=choices, offers=state.offers + 1, asked=_remember(state, about)
    )
    return Turn(waiting, parts=(asking,))


def _hand_over(reason: Reason, *, rejected: tuple[str, ...] = ()) -> Turn:
    """A person takes over; if the bot is ever asked again, nothing of this counts any more."""
    return Turn(State(), handoff=reason, rejected=rejected)


def _remember(state: State, about: str) -> tuple[str, ...]:
    return (*state.asked, about)[-_REMEMBERED:] if about else state.asked


def _state(found: dict[str, Any]) -> State:
    read = {field.name: found[field.name] for field in fields(State) if field.name in found}
    return State(
        phase=read["phase"] if read.get("phase") in _PHASES else "open",
        answered=_texts(read.get("answered")),
        offered=tuple(
            Choice(each["article"], each["label"])
            for each in _list(read.get("offered"))
            if isinstance(each, dict) and len(_texts([each.get("article"), each.get("label")])) == 2
        ),
        asked=_texts(read.get("asked")),
        misses=_count(read.get("misses")),
        offers=_count(read.get("offers")),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in _list(value) if isinstance(each, str))


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
