"""Votes: up or down, one for each person and post, changed and taken back; score and reputation move with them."""

from typing import Final, Literal

from kb import admitting, earning, showing
from kb.admitting import Refused
from kb.earning import Kind
from kb.standing import Deed
from kb.store import indexable_questions, posts, tags, votes
from kb.store.engine import Database, Transaction
from kb.store.posts import Post
from kb.store.votes import Vote

Value = Literal[-1, 1]

_DEEDS: Final[dict[int, Deed]] = {1: "vote_up", -1: "vote_down"}
_EARNED: Final[dict[int, Kind]] = {1: "upvoted", -1: "downvoted"}


def vote(db: Database, post: str, *, value: Value, person: str, now: int) -> Post:
    """In place of what the person voted before; the same vote again counts once. Raises Refused."""

    def body(tx: Transaction) -> Post:
        by = admitting.admit(tx, person, _DEEDS[value], now=now)
        found = admitting.shown(tx, post, by, now=now)
        if found.author == person:
            raise Refused("own")
        admitting.open_thread(tx, found, by)
        if votes.add(tx, Vote(post, person, value, now)):
            moved: int = value
        elif votes.turn(tx, post, person=person, value=value, now=now):
            moved = 2 * value
            earning.cancel(tx, _EARNED[-value], post=post, actor=person, now=now)
        else:
            return found
        earning.grant(tx, _EARNED[value], person=found.author, post=post, actor=person, now=now)
        return _count(tx, found, by=moved, now=now)

    return db.write(body)


def unvote(db: Database, post: str, *, person: str, now: int) -> Post:
    """The person has not voted; where they had not, nothing happens. Raises Refused."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, person, now=now)
        found = admitting.shown(tx, post, by, now=now)
        admitting.open_thread(tx, found, by)
        for value in (1, -1):
            if votes.remove(tx, post, person=person, value=value):
                earning.cancel(tx, _EARNED[value], post=post, actor=person, now=now)
                return _count(tx, found, by=-value, now=now)
        return found

    return db.write(body)


def _count(tx: Transaction, post: Post, *, by: int, now: int) -> Post:
    before = _finding(tx, post, by=by)
    posts.move_score(tx, post.id, by=by)
    if post.kind == "question":
        tags.copy(tx, post.id)
    elif before is not None and before != _found_by(tx, post):
        showing.changed(tx, post, now=now)
    return showing.tell(tx, "post.voted", post, now=now)


def _finding(tx: Transaction, post: Post, *, by: int) -> tuple[str, ...] | None:
    """By which answers the question is found, where this vote may change it; None for the many that cannot: of an
    answer that is and stays below what helps, or of one that helps already where there are no more than all help."""
    least = indexable_questions.LEAST_SCORE
    if post.kind != "answer" or max(post.score, post.score + by) < least:
        return None
    question = posts.by_id(tx, post.question)
    if min(post.score, post.score + by) >= least and question and question.answers <= indexable_questions.BEST:
        return None
    return _found_by(tx, post)


def _found_by(tx: Transaction, post: Post) -> tuple[str, ...]:
    return indexable_questions.best_answers(tx, (post.question,)).get(post.question, ())
