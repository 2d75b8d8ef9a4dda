"""Following questions and tags. Who is told of what is written down later, by whoever follows the log:

- `question.asked`: `follows.tag_followers`, kind question.
- `answer.posted`, `comment.posted`: `follows.followers`; of these `commenting.mentioned` (among `follows.participants`)
  get mention instead of answer or comment. A comment also goes to its post's author, who may not follow.
- `answer.accepted`, `answer.marked`: the answer's author, and the asker, unless it was they who accepted;
  `post.edited`: its author, unless it was theirs.
- `question.closed`, `post.hidden`, `post.shown`, `edit.accepted`, `edit.declined`: the author concerned.
"""

from typing import Literal

from kb import admitting
from kb.admitting import Refused
from kb.store import events, follows, notifications, posts, tags
from kb.store.engine import Database, Transaction

Subject = Literal["question", "tag"]


def follow(db: Database, *, kind: Subject, subject: str, person: str, now: int) -> None:
    """Again changes nothing. Raises Refused."""

    def body(tx: Transaction) -> None:
        by = admitting.taking_part(tx, person, now=now)
        if kind == "question":
            if admitting.seen(tx, subject, by, now=now).kind != "question":
                raise Refused("gone")
        elif tags.by_id(tx, subject) is None:
            raise Refused("gone")
        if follows.add(tx, kind=kind, subject=subject, person=person, now=now):
            _tell(tx, person, now=now)

    db.write(body)


def unfollow(db: Database, *, kind: Subject, subject: str, person: str, now: int) -> None:
    def body(tx: Transaction) -> None:
        if follows.remove(tx, kind=kind, subject=subject, person=person):
            _tell(tx, person, now=now)

    db.write(body)


def read_all(db: Database, person: str, *, upto: str, now: int) -> int:
    """All notices up to this one are read; how many were not."""

    def body(tx: Transaction) -> int:
        read = notifications.read_all(tx, person, upto=upto, now=now)
        if read:
            events.append(tx, kind="notification.read", topic=f"person:{person}", subject=person, now=now)
        return read

    return db.write(body)


def read_thread(db: Database, person: str, *, question: str, now: int) -> int:
    """Whoever has opened the question has seen what the notices of it say."""
    if not notifications.has_unread(db, person, question=question):
        return 0

    def body(tx: Transaction) -> int:
        read = notifications.read_thread(tx, person, question=question, now=now)
        if read:
            events.append(tx, kind="notification.read", topic=f"person:{person}", subject=person, now=now)
        return read

    return db.write(body)


def canonical(db: Database, question: str) -> str:
    """The question that a duplicate repeats, or the question itself."""
    row = posts.by_id(db, question)
    return row.duplicate_of if row and row.duplicate_of else question


def _tell(tx: Transaction, person: str, *, now: int) -> None:
    events.append(tx, kind="follow.changed", topic=f"person:{person}", subject=person, now=now)
