"""What the bot may answer with from the board: the best answer of a question like the customer's, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import confidence, crediting, sentences
from bot.confidence import Traits
from bot.crediting import Credit
from bot.matching import UNRIVALLED, Match, length
from kb import markdown
from kb.saying import Said
from kb.search import Ranked
from kb.store import answers, posts
from kb.store.answers import Answer
from kb.store.engine import Database, Reads
from kb.store.posts import Post

LOOKED_AT: Final = 3
"""Of the questions that come into question, how many are asked for their answers."""

LENGTH: Final = 600


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the community. `before` is how sure the bot would be were it an article of ours, `cap` the most that
    it may be, `confidence` the lower of both."""

    question: Post
    answer: Answer
    before: float
    cap: float

    @property
    def confidence(self) -> float:
        return min(self.before, self.cap)


def answers_to(db: Database, ranked: Ranked, matches: Sequence[Match], *, now: int) -> tuple[Told, ...]:
    """What the board says of the question as it was ranked, beside the articles: the surest first.

    Only what everybody may see, of questions that are open: an answer that was accepted, marked official or voted up.
    """
    found = []
    for at, each in enumerate(ranked.questions[:LOOKED_AT]):
        answer = _best(db, each.post.id, now=now)
        if answer:
            rivals = [other.score for place, other in enumerate(ranked.questions) if place != at]
            rival = max([UNRIVALLED, *rivals, *(match.candidate.score for match in matches if not match.never)])
            traits = Traits(
                each.signals.likeness, each.signals.coverage, each.score - rival, 0.0, length(ranked.read), "plain"
            )
            credit = crediting.cap(_credit(answer, now=now))
            found.append(Told(each.post, answer, confidence.of(traits), credit))
    return tuple(sorted(found, key=lambda told: -told.confidence))


def passage(db: Reads, question: str, *, language: str, now: int) -> Said | None:
    """The bot's message with the best answer of a question of the board, as it is in this moment; None where there is
    none that it may show any more."""
    post, answer = posts.seen(db, question, to=posts.stranger(now)), _best(db, question, now=now)
    if post is None or answer is None:
        return None
    return Said(
        "bot",
        "passage",
        markdown.passage(answer.body, limit=LENGTH),
        data={
            "passage": {
                "article": post.id,
                "title": post.title,
                "heading": "",
                "url": f"/questions/{post.id}/answers/{answer.id}",
                "language": post.language,
                "source": "community",
                "by": by(answer, language=language),
                "feedback": True,
            }
        },
    )


def by(answer: Answer, *, language: str) -> str:
    """Whose it is, as the customer reads it."""
    key = "from_community_official" if answer.mark == "official" else "from_community"
    return sentences.say(key, language, name=answer.name) if answer.name else sentences.say("from_somebody", language)


def _best(db: Reads, question: str, *, now: int) -> Answer | None:
    found = answers.for_bot(db, question, now=now, score=crediting.VOTES, limit=1)
    return found[0] if found else None


def _credit(answer: Answer, *, now: int) -> Credit:
    return Credit(
        accepted=bool(answer.accepted), official=answer.mark == "official", score=answer.score,
        age=max(0, now - answer.updated_at), reputation=answer.reputation, role=answer.role,
    )
