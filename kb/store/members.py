"""Everybody with an account, as administrators see them: in pages, by what somebody looks for, and counted."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, columns
from kb.store.people import Person

_STANDING: Final = """CASE WHEN left_at IS NOT NULL THEN 'left' WHEN state <> 'active' THEN 'deactivated'
                           WHEN password = '' THEN 'invited' ELSE 'active' END"""
_ABOUT: Final = "(:like = '%%' OR LOWER(name) LIKE :like ESCAPE '!' OR email LIKE :like ESCAPE '!')"

# An import of a board brings thousands of members, whose ids tell nothing of when they came.
_ORDER: Final = "CASE role WHEN 'member' THEN 1 ELSE 0 END, -created_at, id"


@dataclass(frozen=True, slots=True)
class Count:
    role: str
    standing: str
    count: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What somebody did here, in numbers; none of it is deleted when they leave."""

    articles: int
    revisions: int
    conversations: int
    resolved: int
    held: int


def page(
    db: Reads, *, site: str, words: str, role: str, standing: str, before: str, limit: int
) -> list[Person]:
    """Whoever works here first, then the newest; of these who come after the person `before`. '' stands for everything,
    but for who has left."""
    wanted = "= :standing" if standing else "<> 'left'"
    return db.all(
        Person,
        f"""SELECT {columns(Person)} FROM person
             WHERE site = :site AND (:role = '' OR role = :role) AND {_STANDING} {wanted}
               AND (:before = '' OR ({_ORDER}) > (SELECT {_ORDER} FROM person WHERE id = :before)) AND {_ABOUT}
             ORDER BY {_ORDER} LIMIT :limit""",
        site=site, role=role, before=before, limit=limit, like=_like(words),
        **({"standing": standing} if standing else {}),
    )


def counts(db: Reads, *, site: str, words: str) -> list[Count]:
    return db.all(
        Count,
        f"""SELECT role, {_STANDING} AS standing, COUNT(*) AS count FROM person
             WHERE site = :site AND {_ABOUT} GROUP BY 1, 2""",
        site=site, like=_like(words),
    )


def activity(db: Reads, id: str) -> Activity:
    found = db.one(
        Activity,
        """SELECT (SELECT COUNT(*) FROM article WHERE owner = :id) AS articles,
                  (SELECT COUNT(*) FROM revision WHERE author = :id) AS revisions,
                  (SELECT COUNT(DISTINCT conversation) FROM handoff WHERE agent = :id) AS conversations,
                  (SELECT COUNT(*) FROM conversation WHERE agent = :id AND state = 'resolved') AS resolved,
                  (SELECT COUNT(*) FROM conversation WHERE agent = :id AND state = 'claimed') AS held""",
        id=id,
    )
    assert found
    return found


def _like(words: str) -> str:
    for sign in "!%_":
        words = words.replace(sign, f"!{sign}")
    return f"%{words.lower()}%"
