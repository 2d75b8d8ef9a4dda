"""Whose words an article was made of, as the article's page says it."""

from dataclasses import dataclass

from kb.store import credits as kept_credits
from kb.store import posts
from kb.store.engine import Database
from web.board import addresses
from web.clock import now


@dataclass(frozen=True, slots=True)
class Credited:
    """Whose words an article was made of. `person` is None for a guest; `post` leads to them, where all may see it."""

    name: str
    person: str | None
    part: str
    post: str


def of_article(db: Database, article: str) -> tuple[Credited, ...]:
    """The answer's author first; each post that everybody may see leads to its thread."""
    rows = kept_credits.of_article(db, article)
    if not rows:
        return ()
    open_to_all = {post.id for post in posts.seen_of(db, [row.post for row in rows], to=posts.stranger(now()))}
    rows.sort(key=lambda row: row.post == row.question)
    return tuple(
        Credited(
            row.name, row.person, "question" if row.post == row.question else "answer",
            addresses.post(row.post) if row.post in open_to_all else "",
        )
        for row in rows
    )
