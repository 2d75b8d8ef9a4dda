"""A question put to the bot as a customer would, in a conversation of its own: what it matches and what it decides.

Nothing is stored. Language, wish, look-up and decision are those of `bot.chat`.
"""

from dataclasses import dataclass
from typing import Literal

from bot import community, dialogue, hearing, matching, wishes
from bot.chat import POLICY
from bot.community import Told
from bot.dialogue import Answer, Heard, Offer, State, Turn
from bot.matching import Match
from bot.wishes import Wish
from kb import masking, repair
from kb.index import Index
from kb.search import Ranked
from kb.store import posts
from kb.store.engine import Database

Decision = Literal["answer", "clarify", "handover"]
Shown = Literal["answer", "offer", "clarify", "handover"]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a question.

    `ranked` and `matches` are there for every text, also where a live bot asks nothing of the index because it hears
    a greeting or a wish for a person; `turn` is what it does. `told` is what the community says of it.
    """

    question: str
    language: str
    wish: Wish
    ranked: Ranked
    matches: tuple[Match, ...]
    turn: Turn
    told: tuple[Told, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure the bot is of its first candidate; 0 where there is none."""
        return self.matches[0].confidence if self.matches else 0.0

    @property
    def decision(self) -> Decision:
        """Shows an article; says or asks something and waits for the customer; or hands over to a person."""
        if any(isinstance(part, Answer) for part in self.turn.parts):
            return "answer"
        return "handover" if self.turn.handoff else "clarify"

    @property
    def shown(self) -> Shown:
        """The same, with offering articles apart from saying or asking something else."""
        offers = any(isinstance(part, Offer) for part in self.turn.parts)
        return "offer" if offers else self.decision

    @property
    def put_first(self) -> str | None:
        """The article that is shown, or offered first."""
        for part in self.turn.parts:
            match part:
                case Answer(article):
                    return article
                case Offer(choices):
                    return choices[0].article
        return None


def prepare(index: Index) -> None:
    """What an installation makes of its articles before anybody asks. Raises IndexUnavailable."""
    repair.prepare(index)


def put(db: Database, index: Index, text: str, *, site: str, language: str, now: int | None = None) -> Tried:
    """Asks `text` as the first message of a conversation. `language` is that of the page where it is asked; the board
    is asked, too, where it is said when `now` is.

    Raises IndexUnavailable.
    """
    said = masking.masked(text.strip())
    language = hearing.spoken(said, usual=language)
    wish, question = wishes.of(said), wishes.question_in(said)
    board = None if now is None else posts.stranger(now)
    ranked, matches = matching.match(db, index, question, site=site, language=language, board=board)
    told = () if now is None else community.answers_to(db, ranked, matches, now=now)
    candidates = hearing.candidates(matches, told) if wish in hearing.LOOKED_UP else ()
    turn = dialogue.decide(State(), Heard(wish=wish, text=question, candidates=candidates), POLICY)
    return Tried(question, language, wish, ranked, matches, turn, told)
