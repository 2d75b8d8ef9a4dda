"""Whoever takes part, as everybody may see them: nothing here tells an address."""

from dataclasses import dataclass

from kb.store import posts
from kb.store.engine import Reads
from kb.store.posts import Reader


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
    """What a reader may see of somebody: questions, answers, and how many of those were accepted."""

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
    found = db.one(
        Counts,
        f"""SELECT COALESCE(SUM(CASE WHEN p.kind = 'question' THEN 1 ELSE 0 END), 0) AS questions,
                   COALESCE(SUM(CASE WHEN p.kind = 'answer' THEN 1 ELSE 0 END), 0) AS answers,
                   COALESCE(SUM(CASE WHEN p.kind = 'answer' AND q.accepted = p.id THEN 1 ELSE 0 END), 0) AS accepted
              FROM post p JOIN post q ON q.id = p.question WHERE p.author = :person AND {condition}""",
        person=person, **params,
    )
    assert found
    return found
