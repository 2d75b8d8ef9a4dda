"""Tags: described, given other names, and merged, by curators. A question's own tags come with its text."""

import json
from typing import Final

from kb import admitting, fitting, ids
from kb.admitting import Admitted, Moved, Refused
from kb.fitting import Unfit
from kb.store import events, follows, moderations, tags
from kb.store.engine import Database, Reads, Transaction
from kb.store.moderations import Moderation
from kb.store.tags import Tag

_AT_ONCE: Final = 500
"""Questions of a merged tag that are moved in one write: others write in between."""


def describe(db: Database, tag: str, *, description: str, seen: int, person: str, now: int) -> Tag:
    """By who may make new tags. `seen` is the tag's version. Raises Unfit, Refused, Moved."""
    text = fitting.description(description)

    def body(tx: Transaction) -> Tag:
        by = admitting.admit(tx, person, "tag", now=now)
        before = _held(tx, tag)
        if not tags.describe(tx, tag, description=text, seen=seen):
            raise Moved
        if before.description != text:
            was = {"tag": tag, "description": before.description}
            _log(tx, "describe_tag", by, (before.name,), was=was, version=seen + 1, now=now)
        return _tell(tx, tag, now=now)

    return db.write(body)


def add_synonym(db: Database, tag: str, *, name: str, person: str, now: int) -> Tag:
    """Another name for it; one that is a tag itself is merged instead. Raises Unfit, Refused."""
    kept = fitting.tag(name)
    if not kept:
        raise Unfit("tags", "missing")

    def body(tx: Transaction) -> Tag:
        admitting.curator(tx, person, now=now)
        row = _held(tx, tag)
        if tags.by_name(tx, kept, site=row.site) or not tags.add_synonym(
            tx, site=row.site, name=kept, tag=tag, now=now
        ):
            raise Unfit("tags", "taken")
        return _tell(tx, tag, now=now)

    return db.write(body)


def remove_synonym(db: Database, tag: str, *, name: str, person: str, now: int) -> Tag:
    """Raises Refused, or Moved where it is none any more."""

    def body(tx: Transaction) -> Tag:
        admitting.curator(tx, person, now=now)
        row = _held(tx, tag)
        if not tags.remove_synonym(tx, site=row.site, name=name):
            raise Moved
        return _tell(tx, tag, now=now)

    return db.write(body)


def merge(db: Database, tag: str, *, into: str, person: str, now: int) -> Tag:
    """The questions, followers and names of `tag` are those of `into`; its own name becomes a synonym.

    In several writes, the questions in between; called again after one that was cut off, it goes on. Raises Refused.
    """

    def check(tx: Transaction) -> Admitted:
        by = admitting.curator(tx, person, now=now)
        for id in sorted((tag, into)):
            tags.hold(tx, id)
        if tag == into:
            raise Refused("circle")
        if _there(tx, tag).site != _there(tx, into).site:
            raise Refused("gone")
        follows.carry_over(tx, kind="tag", subject=tag, to=into, now=now)
        return by

    def move(tx: Transaction) -> int:
        found = tags.some_posts(tx, tag, limit=_AT_ONCE)
        tags.move_posts(tx, tag, to=into, posts=found)
        return len(found)

    def finish(tx: Transaction) -> Tag | None:
        for id in sorted((tag, into)):
            tags.hold(tx, id)
        row = _there(tx, tag)
        if move(tx) == _AT_ONCE:
            return None
        tags.move_synonyms(tx, tag, to=into)
        follows.remove_subject(tx, kind="tag", subject=tag)
        tags.remove(tx, tag)
        tags.add_synonym(tx, site=row.site, name=row.name, tag=into, now=now)
        tags.count_anew(tx, into)
        left = _there(tx, into)
        _log(tx, "merge_tag", by, (row.name, left.name), was={}, version=left.version, now=now)
        events.append(tx, kind="tag.merged", topic=f"tag:{into}", subject=into, site=row.site, now=now)
        return _tell(tx, into, now=now)

    by = db.write(check)
    while db.write(move) == _AT_ONCE:
        pass
    while (done := db.write(finish)) is None:
        pass
    return done


def _held(tx: Transaction, id: str) -> Tag:
    tags.hold(tx, id)
    return _there(tx, id)


def _there(tx: Reads, id: str) -> Tag:
    row = tags.by_id(tx, id)
    if row is None:
        raise Refused("gone")
    return row


def _log(
    tx: Transaction, deed: str, by: Admitted, names: tuple[str, ...], *, was: dict[str, str], version: int, now: int
) -> None:
    id = ids.new_id(now)
    moderations.add(
        tx,
        Moderation(
            id, by.known.site, id, by.known.person, deed, None, "", None, "", "", json.dumps(was), version, None, None,
            now, " ".join(names),
        ),
    )


def _tell(tx: Transaction, id: str, *, now: int) -> Tag:
    row = _there(tx, id)
    events.append(tx, kind="tag.changed", topic=f"tag:{id}", subject=id, site=row.site, now=now)
    return row
