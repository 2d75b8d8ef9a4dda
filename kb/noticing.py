"""Who is told of what happened on the board: read from the log, and kept as notices of each person.

`kb/following.py` says in one place who is told of what. A notice is known by person, kind, post and cause, so a log
that is read twice tells nobody twice. Followers of a thread hear only of what everybody may see.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from kb import commenting, ids, passing_back
from kb.accepting import FOR_THE_ASKER
from kb.mailing import NOTICES, Noted
from kb.passing_back import Word
from kb.store import (
    articles,
    comments,
    events,
    flags,
    followers,
    follows,
    mails,
    notifications,
    post_revisions,
    posts,
    suggested_edits,
    tasks,
    unsubscribed,
)
from kb.store.engine import Database, Transaction
from kb.store.events import Event
from kb.store.follows import Follower
from kb.store.notifications import Kind
from kb.store.posts import Post

FOLLOWER: Final = "notices"
AT_ONCE: Final = 200
"""Notices of one write."""

PATIENCE: Final = 15 * 60_000
"""Milliseconds in which somebody who is there reads a notice by themselves."""

APART: Final = 4 * 3_600_000
"""Milliseconds between two mails to one person, about: one in each such part of the day."""

_PAGE: Final = 500
_DAY: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is to be told. `cause` is the id of what happened at the post."""

    person: str
    kind: Kind
    post: str
    cause: str
    actor: str | None = None


class Teller:
    """Reads the log on, and keeps how far it read behind all that came of it.

    `words` is what a conversation hears of the question that was asked from it; without it hears nothing.
    """

    def __init__(self, db: Database, words: Mapping[Word, Mapping[str, str]] | None = None) -> None:
        self._db = db
        self._words = words

    def step(self, *, now: int) -> int:
        """Reads all that has happened; how many people were told something new."""
        cursor = followers.cursor(self._db, FOLLOWER)
        if cursor is None:  # what was before the first reading is past
            newest = events.latest(self._db)
            self._db.write(lambda tx: followers.begin(tx, FOLLOWER, cursor=newest))
            return 0
        count = 0
        while True:
            found, after = events.read_after(self._db, cursor)
            if not found:
                return count
            for event in found:
                count += self._tell(event, now=now)
                if self._words:
                    passing_back.tell(self._db, event, words=self._words, now=now)
            if not self._db.write(partial(_move, seen=cursor, cursor=after)):
                return count  # another process has read on
            cursor = after

    def _tell(self, event: Event, *, now: int) -> int:
        said = list(dict.fromkeys(told(self._db, event, now=now)))
        return sum(
            self._db.write(partial(_keep, said=said[start : start + AT_ONCE], event=event))
            for start in range(0, len(said), AT_ONCE)
        )


def note_mail(db: Database, *, now: int) -> int:
    """A mail is noted for everybody who has not read for PATIENCE what they were told, one in APART; how many.

    Who wants none, or cannot sign in, is passed over.
    """
    count = 0
    for one in notifications.waiting(db, before=now - PATIENCE, limit=_PAGE):
        if one.state != "active" or unsubscribed.has(db, one.email, kind=NOTICES, site=one.site):
            db.write(partial(notifications.pass_over, person=one.person, before=now))
            continue
        mail = Noted("notices", one.person, now // APART, one.email, one.language, one.site, now)
        if mails.by_id(db, mail.id) is None:
            count += db.write(partial(_note, mail=mail, now=now))
    return count


def pass_over(db: Database, *, now: int) -> None:
    """Nobody sends mail here: what people were told until now is no reason to write any later."""
    if notifications.waiting(db, before=now, limit=1):
        db.write(partial(notifications.pass_over, before=now))


def told(db: Database, event: Event, *, now: int) -> Iterator[Told]:
    """Everybody who is told of this event."""
    of = _OF.get(event.kind)
    return of(db, event, now) if of else iter(())


def _note(tx: Transaction, *, mail: Noted, now: int) -> int:
    return mails.note(
        tx, id=mail.id, site=mail.site, kind=mail.kind, about=mail.about, number=mail.number, recipient=mail.recipient,
        language=mail.language, due_at=mail.due_at, now=now,
    )


def _move(tx: Transaction, *, seen: str, cursor: str) -> int:
    return followers.move(tx, FOLLOWER, seen=seen, cursor=cursor)


def _keep(tx: Transaction, *, said: list[Told], event: Event) -> int:
    at = event.created_at  # so that lists show when it happened, however late the log is read
    return sum(
        notifications.add(
            tx, id=ids.new_id(at), site=event.site, person=one.person, kind=one.kind, post=one.post, cause=one.cause,
            actor=one.actor, now=at,
        )
        for one in said
    )


def _arrived(db: Database, event: Event, now: int) -> Iterator[Told]:
    """A question or answer is there, at once or after a moderator looked at it."""
    post = posts.seen(db, event.subject, to=posts.stranger(now))
    if post is None:
        return
    author = post.author or ""
    if post.kind == "question":
        for person in _all(partial(follows.tag_followers, db, post.id, but=author)):
            yield Told(person.person, "question", post.id, post.id, post.author)
        return
    called = {one.person for one in commenting.mentioned(post.body, follows.participants(db, post.question))} - {author}
    yield from (Told(person, "mention", post.id, post.id, post.author) for person in sorted(called))
    for person in _all(partial(follows.followers, db, post.question, but=author)):
        if person.person not in called:
            yield Told(person.person, "answer", post.id, post.id, post.author)


def _commented(db: Database, event: Event, now: int) -> Iterator[Told]:
    comment = comments.by_id(db, event.subject)
    under = posts.seen(db, comment.post, to=posts.stranger(now)) if comment else None
    if comment is None or under is None or comment.state != "shown":
        return
    called = {one.person for one in commenting.mentioned(comment.text, follows.participants(db, under.question))}
    called -= {comment.author}
    yield from (Told(person, "mention", under.id, comment.id, comment.author) for person in sorted(called))
    others = {one.person for one in _all(partial(follows.followers, db, under.question, but=comment.author))}
    others |= {under.author} if under.author else set()
    for person in sorted(others - called - {comment.author}):
        yield Told(person, "comment", under.id, comment.id, comment.author)


def _accepted(db: Database, event: Event, _now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    question = posts.by_id(db, post.question) if post else None
    if post and question and question.accepted == post.id and post.author != question.author:
        yield from _author(post, "accepted", post.id)
        if event.detail == FOR_THE_ASKER:
            yield from _author(question, "accepted", post.id)


def _marked(db: Database, event: Event, _now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    if post and post.mark == "official":
        yield from _author(post, "official", post.id)
        question = posts.by_id(db, post.question)
        if question and question.author != post.author:
            yield from _author(question, "official", post.id)


def _edited(db: Database, event: Event, _now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    last = post_revisions.by_number(db, post.id, post.revision) if post else None
    if post and last and last.author != post.author:
        yield from _author(post, "edited", str(last.number), actor=last.author)


def _closed(db: Database, event: Event, _now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    if post and post.closed:
        yield from _author(post, "duplicate" if post.closed == "duplicate" else "closed", str(event.number))


def _hidden(db: Database, event: Event, _now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    if post and post.state in ("hidden", "removed") and post.why != "author":
        yield from _author(post, "hidden", str(event.number))


def _comment_hidden(db: Database, event: Event, _now: int) -> Iterator[Told]:
    comment = comments.by_id(db, event.subject)
    if comment and comment.state in ("hidden", "removed") and comment.why != "author":
        yield Told(comment.author, "hidden", comment.post, comment.id)


def _shown(db: Database, event: Event, now: int) -> Iterator[Told]:
    post = posts.by_id(db, event.subject)
    if post and post.state == "shown":
        yield from _author(post, "shown", str(event.number))
        yield from _arrived(db, event, now)


def _decided(db: Database, event: Event, _now: int) -> Iterator[Told]:
    """Whoever flagged hears that somebody looked at it."""
    task = tasks.by_id(db, event.subject, site=event.site)
    if task is None or task.edit:
        return
    for flag in flags.raised(db, task.post, comment=task.comment):
        if flag.state in ("upheld", "declined"):
            yield Told(flag.person, "flag_decided", flag.post, flag.id)


def _edit_decided(db: Database, event: Event, _now: int) -> Iterator[Told]:
    edit = suggested_edits.by_id(db, event.subject, site=event.site)
    if edit and edit.state in ("accepted", "declined") and edit.reviewer != edit.author:
        yield Told(edit.author, "edit_decided", edit.post, edit.id, edit.reviewer)


def _suspended(_db: Database, event: Event, _now: int) -> Iterator[Told]:
    yield Told(event.subject, "suspended", "", str(event.number))


def _official(db: Database, event: Event, now: int) -> Iterator[Told]:
    """An article that was made of an answer is published, or was changed since: once a day at most."""
    article = articles.by_id(db, event.subject)
    if article is None or article.state != "published" or article.audience == "staff":
        return
    answers = [post for post in posts.of_article(db, article.id) if post.kind == "answer"]
    for post in posts.seen_of(db, [post.id for post in answers], to=posts.stranger(now)) if answers else ():
        cause = f"{article.id}.{event.created_at // _DAY}"
        yield from _author(post, "article", cause)
        for person in _all(partial(follows.followers, db, post.question, but=post.author or "")):
            yield Told(person.person, "article", post.id, cause)


_OF: Final[dict[str, Callable[[Database, Event, int], Iterator[Told]]]] = {
    "question.asked": _arrived, "answer.posted": _arrived, "comment.posted": _commented, "comment.shown": _commented,
    "answer.accepted": _accepted, "answer.marked": _marked, "post.edited": _edited, "question.closed": _closed,
    "question.duplicate": _closed, "post.hidden": _hidden, "post.removed": _hidden, "comment.hidden": _comment_hidden,
    "comment.removed": _comment_hidden, "post.shown": _shown, "task.decided": _decided,
    "edit.accepted": _edit_decided, "edit.declined": _edit_decided, "person.suspended": _suspended,
    "article.published": _official, "article.changed": _official,
}


def _author(post: Post, kind: Kind, cause: str, *, actor: str | None = None) -> Iterator[Told]:
    """The post's author, unless it was a guest."""
    if post.author:
        yield Told(post.author, kind, post.id, cause, actor)


def _all(page: Callable[..., list[Follower]]) -> Iterator[Follower]:
    """All pages of a list of people."""
    after = ""
    while found := page(after=after, limit=_PAGE):
        yield from found
        after = found[-1].person
