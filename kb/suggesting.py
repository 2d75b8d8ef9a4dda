"""A better text for somebody else's post, by who may not put it there alone: it waits for its author or a reviewer."""

from typing import Literal

from kb import admitting, earning, fitting, ids, posting, showing
from kb.admitting import Admitted, Moved, Refused
from kb.fitting import Draft
from kb.store import events, suggested_edits, tasks, unsent
from kb.store.engine import Database, Reads, Transaction
from kb.store.suggested_edits import SuggestedEdit
from kb.store.tasks import Task


def suggest(db: Database, post: str, draft: Draft, *, note: str, base: int, author: str, now: int) -> SuggestedEdit:
    """Written from the post's revision `base`. One waits for a post at most. Raises Unfit, Refused, Moved."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> SuggestedEdit:
        by = admitting.taking_part(tx, author, now=now)
        found = admitting.shown(tx, post, by, now=now)
        admitting.open_thread(tx, found, by)
        if found.revision != base:
            raise Moved
        text = posting.fit(found, draft)
        if (text.title, text.body) == (found.title, found.body) and found.kind == "answer":
            raise fitting.Unfit("body", "same")
        row = SuggestedEdit(
            id, found.site, post, base, text.title, text.body, " ".join(text.tags), fitting.note(note), author,
            "waiting", None, now, None,
        )
        if not suggested_edits.add(tx, row):
            raise Refused("waiting")
        tasks.add(tx, id=ids.new_id(now), site=found.site, kind="edit", post=post, edit=id, now=now)
        unsent.remove(tx, person=author, place=f"edit:{post}")
        showing.tell(tx, "edit.suggested", found, subject=id, now=now)
        return row

    return db.write(body)


def decide(
    db: Database, edit: str, decision: Literal["accept", "decline"], *, site: str, person: str, now: int
) -> SuggestedEdit:
    """By the post's author; moderators and reviewers decide its task. Raises Refused, Moved."""

    def body(tx: Transaction) -> SuggestedEdit:
        by = admitting.taking_part(tx, person, now=now)
        row = suggested_edits.by_id(tx, edit, site=site)
        if row is None:
            raise Refused("gone")
        if admitting.there(tx, row.post).author != person:
            raise Refused("not_own")
        waits = tasks.open_of(tx, row.post, edit=edit)
        if waits:
            tasks.decide(tx, waits.id, decision=decision, person=None, now=now)
        return settle(tx, edit, decision, by=by, now=now)

    return db.write(body)


def withdraw(db: Database, edit: str, *, site: str, author: str, now: int) -> None:
    """By who suggested it. Raises Refused, Moved."""

    def body(tx: Transaction) -> None:
        row = suggested_edits.by_id(tx, edit, site=site)
        if row is None or row.author != author:
            raise Refused("not_own")
        if not suggested_edits.decide(tx, edit, state="withdrawn", reviewer=author, now=now):
            raise Moved
        waits = tasks.open_of(tx, row.post, edit=edit)
        if waits:
            tasks.decide(tx, waits.id, decision="withdrawn", person=None, now=now)
        events.append(
            tx, kind="edit.withdrawn", topic=f"question:{admitting.there(tx, row.post).question}", subject=edit,
            now=now, site=site,
        )

    db.write(body)


def settle(
    tx: Transaction, edit: str, decision: Literal["accept", "decline"], *, by: Admitted, now: int
) -> SuggestedEdit:
    """The text becomes the post's, in its author's name, or does not. Raises Moved where the post has another text
    since: then it can only be declined."""
    state = "accepted" if decision == "accept" else "declined"
    if not suggested_edits.decide(tx, edit, state=state, reviewer=by.known.person, now=now):
        raise Moved
    row = suggested_edits.by_id(tx, edit, site=by.known.site)
    assert row
    post = admitting.held(tx, row.post)
    if decision == "accept":
        if post.revision != row.base or post.state != "shown":
            raise Moved
        draft = Draft(row.title, row.body, tuple(row.tags.split()))
        posting.put_text(tx, post, draft, note=row.note, seen=post.version, by=by, author=row.author, now=now)
        earning.grant(tx, "edit_accepted", person=row.author, post=post.id, actor=edit, now=now)
    showing.tell(tx, f"edit.{state}", post, subject=edit, now=now)
    return row


def author_of(tx: Reads, task: Task) -> str | None:
    row = suggested_edits.by_id(tx, task.edit, site=task.site)
    return row.author if row else None
