"""What curators do to articles without touching a text: check one, give several an owner, a topic, a check date, take
several away; and take that back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from articles import editing, promoting, publishing
from articles.editing import Moved, Unfit
from kb import ids
from kb.store import articles, curation, deeds, undo
from kb.store.articles import Article
from kb.store.deeds import Deed as Done
from kb.store.engine import Database, Transaction
from kb.store.undo import Undo

Deed = Literal["archive", "owner", "topic", "check_by"]
Value = str | int | None

DEEDS: Final[tuple[Deed, ...]] = ("archive", "owner", "topic", "check_by")

_DAY: Final = 24 * 3_600_000
HALF_A_YEAR: Final = 182 * _DAY
_SHORTEST: Final = 28 * _DAY
_LONGEST: Final = 3 * 365 * _DAY


@dataclass(frozen=True, slots=True)
class Tended:
    """How many articles were changed, and how many were left as somebody else had changed them meanwhile."""

    changed: int
    left: int


def check(db: Database, id: str, *, seen: int, now: int) -> Article:
    """Somebody looked at the article, and it is still right: it is to be checked again after as long as the last time,
    half a year where there was none. Raises Moved.
    """

    def body(tx: Transaction) -> Article:
        before = articles.by_id(tx, id)
        if before is None:
            raise Moved
        editing.guard(curation.check(tx, id, check_by=now + _rhythm(before), seen=seen, now=now))
        return editing.tell(tx, id, "article.changed", now=now)

    return db.write(body)


def tend(db: Database, chosen: Mapping[str, int], *, deed: Deed, value: Value, site: str, by: str, now: int) -> Tended:
    """Does the same to all articles, given by id with the version that was seen; `by` can take it back. Raises Unfit.

    `value` is the owner, the topic, or the check date; None for nobody, none, never.
    """
    if deed == "owner" and value is not None and not curation.may_own(db, str(value), site=site):
        raise Unfit("owner", "unknown")

    def body(tx: Transaction) -> Tended:
        changed: list[tuple[str, int, Value]] = []
        left = 0
        for id, seen in chosen.items():
            before = articles.by_id(tx, id)
            if before is None or before.site != site or before.version != seen:
                left += 1
            elif (was := _was(before, deed)) != value and not (deed == "archive" and was == "archived"):
                if _do(tx, before, deed=deed, value=value, by=by, now=now):
                    changed.append((id, seen + 1, was))
                else:
                    left += 1
        if changed:
            undo.keep(tx, Undo(by, deed, json.dumps(changed), now))
        return Tended(len(changed), left)

    return db.write(body)


def take_back(db: Database, *, by: str, now: int, archived: str | None = None) -> Tended:
    """What somebody did last becomes as it was, but for articles that were changed since then.

    `archived` is the article that they must have archived last, and nothing beside it; else nothing is taken back.
    """

    def body(tx: Transaction) -> Tended:
        last = undo.of(tx, person=by)
        rows = json.loads(last.articles) if last else []
        other = archived is not None and (not last or last.deed != "archive" or [row[0] for row in rows] != [archived])
        if last is None or other or not undo.remove(tx, person=by):
            return Tended(0, 0)
        kept = 0
        for id, seen, was in rows:
            kept += _undo(tx, id, deed=last.deed, was=was, seen=seen, by=by, now=now)
        return Tended(kept, len(rows) - kept)

    return db.write(body)


def _was(article: Article, deed: Deed) -> Value:
    values: dict[Deed, Value] = {
        "archive": article.state, "owner": article.owner, "topic": article.topic, "check_by": article.check_by,
    }
    return values[deed]


def _do(tx: Transaction, before: Article, *, deed: Deed, value: Value, by: str, now: int) -> int:
    if deed == "archive":
        try:
            publishing.archive_within(tx, before.id, seen=before.version, now=now, by=by)
        except Moved:
            return 0
        return 1
    moved = _set(tx, before.id, deed=deed, value=value, seen=before.version, now=now)
    if moved:
        editing.tell(tx, before.id, "article.changed", now=now)
    return moved


def _undo(tx: Transaction, id: str, *, deed: str, was: Value, seen: int, by: str, now: int) -> int:
    if deed != "archive":
        moved = _set(tx, id, deed=deed, value=was, seen=seen, now=now)
    else:
        moved = curation.put_back(tx, id, state=str(was), seen=seen, now=now)
    if moved:
        kind = "article.published" if was == "published" and deed == "archive" else "article.changed"
        if deed == "archive":
            done = "published" if was == "published" else "redrafted"
            deeds.add(tx, Done(ids.new_id(now), id, done, by, "", now))
        after = editing.tell(tx, id, kind, now=now)
        if deed == "archive":
            promoting.settle(tx, after, before="archived", now=now)
    return moved


def _set(tx: Transaction, id: str, *, deed: str, value: Value, seen: int, now: int) -> int:
    if deed == "check_by":
        return curation.set_check_by(tx, id, check_by=None if value is None else int(value), seen=seen, now=now)
    named = None if value is None else str(value)
    if deed == "owner":
        return curation.set_owner(tx, id, owner=named, seen=seen, now=now)
    return curation.set_topic(tx, id, topic=named, seen=seen, now=now)


def _rhythm(article: Article) -> int:
    if article.check_by is None:
        return HALF_A_YEAR
    began = article.checked_at or article.published_at or article.created_at
    return min(max(article.check_by - began, _SHORTEST), _LONGEST)
