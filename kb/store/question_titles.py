"""Questions by the words of their titles, for who looks for the one that another repeats."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.store import posts
from kb.store.engine import Reads


@dataclass(frozen=True, slots=True)
class Found:
    id: str
    language: str
    title: str
    score: int
    answers: int
    accepted: str | None
    closed: str
    created_at: int


def holding(db: Reads, words: Collection[str], *, site: str, but: str, now: int, limit: int) -> list[Found]:
    """Shown ones whose title holds every word, and that repeat no other; the newest first, without the question
    `but`."""
    likes = {f"word{at}": f"%{_escaped(word.lower())}%" for at, word in enumerate(words)}
    where = "".join(f" AND LOWER(p.title) LIKE :{name} ESCAPE '!'" for name in likes)
    return db.all(
        Found,
        f"""SELECT p.id, p.language, p.title, p.score, p.answers, p.accepted, p.closed, p.created_at FROM post p
             WHERE p.site = :site AND p.kind = 'question' AND p.id <> :but AND p.duplicate_of IS NULL
               AND {posts.public('p')} {where} ORDER BY p.id DESC LIMIT :limit""",
        site=site, but=but, now=now, limit=limit, **likes,
    )


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
