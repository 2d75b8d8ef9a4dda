"""Reputation: what is given for what, in the same write as the deed itself, and taken back with it."""

from typing import Final, Literal

from kb import ids
from kb.store import articles, posts, reputations, votes
from kb.store.engine import Transaction
from kb.store.reputations import Entry

Kind = Literal["upvoted", "downvoted", "accepted", "accepting", "edit_accepted", "promoted", "spam"]

POINTS: Final[dict[Kind, int]] = {
    "upvoted": 10, "downvoted": -2, "accepted": 15, "accepting": 2, "edit_accepted": 2, "promoted": 25, "spam": -50,
}
MOST_A_DAY: Final = 200
"""From votes, in a day (UTC): nobody is carried up by one evening."""

_DAY: Final = 24 * 3_600_000


def grant(tx: Transaction, kind: Kind, *, person: str | None, post: str, actor: str, now: int) -> int:
    """How many points were given: 0 to guests, and where the same counts already."""
    if person is None:
        return 0
    points = POINTS[kind]
    if kind == "upvoted":
        reputations.hold(tx, person)
        today = reputations.gained(tx, person, kind="upvoted", since=now - now % _DAY)
        points = max(0, min(points, MOST_A_DAY - today))
    row = Entry(ids.new_id(now), person, kind, points, post, actor, now, None)
    return points if reputations.add(tx, row) else 0


def cancel(tx: Transaction, kind: Kind, *, post: str, actor: str, now: int) -> None:
    """What was given for this deed of this actor."""
    for entry in reputations.of_post(tx, post):
        if (entry.kind, entry.actor) == (kind, actor):
            reputations.cancel(tx, entry, now=now)


def cancel_all(tx: Transaction, post: str, *, now: int) -> None:
    """The post is taken away: what came by it goes. What its author lost by spam stays lost."""
    for entry in reputations.of_post(tx, post):
        if entry.kind != "spam":
            reputations.cancel(tx, entry, now=now)


def reinstate(tx: Transaction, post: str) -> None:
    """The post is back, and what it had earned when it went; days and limits are those of then."""
    cast = {vote.person: "upvoted" if vote.value > 0 else "downvoted" for vote in votes.of_post(tx, post)}
    row = posts.by_id(tx, post)
    question = posts.by_id(tx, row.question) if row else None
    accepted = question is not None and question.accepted == post
    became = articles.by_id(tx, row.article) if row and row.article else None
    for entry in reputations.of_post(tx, post):
        if entry.kind == "spam":
            reputations.cancel(tx, entry, now=entry.created_at)
    for entry in reputations.last_cancelled(tx, post):
        still = {
            "upvoted": cast.get(entry.actor) == entry.kind, "downvoted": cast.get(entry.actor) == entry.kind,
            "accepted": accepted, "accepting": accepted, "edit_accepted": True, "promoted": became is not None,
        }
        if still.get(entry.kind):
            again = Entry(
                ids.new_id(entry.created_at), entry.person, entry.kind, entry.points, post, entry.actor,
                entry.created_at, None,
            )
            reputations.add(tx, again)
    if row and became and became.state == "published":  # maybe while the post was away
        grant(tx, "promoted", person=row.author, post=post, actor="", now=became.published_at or became.updated_at)
