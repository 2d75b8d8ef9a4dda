"""Which mail is worth writing: noted from the log, in one write with how far the log was read.

Reading on after a crash reads some events twice. That makes no second mail: its id is made from what it is about.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.store import conversations, events, followers, mails, messages, people, posts, proposals, tokens
from kb.store.conversations import Conversation
from kb.store.engine import Database, Transaction
from kb.store.events import Event
from kb.store.mails import Kind

FOLLOWER: Final = "mail"

NOTICES: Final = "notices"
"""Mail about what happened on the board, as an address wants it no more."""

PATIENCE: Final = 120_000
"""Milliseconds in which a customer who is still there reads an answer by themselves."""

GUESTS_PATIENCE: Final = 15 * 60_000
"""Milliseconds in which an answer to a guest's question may be mended or taken away before it goes to them by mail."""

KEPT_EVERY: Final = 60_000
"""Milliseconds after which it is kept how far the log was read, where nothing in it was worth a mail."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A mail that is worth writing at `due_at`."""

    kind: Kind
    about: str
    number: int
    recipient: str
    language: str
    site: str
    due_at: int

    @property
    def id(self) -> str:
        """The same for the same mail, whenever it is noted."""
        made = "\n".join((self.site, self.kind, self.about, str(self.number), self.recipient))
        return hashlib.sha256(made.encode()).hexdigest()[:32]


class Moved(Exception):
    """Another process has read on meanwhile."""


class Reader:
    """Reads the log on. Of several processes each may; one of them keeps what it found."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: str | None = None
        self._cursor = events.START
        self._kept_at = 0

    def step(self, *, now: int) -> int:
        """Reads all that has happened; how many mails are worth writing."""
        if self._kept is None and not self._begin(now=now):
            return 0
        count = 0
        while True:
            found, after = events.read_after(self._db, self._cursor)
            if not found:
                break
            noted = [mail for event in found for mail in _of(self._db, event)]
            self._cursor = after
            if noted:
                count += len(noted)
                self._keep(noted, now=now)
        if self._cursor != self._kept and now - self._kept_at >= KEPT_EVERY:
            self._keep([], now=now)
        return count

    def pass_over(self, *, now: int) -> None:
        """Nobody sends mail here: what has happened until now is no reason to write any later."""
        if self._kept is None and not self._begin(now=now):
            return
        self._cursor = events.latest(self._db)
        if self._cursor != self._kept:
            self._keep([], now=now)

    def _begin(self, *, now: int) -> bool:
        """False the first time of all: the log begins to be read where it ends now."""
        cursor = followers.cursor(self._db, FOLLOWER)
        if cursor is None:
            newest = events.latest(self._db)
            self._db.write(lambda tx: followers.begin(tx, FOLLOWER, cursor=newest))
            return False
        self._kept = self._cursor = cursor
        self._kept_at = now
        return True

    def _keep(self, noted: Sequence[Noted], *, now: int) -> None:
        seen, cursor = self._kept or events.START, self._cursor

        def body(tx: Transaction) -> None:
            if not followers.move(tx, FOLLOWER, seen=seen, cursor=cursor):
                raise Moved
            for mail in noted:
                mails.note(
                    tx, id=mail.id, site=mail.site, kind=mail.kind, about=mail.about, number=mail.number,
                    recipient=mail.recipient, language=mail.language, due_at=mail.due_at, now=now,
                )

        try:
            self._db.write(body)
        except BaseException:
            self._kept = None  # it is read again from where it was kept last, by whomever
            raise
        self._kept, self._kept_at = cursor, now


def _of(db: Database, event: Event) -> list[Noted]:
    match event.kind:
        case "token.made":
            return _of_token(db, event)
        case "message.added":
            said = messages.after(db, event.subject, number=event.detail - 1, limit=1)
            return _reply(db, event, number=event.detail) if said and said[0].author == "agent" else []
        case "handoff.resolved":
            row = conversations.by_id(db, event.subject)
            closed = row is not None and row.outcome == "resolved"
            return _reply(db, event, number=row.last_number) if row and closed else []
        case "conversation.transcript":
            row = conversations.by_id(db, event.subject)
            about = row and row.contact
            return [_about(row, "transcript", number=event.number, due_at=event.created_at)] if row and about else []
        case "proposal.accepted" | "proposal.declined":
            return _of_proposal(db, event)
        case "answer.posted" | "post.shown":
            return _of_answer(db, event)
        case _:
            return []


def _of_token(db: Database, event: Event) -> list[Noted]:
    token = tokens.by_id(db, event.subject)
    if token is None or (token.kind == "password" and token.person is None):
        return []
    language = token.facts.get("language", "en")
    to: list[tuple[Kind, str]] = [(token.kind, token.email)]
    if token.kind == "address" and token.facts.get("old"):
        to.append(("address_notice", token.facts["old"]))
    return [Noted(kind, token.id, 0, email, language, token.site, event.created_at) for kind, email in to]


def _reply(db: Database, event: Event, *, number: int) -> list[Noted]:
    """What people of ours said to a customer who can be reached, and has not read it yet."""
    row = conversations.by_id(db, event.subject)
    if row is None or not row.contact or max(row.customer_read, row.mailed_number) >= number:
        return []
    return [_about(row, "reply", number=number, due_at=event.created_at + PATIENCE)]


def _about(row: Conversation, kind: Kind, *, number: int, due_at: int) -> Noted:
    return Noted(kind, row.id, number, row.contact, row.language, row.site, due_at)


def _of_answer(db: Database, event: Event) -> list[Noted]:
    """To a guest who asked and confirmed their address: they have no notices, so this is how they hear of it."""
    post = posts.by_id(db, event.subject)
    question = posts.by_id(db, post.question) if post and post.kind == "answer" and post.state == "shown" else None
    to = posts.contact(db, question.id) if question and question.author is None else ""
    if post is None or question is None or not to:
        return []
    due_at = event.created_at + GUESTS_PATIENCE
    return [Noted("notices", post.id, 0, to, question.language, question.site, due_at)]


def _of_proposal(db: Database, event: Event) -> list[Noted]:
    proposal = proposals.by_id(db, event.subject, site=event.site)
    author = people.by_id(db, proposal.author) if proposal else None
    if proposal is None or author is None or author.state != "active" or proposal.reviewer == author.id:
        return []
    return [Noted("review", proposal.id, 0, author.email, author.language, proposal.site, event.created_at)]
