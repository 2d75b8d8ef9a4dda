"""A post's way to everybody's eyes and back, and all that is counted along: the one place that changes its state."""

from collections.abc import Collection
from typing import Literal

from kb import earning
from kb.store import answer_counts, events, posts, tags
from kb.store.engine import Transaction
from kb.store.posts import Post

State = Literal["unconfirmed", "in_review", "shown", "hidden", "removed"]
Why = Literal["", "newcomer", "spam", "flags", "moderator", "author"]


def set_state(tx: Transaction, post: Post, *, state: State, why: Why, before: Collection[str], now: int) -> int:
    """0 where the post is in none of the states `before` any more. The post is held.

    The tags' and the question's counts move with it, and what its author earned by it.
    """
    if (state, why) == (post.state, post.why) or not posts.set_state(tx, post.id, state=state, why=why, before=before):
        return 0
    if state == post.state:
        return 1
    if post.kind == "question":
        if "shown" in (state, post.state):
            tags.move_count(tx, post.id, by=1 if state == "shown" else -1)
    else:
        answer_counts.of_question(tx, post.question)
        if state == "shown":
            posts.touch(tx, post.question, now=now)
    tags.copy(tx, post.question)
    if post.state == "shown":
        earning.cancel_all(tx, post.id, now=now)
    elif state == "shown":
        earning.reinstate(tx, post.id)
    return 1


def tell(tx: Transaction, kind: str, post: Post, *, now: int, subject: str = "", detail: int = 0) -> Post:
    """The post as it is now, and the event: its topic is the thread, its subject the post or what is named."""
    events.append(
        tx, kind=kind, topic=f"question:{post.question}", subject=subject or post.id, site=post.site, detail=detail,
        now=now,
    )
    after = posts.by_id(tx, post.id)
    assert after
    return after


def changed(tx: Transaction, post: Post, *, now: int) -> Post:
    """What index, feeds and lists must know of: something of the thread shows otherwise."""
    tell(tx, "question.changed", post, now=now, subject=post.question)
    after = posts.by_id(tx, post.id)
    assert after
    return after
