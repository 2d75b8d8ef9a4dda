"""Whether an article helped its readers: what they say, and what it tells. Each verb ends with its event."""

import math
from typing import Final, Literal

from kb import ids
from kb import text as pipeline
from kb.store import events, feedback
from kb.store.articles import Article
from kb.store.engine import Database, Transaction
from kb.store.feedback import REASONS, VOTES, Feedback

MOST_COMMENT: Final = 1_000

_SURE: Final = 1.96
"""Standard deviations of a normal distribution within which it lies 95 times of a hundred."""


class Unfit(Exception):
    """A vote or a reason that nobody offered, or a comment that is too long."""

    def __init__(self, problem: Literal["vote", "reason", "too_long"]) -> None:
        super().__init__(problem)
        self.problem = problem


def say(
    db: Database, article: Article, *, reader: str, vote: str, reason: str, comment: str, now: int
) -> None:
    """What this reader says of the article, in the place of what they said before. Raises Unfit.

    `reader` is who says it, as the store is to know them: a digest that tells nobody who it is.
    """
    row = Feedback(
        ids.new_id(now), article.site, article.id, reader, article.revision, _one_of(VOTES, vote, "vote"),
        _one_of(("", *REASONS), reason, "reason"), pipeline.printable(comment.replace("\r\n", "\n")).strip(), now, now,
        None, None,
    )
    if len(row.comment) > MOST_COMMENT:
        raise Unfit("too_long")

    def body(tx: Transaction) -> None:
        feedback.put(tx, row)
        events.append(
            tx, kind="feedback.said", topic=f"article:{article.id}", subject=article.id, site=article.site, now=now
        )

    db.write(body)


def handle(db: Database, row: Feedback, *, person: str, now: int) -> None:
    """Somebody has read it and done what there was to do. Handled already is fine too."""

    def body(tx: Transaction) -> None:
        if feedback.handle(tx, row.id, site=row.site, person=person, now=now):
            events.append(tx, kind="feedback.handled", topic="feedback", subject=row.id, site=row.site, now=now)

    db.write(body)


def reopen(db: Database, row: Feedback, *, now: int) -> None:
    """There is something to do after all."""

    def body(tx: Transaction) -> None:
        if feedback.reopen(tx, row.id, site=row.site):
            events.append(tx, kind="feedback.reopened", topic="feedback", subject=row.id, site=row.site, now=now)

    db.write(body)


def surely(count: int, *, of: int) -> float:
    """The share that `count` of `of` stand for at least, with a certainty of about 97 %: 0 where nobody was asked.

    The lower bound of the score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), 209-212. Unlike the plain share it does
    not put one vote of one before ninety of a hundred.
    """
    if not of:
        return 0.0
    share, z = count / of, _SURE
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * of)) / of)
    return max(0.0, (middle - spread) / (1 + z * z / of))


def _one_of(known: tuple[str, ...], word: str, problem: Literal["vote", "reason"]) -> str:
    if word not in known:
        raise Unfit(problem)
    return word
