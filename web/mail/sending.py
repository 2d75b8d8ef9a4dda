"""Mail out, in the work process: what the log says is worth writing is noted, written when it is time, and handed in.

At least once: a mail that may have been handed in when the process died is handed in again, under the same Message-ID.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from kb.mailing import NOTICES, Moved, Reader
from kb.store import conversations, mails, notifications
from kb.store.engine import Database, Transaction
from kb.store.mails import Mail, Reason
from web.config import Settings
from web.mail import contents as mail_contents
from web.mail import letter as mail_letter
from web.mail import post as mail_post
from web.mail import unsubscribe_links
from web.mail.contents import Content
from web.mail.post import Outcome, Post
from web.mail.unsubscribe_links import REVIEWS, Wish

APART: Final = 600_000
"""Milliseconds between two mails about one conversation; what is said meanwhile goes with the second."""

ANSWERS_APART: Final = 4 * 3_600_000
"""Milliseconds between two mails to a guest about answers to one question; those of meanwhile go with the second."""

MOST_TO_ADDRESS: Final = 20
"""Mails about conversations that one address gets in an hour; what is beyond waits."""

TAKEN_FOR: Final = 300_000
"""Milliseconds after which a mail whose process died while it was sent is due again."""

GIVEN_UP: Final = 3 * 24 * 3_600_000
"""Milliseconds after which a mail that never went is not tried any more."""

KEPT: Final = 90 * 24 * 3_600_000
"""Milliseconds that mail is kept after it was sent."""

AT_ONCE: Final = 50

_HOUR: Final = 3_600_000
_MINUTE: Final = 60_000
_WAITS: Final = tuple(minutes * _MINUTE for minutes in (1, 3, 10, 30, 60, 120, 240, 480))
"""Milliseconds until the next try after so many."""

_RESTS: Final = tuple(seconds * 1_000 for seconds in (2, 5, 10, 30, 60, 120))
"""And for all mail, where the mail server is away."""

_log: Final = logging.getLogger("firstline.mail")


class Writer:
    """Reads the log and writes what is worth a mail. Without a mail server nothing is noted."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._reader = Reader(db)

    def step(self, *, now: int) -> None:
        if self._settings.mail is None:
            self._reader.pass_over(now=now)
            return
        try:
            self._reader.step(now=now)
        except Moved:
            _log.info("another process has read the log on; reading on from there")
        for mail in mails.of_state(self._db, "noted", before=now, limit=AT_ONCE):
            self._write(mail, now=now)

    def _write(self, mail: Mail, *, now: int) -> None:
        until = self._put_off(mail, now=now)
        if until:
            self._db.write(lambda tx: mails.put_off(tx, mail.id, until=until))
            return
        content = mail_contents.of(self._db, self._settings, mail, now=now)
        if content is None:
            self._db.write(lambda tx: mails.drop(tx, mail.id))
            return
        plain, html = mail_letter.plain(content.letter), mail_letter.html(content.letter)
        self._db.write(partial(_keep, mail=mail, content=content, plain=plain, html=html, now=now))

    def _put_off(self, mail: Mail, *, now: int) -> int:
        """Until when a mail about a conversation or a guest's question waits: nobody's mailbox is filled, whatever was
        said. 0 for not."""
        if mail.kind == "notices":
            last = mails.last_answer(self._db, mail)
            return last + ANSWERS_APART if last + ANSWERS_APART > now >= last else 0
        if mail.kind not in ("reply", "transcript"):
            return 0
        last = mails.last_about(self._db, about=mail.about, kind="reply") if mail.kind == "reply" else 0
        if last + APART > now >= last:
            return last + APART
        lately = mails.sent_to(
            self._db, mail.recipient, site=mail.site, kinds=("reply", "transcript"), since=now - _HOUR
        )
        return now + _HOUR // 2 if lately >= MOST_TO_ADDRESS else 0


class Sender:
    """Hands in what is due. `told` hears what became of each."""

    def __init__(
        self, db: Database, settings: Settings, *, told: Callable[[str], object] = lambda result: None,
        post: Post | None = None,
    ) -> None:
        self._db = db
        self._settings = settings
        self._told = told
        self._post = post or (Post(settings.mail) if settings.mail else None)
        self._rests = 0
        self._rest_until = 0

    def step(self, *, now: Callable[[], int]) -> int:
        """One connection for all that is due; how many were handed in."""
        began = now()
        if self._post is None or 0 < self._rest_until - began <= _RESTS[-1]:
            return 0
        count = 0
        try:
            for mail in mails.of_state(self._db, "due", before=began, limit=AT_ONCE):
                outcome = self._send(mail, now=now)
                if outcome is None:
                    continue
                count += outcome.kind == "sent"
                if outcome.kind == "away":
                    break
        finally:
            self._post.close()
        return count

    def _send(self, mail: Mail, *, now: Callable[[], int]) -> Outcome | None:
        """None where another process has it."""
        assert self._post and self._settings.mail
        until = now() + TAKEN_FOR
        if not self._db.write(lambda tx: mails.take(tx, mail, until=until)):
            return None
        try:
            message = mail_post.message(
                self._settings.mail, id=mail.id, recipient=mail.recipient, subject=mail.subject, plain=mail.plain,
                html=mail.html, stop=_stop(self._settings, mail), at=mail.created_at,
            )
        except ValueError as error:
            outcome = Outcome("refused", " ".join(str(error).split()))
        else:
            outcome = self._post.send(message)
        self._note(mail, outcome, now=now())
        return outcome

    def _note(self, mail: Mail, outcome: Outcome, *, now: int) -> None:
        match outcome.kind:
            case "sent":
                if self._rests:
                    _log.info("The mail server takes mail again.")
                self._rests = self._rest_until = 0
                self._told("sent")
                self._db.write(lambda tx: mails.sent(tx, mail.id, now=now))
            case "refused":
                self._rests = 0
                self._fail(mail, "refused", outcome.said, now=now)
            case "postponed":
                self._rests = 0
                self._wait(mail, "postponed", outcome.said, until=now + _waits(_WAITS, mail.tries), now=now)
            case "away":
                if not self._rests:
                    _log.error("The mail server takes nothing: %s", outcome.said)
                self._rest_until = now + _waits(_RESTS, self._rests)
                self._rests += 1
                self._wait(mail, "away", outcome.said, until=self._rest_until, now=now)

    def _wait(self, mail: Mail, reason: Reason, said: str, *, until: int, now: int) -> None:
        if mail.troubled_at is not None and now - mail.troubled_at >= GIVEN_UP:
            self._fail(mail, "gave_up", said, now=now)
            return
        self._told("postponed")
        self._db.write(lambda tx: mails.wait(tx, mail.id, reason=reason, error=said, until=until, now=now))

    def _fail(self, mail: Mail, reason: Reason, said: str, *, now: int) -> None:
        _log.warning("A mail does not go, and is not tried again: %s", said)
        self._told("failed")
        self._db.write(lambda tx: mails.fail(tx, mail.id, reason=reason, error=said, now=now))


def sweep(tx: Transaction, *, now: int) -> int:
    """Takes away mail that was sent long ago."""
    return mails.sweep(tx, before=now - KEPT)


def _keep(tx: Transaction, *, mail: Mail, content: Content, plain: str, html: str, now: int) -> bool:
    """The mail is due, unless something was said meanwhile: then it is written again."""
    row = content.row
    if row is not None:
        after = conversations.by_id(tx, row.id)
        if after is None or (after.last_number, after.contact) != (row.last_number, row.contact):
            return False
        conversations.set_mailed(tx, row.id, number=content.said)
    for notice in content.notices:
        notifications.mailed(tx, notice, now=now)
    for other in content.others:
        mails.drop(tx, other)
    written = mails.write(
        tx, mail.id, recipient=content.recipient, language=content.letter.language, subject=content.letter.subject,
        plain=plain, html=html, now=now,
    )
    return bool(written)


def _waits(waits: Sequence[int], tries: int) -> int:
    return waits[min(tries, len(waits) - 1)]


def _stop(settings: Settings, mail: Mail) -> str:
    """Where one press ends mail of this kind; empty for what somebody asked for themselves."""
    kind = {"review": REVIEWS, "notices": NOTICES}.get(mail.kind)
    return unsubscribe_links.address(settings, Wish(kind, mail.recipient)) if kind else ""
