"""What moderators do to posts and comments, one or many at once, each with its entry in the log: it can be undone.

Whatever they decide about a post also decides the flags and the task that wait there.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb import admitting, asking, earning, fitting, ids, showing, suggesting
from kb.admitting import Admitted, Moved, Refused
from kb.showing import State
from kb.store import comments, flags, moderations, posts, tags, tasks
from kb.store.comments import Comment
from kb.store.engine import Database, Transaction
from kb.store.moderations import Moderation
from kb.store.posts import Post
from kb.store.tasks import Task

Deed = Literal["show", "hide", "remove", "lock", "unlock", "close", "reopen"]
Decision = Literal["show", "hide", "remove", "accept", "decline"]
"""Of a suggested edit, accept or decline; of all else, what becomes of the post or comment."""

MOST_AT_ONCE: Final = 50

_STATES: Final[dict[str, State]] = {"show": "shown", "hide": "hidden", "remove": "removed"}
_TOLD: Final[dict[str, str]] = {
    "show": "shown", "hide": "hidden", "remove": "removed", "lock": "locked", "unlock": "unlocked", "close": "closed",
    "reopen": "reopened",
}
_ANY: Final = ("in_review", "shown", "hidden", "removed")


@dataclass(frozen=True, slots=True)
class Target:
    """A post, or one of its comments."""

    post: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """`reason` is one of flags.REASONS, or '', for closing one of posts.CLOSED; `note` is for other moderators."""

    deed: Deed
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """`batch` undoes it. `left` are those where there was nothing to do, or that are gone."""

    batch: str
    done: tuple[Target, ...]
    left: tuple[Target, ...]


def moderate(db: Database, targets: Sequence[Target], order: Order, *, moderator: str, now: int) -> Done:
    """By curators, at most MOST_AT_ONCE, all in one write. Raises Refused, fitting.Unfit."""
    if len(targets) > MOST_AT_ONCE:
        raise fitting.Unfit("text", "too_many")
    if order.deed == "close" and order.reason not in posts.CLOSED[1:]:
        raise fitting.Unfit("reason", "unknown")
    if order.deed != "close" and order.reason and order.reason not in flags.REASONS:
        raise fitting.Unfit("reason", "unknown")
    batch = ids.new_id(now)

    def body(tx: Transaction) -> Done:
        by = admitting.curator(tx, moderator, now=now)
        done = [target for target in targets if _act(tx, target, order, by, batch=batch, now=now)]
        return Done(batch, tuple(done), tuple(target for target in targets if target not in done))

    return db.write(body)


def claim(db: Database, task: str, *, site: str, moderator: str, now: int) -> Task:
    """The task is this moderator's for tasks.CLAIM_LASTS. Raises Refused, or Moved where somebody else has it."""

    def body(tx: Transaction) -> Task:
        row = _task(tx, task, site=site)
        _reviewer(tx, row, moderator, now=now)
        if not tasks.claim(tx, task, person=moderator, now=now):
            raise Moved
        showing.tell(tx, "task.claimed", admitting.there(tx, row.post), subject=task, now=now)
        return _task(tx, task, site=site)

    return db.write(body)


def release(db: Database, task: str, *, site: str, moderator: str, now: int) -> Task:
    """Others may have it. Raises Moved where it was not this moderator's."""

    def body(tx: Transaction) -> Task:
        row = _task(tx, task, site=site)
        if not tasks.release(tx, task, person=moderator):
            raise Moved
        showing.tell(tx, "task.released", admitting.there(tx, row.post), subject=task, now=now)
        return _task(tx, task, site=site)

    return db.write(body)


def decide(
    db: Database, task: str, decision: Decision, *, site: str, moderator: str, now: int, reason: str = "",
    note: str = "",
) -> Done:
    """What waits is decided, by curators; first posts and edits also by who has the reputation, short of removing.
    Raises Refused, or Moved where somebody else was faster or is at it."""
    batch = ids.new_id(now)

    def body(tx: Transaction) -> Done:
        row = _task(tx, task, site=site)
        by = _reviewer(tx, row, moderator, now=now)
        if (row.kind == "edit") != (decision in ("accept", "decline")) or (decision == "remove" and not by.curates):
            raise Refused("role")
        if not tasks.decide(tx, task, decision=decision, person=moderator, now=now):
            raise Moved
        target = Target(row.post, row.comment)
        if decision == "accept" or decision == "decline":
            suggesting.settle(tx, row.edit, decision, by=by, now=now)
        else:
            _act(tx, target, Order(decision, reason, note), by, batch=batch, now=now)
        showing.tell(tx, "task.decided", admitting.there(tx, row.post), subject=task, now=now)
        return Done(batch, (target,), ())

    return db.write(body)


def retag(
    db: Database, questions: Sequence[str], *, add: Sequence[str], remove: Sequence[str], moderator: str, now: int
) -> Done:
    """Names of tags that come to these questions, and that go. By curators. Raises Refused, Unfit."""
    coming, going = fitting.tags(add), set(fitting.tags(remove))
    if len(questions) > MOST_AT_ONCE:
        raise fitting.Unfit("text", "too_many")
    batch = ids.new_id(now)

    def one(tx: Transaction, id: str, by: Admitted) -> bool:
        posts.hold(tx, id)
        post = posts.by_id(tx, id)
        if post is None or post.kind != "question":
            return False
        before = tuple(tag.name for tag in tags.of_post(tx, id))
        names = fitting.tags([*(name for name in before if name not in going), *coming])
        if names == before:
            return False
        put_tags(tx, post, names, by, now=now)
        log(
            tx, batch, "retag", by, post, was={"tags": list(before)}, reason="", note="", now=now,
        )
        showing.changed(tx, post, now=now)
        return True

    def body(tx: Transaction) -> Done:
        by = admitting.curator(tx, moderator, now=now)
        done = [id for id in questions if one(tx, id, by)]
        return Done(
            batch, tuple(Target(id) for id in done), tuple(Target(id) for id in questions if id not in done)
        )

    return db.write(body)


def put_tags(tx: Transaction, post: Post, names: tuple[str, ...], by: Admitted, *, now: int) -> None:
    """The question's tags, and what is counted under them."""
    if post.state == "shown":
        tags.move_count(tx, post.id, by=-1)
    asking.put_tags(tx, post.id, names, by, site=post.site, now=now)
    if post.state == "shown":
        tags.move_count(tx, post.id, by=1)


def log(
    tx: Transaction, batch: str, deed: str, by: Admitted | None, post: Post, *, was: dict[str, object], reason: str,
    note: str, now: int, comment: Comment | None = None,
) -> None:
    """The entry, once the deed is done. None as `by`: enough flags did it."""
    after = comments.by_id(tx, comment.id) if comment else posts.by_id(tx, post.id)
    assert after
    moderations.add(
        tx,
        Moderation(
            ids.new_id(now), post.site, batch, by.known.person if by else None, deed, post.id,
            comment.id if comment else "", comment.author if comment else post.author, reason, fitting.note(note),
            json.dumps(was), after.version, None, None, now,
        ),
    )


def _act(tx: Transaction, target: Target, order: Order, by: Admitted, *, batch: str, now: int) -> bool:
    """Whether there was something to do."""
    posts.hold(tx, target.post)
    post = posts.by_id(tx, target.post)
    comment = comments.by_id(tx, target.comment) if target.comment else None
    if post is None or post.site != by.known.site or (target.comment and (not comment or comment.post != post.id)):
        return False
    was: dict[str, object] = {
        "state": (comment or post).state, "why": (comment or post).why, "closed": post.closed,
        "closed_at": post.closed_at, "duplicate_of": post.duplicate_of, "locked": post.locked,
    }
    if order.deed in _STATES:
        did = _turn(tx, post, comment, order, by, now=now)
    else:
        did = not comment and bool(_set(tx, post, order, now=now))
    if not did:
        return False
    log(tx, batch, order.deed, by, post, was=was, reason=order.reason, note=order.note, comment=comment, now=now)
    thing = "comment" if comment else "post" if order.deed in _STATES or "lock" in order.deed else "question"
    showing.tell(tx, f"{thing}.{_TOLD[order.deed]}", post, subject=target.comment, now=now)
    if not comment:
        showing.changed(tx, post, now=now)
    return True


def _turn(
    tx: Transaction, post: Post, comment: Comment | None, order: Order, by: Admitted, *, now: int
) -> bool:
    """Shown, hidden, removed; and what waited there is decided. True where either was the case."""
    state = _STATES[order.deed]
    there = comment.id if comment else ""
    moved = 0
    if comment:
        if comment.state != state:
            why = "" if state == "shown" else "moderator"
            moved = comments.set_state(tx, comment.id, state=state, why=why, before=_ANY)
    else:
        moved = showing.set_state(
            tx, post, state=state, why="" if state == "shown" else "moderator", before=_ANY, now=now
        )
        if moved and state == "removed" and order.reason == "spam":
            earning.grant(tx, "spam", person=post.author, post=post.id, actor="", now=now)
    settled = flags.decide(tx, post.id, comment=there, state="declined" if state == "shown" else "upheld", now=now)
    waits = tasks.open_of(tx, post.id, comment=there)
    if waits and waits.kind != "edit":
        tasks.decide(tx, waits.id, decision=order.deed, person=by.known.person, now=now)
    return bool(moved or settled or waits)


def _set(tx: Transaction, post: Post, order: Order, *, now: int) -> int:
    match order.deed:
        case "lock" | "unlock":
            return posts.lock(tx, post.id, locked="locked" if order.deed == "lock" else "")
        case "close":
            done = posts.close(tx, post.id, closed=order.reason, duplicate_of=None, now=now)
        case _:
            done = posts.reopen(tx, post.id)
    tags.copy(tx, post.question)
    return done


def _task(tx: Transaction, id: str, *, site: str) -> Task:
    row = tasks.by_id(tx, id, site=site)
    if row is None:
        raise Refused("gone")
    return row


def _reviewer(tx: Transaction, row: Task, person: str, *, now: int) -> Admitted:
    """Curators for all that waits, reviewers for first posts and edits that are not their own."""
    if row.kind not in ("first_post", "edit"):
        return admitting.curator(tx, person, now=now)
    by = admitting.admit(tx, person, "review", now=now)
    suggested = suggesting.author_of(tx, row) if row.kind == "edit" else admitting.there(tx, row.post).author
    if suggested == person and not by.curates:
        raise Refused("own")
    return by
