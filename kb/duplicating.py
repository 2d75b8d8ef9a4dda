"""Duplicates: a question says which other one it repeats, and never leads to a third."""

from kb import admitting, ids, moderating, showing
from kb.admitting import Moved, Refused
from kb.store import follows, posts, tags
from kb.store.engine import Database, Transaction
from kb.store.posts import Post


def mark_duplicate(db: Database, question: str, *, of: str, person: str, now: int) -> Post:
    """By curators, and by the asker. Closed as a duplicate of `of`, or of what that one repeats; its followers follow
    that too, and what repeated this one repeats it. Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, person, now=now)
        target = _canonical(tx, question, of)
        row = admitting.there(tx, question)
        if row.kind != "question" or (row.author != person and not by.curates):
            raise Refused("not_own")
        admitting.open_thread(tx, row, by)
        if row.state != "shown" or target.state != "shown" or row.site != target.site:
            raise Refused("gone")
        earlier = posts.duplicates(tx, question)
        if not posts.close(tx, question, closed="duplicate", duplicate_of=target.id, now=now):
            raise Moved
        posts.move_duplicates(tx, question, to=target.id)
        follows.carry_over(tx, kind="question", subject=question, to=target.id, now=now)
        tags.copy(tx, question)
        if by.curates:
            was: dict[str, object] = {"closed": "", "closed_at": None, "duplicate_of": None, "duplicates": earlier}
            moderating.log(
                tx, ids.new_id(now), "duplicate", by, row, was=was, reason="duplicate", note="", now=now
            )
        showing.tell(tx, "question.duplicate", row, now=now)
        showing.changed(tx, target, now=now)
        return showing.changed(tx, row, now=now)

    return db.write(body)


def unmark_duplicate(db: Database, question: str, *, person: str, now: int) -> Post:
    """By curators, and by the asker: it is a question of its own again. Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, person, now=now)
        row = admitting.held(tx, question)
        if row.author != person and not by.curates:
            raise Refused("not_own")
        admitting.open_thread(tx, row, by)
        if row.closed != "duplicate" or not posts.reopen(tx, question):
            raise Moved
        tags.copy(tx, question)
        if by.curates:
            was: dict[str, object] = {
                "closed": row.closed, "closed_at": row.closed_at, "duplicate_of": row.duplicate_of
            }
            moderating.log(tx, ids.new_id(now), "reopen", by, row, was=was, reason="", note="", now=now)
        showing.tell(tx, "question.reopened", row, now=now)
        if row.duplicate_of:
            showing.changed(tx, admitting.there(tx, row.duplicate_of), now=now)
        return showing.changed(tx, row, now=now)

    return db.write(body)


def _canonical(tx: Transaction, question: str, of: str) -> Post:
    """What `of` repeats, or itself; it and the question are held, so that nobody makes a circle meanwhile."""
    for id in sorted((question, of)):
        posts.hold(tx, id)
    target = admitting.there(tx, of)
    if target.duplicate_of:
        posts.hold(tx, target.duplicate_of)
        target = admitting.there(tx, target.duplicate_of)
    if target.kind != "question" or target.id == question:
        raise Refused("circle")
    if target.duplicate_of:
        raise Moved  # it became one in this moment
    return target
