"""The answers of one question, as its page shows them."""

from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.engine import Reads
from kb.store.posts import Reader

SORTS: Final = ("best", "newest", "oldest")
"""Best: the accepted one, then official ones, then by score."""

_WEIGHT: Final = """(p.score + CASE WHEN q.accepted = p.id THEN 2000000000 ELSE 0 END
                             + CASE WHEN p.mark = 'official' THEN 1000000000 ELSE 0 END)"""
_MOST: Final = 9_007_199_254_740_991
_LAST: Final = "z" * 20  # sorts after every id, in every collation


@dataclass(frozen=True, slots=True)
class Answer:
    """`weight` is what the best are sorted by. `accepted` is 1 for the accepted one."""

    id: str
    question: str
    author: str | None
    name: str
    picture: str | None
    role: str
    reputation: int
    state: str
    why: str
    mark: str
    body: str
    revision: int
    version: int
    score: int
    thanks: int
    locked: str
    article: str | None
    accepted: int
    weight: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list goes on: behind the answer with this weight and id."""

    weight: int
    id: str


_ANSWER: Final = f"""
    SELECT p.id, p.question, p.author, COALESCE(person.name, p.guest) AS name, person.picture,
           COALESCE(person.role, '') AS role, COALESCE(person.reputation, 0) AS reputation, p.state, p.why, p.mark,
           p.body, p.revision, p.version, p.score, p.thanks, p.locked, p.article,
           CASE WHEN q.accepted = p.id THEN 1 ELSE 0 END AS accepted, {_WEIGHT} AS weight, p.created_at, p.updated_at
      FROM post p JOIN post q ON q.id = p.question LEFT JOIN person ON person.id = p.author"""

_SORTED: Final = {
    "best": (f"({_WEIGHT} < :weight OR ({_WEIGHT} = :weight AND p.id > :after))", "weight DESC, p.id"),
    "newest": ("p.id < :after", "p.id DESC"),
    "oldest": ("p.id > :after", "p.id"),
}
_STARTS: Final = {"best": Place(_MOST, ""), "newest": Place(0, _LAST), "oldest": Place(0, "")}


def of_question(
    db: Reads, question: str, *, sort: str, after: Place | None, to: Reader, limit: int
) -> list[Answer]:
    """By one of SORTS, behind the place `after`. The best are sorted among the answers of this one question."""
    condition, params = posts.of_thread("p", "q", to)
    behind, order = _SORTED[sort]
    start = after or _STARTS[sort]
    key = {"weight": start.weight} if sort == "best" else {}
    return db.all(
        Answer,
        f"""{_ANSWER} WHERE p.question = :question AND p.kind = 'answer' AND {condition} AND {behind}
             ORDER BY {order} LIMIT :limit""",
        question=question, after=start.id, limit=limit, **key, **params,
    )


def one(db: Reads, id: str, *, to: Reader) -> Answer | None:
    """As `of_question` would show it."""
    condition, params = posts.of_thread("p", "q", to)
    return db.one(Answer, f"{_ANSWER} WHERE p.id = :id AND p.kind = 'answer' AND {condition}", id=id, **params)


def for_bot(db: Reads, question: str, *, now: int, score: int, limit: int) -> list[Answer]:
    """What the bot may say of a question: accepted, official, or voted up at least to `score`; the best first.

    Nothing of a question that is closed, and nothing that strangers may not see.
    """
    condition, params = posts.of_thread("p", "q", posts.stranger(now))
    return db.all(
        Answer,
        f"""{_ANSWER} WHERE p.question = :question AND p.kind = 'answer' AND q.closed = '' AND {condition}
               AND (q.accepted = p.id OR p.mark = 'official' OR p.score >= :score)
             ORDER BY weight DESC, p.id LIMIT :limit""",
        question=question, score=score, limit=limit, **params,
    )
