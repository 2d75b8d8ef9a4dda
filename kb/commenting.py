"""Comments: a line or two under a question or answer, and whom they mention by name."""

from collections.abc import Iterable
from typing import Literal

from kb import admitting, asking, fitting, ids, showing
from kb.admitting import Admitted, Moved, Refused
from kb.fitting import Unfit
from kb.store import comments, tasks, unsent
from kb.store.comments import Comment
from kb.store.engine import Database, Transaction
from kb.store.follows import Follower
from kb.store.posts import Post

MOST_OF_A_POST = 200
EDIT_LASTS = 3_600_000
"""Milliseconds in which a comment's author may change it; taking it away they may always."""


def comment(db: Database, post: str, text: str, *, author: str, now: int) -> Comment:
    """In one's own thread always, elsewhere by who has the reputation. Raises Unfit, Refused."""
    text = fitting.comment(text)
    id = ids.new_id(now)

    def body(tx: Transaction) -> Comment:
        by = admitting.taking_part(tx, author, now=now)
        under = admitting.shown(tx, post, by, now=now)
        question = admitting.open_thread(tx, under, by)
        if author not in (question.author, under.author):
            admitting.admit(tx, author, "comment", now=now)
        if comments.count_of_post(tx, post) >= MOST_OF_A_POST:
            raise Unfit("text", "too_many")
        arrives = asking.arrival(tx, by, text, now=now)
        held = arrives.why == "spam"
        row = Comment(
            id, post, author, text, "in_review" if held else "shown", "spam" if held else "", 1, now, now
        )
        comments.add(tx, row)
        if held:
            tasks.add(tx, id=ids.new_id(now), site=under.site, kind="spam", post=post, comment=id, now=now)
        unsent.remove(tx, person=author, place=f"comment:{post}")
        showing.tell(tx, "comment.posted", under, subject=id, now=now)
        return row

    return db.write(body)


def edit(db: Database, id: str, text: str, *, seen: int, author: str, now: int) -> Comment:
    """By its author, for EDIT_LASTS. `seen` is the version. Raises Unfit, Refused, Moved."""
    text = fitting.comment(text)

    def body(tx: Transaction) -> Comment:
        by, row, under = _there(tx, id, person=author, now=now)
        if row.author != author:
            raise Refused("not_own")
        if now - row.created_at > EDIT_LASTS and not by.curates:
            raise Refused("closed")
        admitting.open_thread(tx, under, by)
        if not comments.revise(tx, id, text=text, seen=seen, now=now):
            raise Moved
        return _tell(tx, "comment.edited", under, id, now=now)

    return db.write(body)


def remove(db: Database, id: str, *, author: str, now: int) -> Comment:
    """By its author; moderators take away by `kb.moderating`. Raises Refused, Moved."""
    return _turn(db, id, state="removed", before=("shown", "in_review"), author=author, now=now)


def put_back(db: Database, id: str, *, author: str, now: int) -> Comment:
    """By its author, what they took away. Raises Refused, Moved."""
    return _turn(db, id, state="shown", before=("removed",), author=author, now=now)


def mentioned(text: str, people: Iterable[Follower]) -> list[Follower]:
    """Who of these is addressed as @Name, longest names first: @Anna Berg is not @Anna."""
    left, found = text.casefold(), []
    if "@" not in left:
        return []
    for person in sorted(people, key=lambda one: -len(one.name)):
        call = f"@{person.name.casefold()}"
        if call in left:
            found.append(person)
            left = left.replace(call, " ")
    return found


def _turn(
    db: Database, id: str, *, state: Literal["shown", "removed"], before: tuple[str, ...], author: str, now: int
) -> Comment:
    def body(tx: Transaction) -> Comment:
        _, row, under = _there(tx, id, person=author, now=now)
        if row.author != author:
            raise Refused("not_own")
        if state == "shown" and (row.why != "author" or tasks.open_of(tx, row.post, comment=id)):
            raise Refused("waiting")
        why = "" if state == "shown" else "author"
        if not comments.set_state(tx, id, state=state, why=why, before=before):
            raise Moved
        return _tell(tx, "comment.removed" if state == "removed" else "comment.put_back", under, id, now=now)

    return db.write(body)


def _there(tx: Transaction, id: str, *, person: str, now: int) -> tuple[Admitted, Comment, Post]:
    by = admitting.taking_part(tx, person, now=now)
    row = comments.by_id(tx, id)
    if row is None:
        raise Refused("gone")
    return by, row, admitting.seen(tx, row.post, by, now=now)


def _tell(tx: Transaction, kind: str, under: Post, id: str, *, now: int) -> Comment:
    showing.tell(tx, kind, under, subject=id, now=now)
    row = comments.by_id(tx, id)
    assert row
    return row
