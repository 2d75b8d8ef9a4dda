"""Taking back what a moderator did, all that was done at once, where nobody has done something to it since."""

import json
from typing import Any

from kb import admitting, moderating, showing, suspending
from kb.admitting import Admitted, Moved
from kb.store import comments, events, flags, moderations, posts, suspensions, tags, tasks
from kb.store.engine import Database, Transaction
from kb.store.moderations import Moderation
from kb.store.posts import Post

_ANY = ("in_review", "shown", "hidden", "removed")


def undo(db: Database, batch: str, *, moderator: str, now: int) -> int:
    """How many of the batch are as they were; those that somebody changed since stay. Raises Refused, or Moved where
    none could be taken back."""

    def body(tx: Transaction) -> int:
        by = admitting.curator(tx, moderator, now=now)
        rows = [row for row in moderations.of_batch(tx, batch) if row.site == by.known.site and row.undone_at is None]
        undone = sum(_undo(tx, row, by, now=now) for row in rows)
        if not undone:
            raise Moved
        return undone

    return db.write(body)


def _undo(tx: Transaction, row: Moderation, by: Admitted, *, now: int) -> int:
    was = json.loads(row.was)
    if row.deed in ("suspend", "lift"):
        return _resume(tx, row, was, by, now=now)
    if row.deed == "merge_tag":
        return 0  # nobody knows any more which questions had which
    if row.deed == "describe_tag":
        return _describe_again(tx, row, was, by, now=now)
    post = admitting.held(tx, row.post or "")
    comment = comments.by_id(tx, row.comment) if row.comment else None
    if (comment or post).version != row.version or not moderations.undo(tx, row.id, person=by.known.person, now=now):
        return 0
    match row.deed:
        case "hide" | "show" | "remove":
            if comment:
                comments.set_state(tx, comment.id, state=was["state"], why=was["why"], before=(comment.state,))
            else:
                showing.set_state(tx, post, state=was["state"], why=was["why"], before=(post.state,), now=now)
            flags.wait_again(tx, post.id, comment=row.comment, decided_at=row.created_at)
            tasks.reopen(tx, post.id, comment=row.comment, edit="", decided_at=row.created_at)
        case "lock" | "unlock":
            posts.lock(tx, post.id, locked=was["locked"])
        case "retag":
            moderating.put_tags(tx, post, tuple(was["tags"]), by, now=now)
        case _:
            _close_again(tx, post, was, now=now)
    kind = f"{'comment' if comment else 'post'}.restored"
    showing.tell(tx, kind, post, subject=row.comment, now=now)
    showing.changed(tx, post, now=now)
    return 1


def _describe_again(tx: Transaction, row: Moderation, was: dict[str, Any], by: Admitted, *, now: int) -> int:
    tag: str = was["tag"]
    if not tags.describe(tx, tag, description=was["description"], seen=row.version):
        return 0
    events.append(tx, kind="tag.changed", topic=f"tag:{tag}", subject=tag, site=row.site, now=now)
    return moderations.undo(tx, row.id, person=by.known.person, now=now)


def _close_again(tx: Transaction, post: Post, was: dict[str, Any], *, now: int) -> None:
    """Open or closed, as it was; what repeated a question before repeats it again."""
    if post.closed:
        posts.reopen(tx, post.id)
    if was["closed"]:
        posts.close(tx, post.id, closed=was["closed"], duplicate_of=was["duplicate_of"], now=was["closed_at"] or now)
    for id in was.get("duplicates", ()):
        other = posts.by_id(tx, id)
        if other and other.duplicate_of == post.duplicate_of:
            posts.lead(tx, id, to=post.id)
    tags.copy(tx, post.id)
    if post.duplicate_of:
        showing.changed(tx, admitting.there(tx, post.duplicate_of), now=now)


def _resume(tx: Transaction, row: Moderation, was: dict[str, Any], by: Admitted, *, now: int) -> int:
    person = row.person or ""
    suspensions.hold(tx, person)
    suspensions.end(tx, person, now=now)
    current = suspensions.current(tx, person, now=now)
    if row.deed == "suspend":
        done = suspensions.lift(tx, person, now=now) if current and current.id == was["suspension"] else 0
    else:
        done = 0 if current else suspensions.resume(tx, was["suspension"], now=now)
    if not done or not moderations.undo(tx, row.id, person=by.known.person, now=now):
        return 0
    kind = "person.lifted" if row.deed == "suspend" else "person.suspended"
    suspending.tell(tx, kind, person, site=row.site, now=now)
    return 1
