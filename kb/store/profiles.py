"""Whoever takes part, as everybody may see them: nothing here tells an address."""

from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.engine import Reads
from kb.store.posts import Reader

MOST: Final = 500
"""Counting all of somebody who wrote tens of thousands would take longer than their page."""

_ANSWER: Final = "0 AS questions, 1 AS answers, CASE WHEN q.accepted = p.id THEN 1 ELSE 0 END AS accepted"


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    name: str
    role: str
    picture: str | None
    reputation: int
    created_at: int
    left_at: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a reader may see of somebody: questions, answers, and how many of those were accepted; each up to MOST."""

    questions: int
    answers: int
    accepted: int


def of(db: Reads, person: str, *, site: str) -> Profile | None:
    return db.one(
        Profile,
        """SELECT id, name, role, picture, reputation, created_at, left_at FROM person
            WHERE id = :person AND site = :site""",
        person=person, site=site,
    )


def counts(db: Reads, person: str, *, to: Reader) -> Counts:
    condition, params = posts.of_thread("p", "q", to)
    part = f"""SELECT {{}} FROM post p JOIN post q ON q.id = p.question
                WHERE p.author = :person AND p.kind = '{{}}' AND {condition} LIMIT :most"""
    found = db.one(
        Counts,
        f"""SELECT COALESCE(SUM(c.questions), 0) AS questions, COALESCE(SUM(c.answers), 0) AS answers,
                   COALESCE(SUM(c.accepted), 0) AS accepted
              FROM (SELECT * FROM ({part.format("1 AS questions, 0 AS answers, 0 AS accepted", "question")}) a
                    UNION ALL
                    SELECT * FROM ({part.format(_ANSWER, "answer")}) b) c""",
        person=person, most=MOST, **params,
    )
    assert found
    return found
