"""Flags: somebody finds a post or comment wrong here. One for each person counts; enough grave ones hide it at once."""

from kb import admitting, fitting, ids, moderating, showing, standing
from kb.admitting import Admitted, Refused
from kb.standing import Standing
from kb.store import comments, flags, standings, tasks
from kb.store.comments import Comment
from kb.store.engine import Database, Transaction
from kb.store.flags import Flag
from kb.store.posts import Post


def flag(
    db: Database, post: str, *, reason: str, text: str, person: str, now: int, comment: str = ""
) -> Flag:
    """`comment` is one of the post's, or ''. The same person's flag again changes nothing, nor after it was decided.
    Raises Refused, Unfit."""
    if reason not in flags.REASONS:
        raise fitting.Unfit("reason", "unknown")
    said = fitting.note(text)
    if reason == "other" and not said:
        raise fitting.Unfit("text", "missing")

    def body(tx: Transaction) -> Flag:
        by = admitting.admit(tx, person, "flag", now=now)
        found = admitting.shown(tx, post, by, now=now)
        under = _comment(tx, found, comment)
        if person == (under.author if under else found.author):
            raise Refused("own")
        row = Flag(ids.new_id(now), found.site, post, comment, person, reason, said, "waiting", now, None)
        if flags.add(tx, row):
            tasks.add(tx, id=ids.new_id(now), site=found.site, kind="flags", post=post, comment=comment, now=now)
            showing.tell(tx, "post.flagged", found, subject=comment or post, now=now)
            _hide(tx, found, under, by, now=now)
        mine = flags.of(tx, post, comment=comment, person=person)
        assert mine
        return mine

    return db.write(body)


def withdraw(db: Database, post: str, *, person: str, now: int, comment: str = "") -> None:
    """Where it has not been decided; a task with no flag left is nobody's. Raises Refused."""

    def body(tx: Transaction) -> None:
        admitting.taking_part(tx, person, now=now)
        found = admitting.held(tx, post)
        if not flags.withdraw(tx, post, comment=comment, person=person, now=now):
            return
        waits = tasks.open_of(tx, post, comment=comment)
        state = found.state if not comment else "shown"
        if waits and waits.kind == "flags" and state == "shown" and not flags.waiting(tx, post, comment=comment):
            tasks.decide(tx, waits.id, decision="withdrawn", person=None, now=now)
        showing.tell(tx, "flag.withdrawn", found, subject=comment or post, now=now)

    db.write(body)


def _comment(tx: Transaction, post: Post, id: str) -> Comment | None:
    if not id:
        return None
    found = comments.by_id(tx, id)
    if found is None or found.post != post.id or found.state != "shown":
        raise Refused("gone")
    return found


def _hide(tx: Transaction, post: Post, comment: Comment | None, by: Admitted, *, now: int) -> None:
    """Until a moderator has seen it. What the company says is left to moderators."""
    there = comment.id if comment else ""
    if flags.waiting(tx, post.id, comment=there, reasons=flags.GRAVE) < by.rules.flags_hide:
        return
    if _of_staff(tx, comment.author if comment else post.author, now=now) or (post.mark and not comment):
        return
    was: dict[str, object] = {"state": "shown", "why": "", "locked": post.locked, "closed": post.closed}
    if comment:
        moved = comments.set_state(tx, comment.id, state="hidden", why="flags", before=("shown",))
    else:
        moved = showing.set_state(tx, post, state="hidden", why="flags", before=("shown",), now=now)
    if moved:
        moderating.log(
            tx, ids.new_id(now), "hide", None, post, was=was, reason="", note="", comment=comment, now=now
        )
        showing.tell(tx, "comment.hidden" if comment else "post.hidden", post, subject=there, now=now)
        showing.changed(tx, post, now=now)


def _of_staff(tx: Transaction, author: str | None, *, now: int) -> bool:
    known = standings.of(tx, author, now=now) if author else None
    return known is not None and standing.privileged(
        Standing(known.role, known.reputation, known.created_at, None, known.shown, known.bad)
    )
