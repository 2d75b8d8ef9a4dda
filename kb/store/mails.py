"""Mail out: noted (it may be time to write one), due (written, and not with the mail server yet), sent, failed, or
dropped (when it was time, there was nothing to say)."""

from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns

Kind = Literal[
    "sign_up", "password", "address", "address_notice", "invitation", "question", "reply", "transcript", "review",
    "notices",
]
State = Literal["noted", "due", "sent", "failed", "dropped"]
Reason = Literal["", "away", "postponed", "refused", "gave_up"]
"""Why it is not sent: the mail server is away, takes it later, refuses it; or it was tried for too long."""

SECRET: Final[tuple[Kind, ...]] = ("sign_up", "password", "address", "address_notice", "invitation", "question")
"""Kinds whose text opens something: nobody but the recipient may read it, and it is not kept."""


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    site: str
    kind: Kind
    about: str
    number: int
    recipient: str
    language: str
    subject: str
    plain: str
    html: str
    state: State
    tries: int
    due_at: int
    reason: Reason
    error: str
    troubled_at: int | None
    created_at: int
    sent_at: int | None


@dataclass(frozen=True, slots=True)
class Count:
    state: State
    count: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when the mail server takes nothing, and what it last said."""

    since: int
    error: str


_MAIL: Final = f"SELECT {columns(Mail)} FROM mail"
_SECRET: Final = ", ".join(f"'{kind}'" for kind in SECRET)


def by_id(db: Reads, id: str) -> Mail | None:
    return db.one(Mail, f"{_MAIL} WHERE id = :id", id=id)


def of_state(db: Reads, state: State, *, before: int, limit: int) -> list[Mail]:
    """Those whose time has come, the longest due first."""
    return db.all(
        Mail,
        f"{_MAIL} WHERE state = :state AND due_at <= :before ORDER BY due_at, id LIMIT :limit",
        state=state, before=before, limit=limit,
    )


def newest(db: Reads, state: State, *, site: str, limit: int) -> list[Mail]:
    return db.all(
        Mail,
        f"{_MAIL} WHERE state = :state AND site = :site ORDER BY due_at DESC, id LIMIT :limit",
        state=state, site=site, limit=limit,
    )


def counts(db: Reads) -> list[Count]:
    """Of all sites; a state in which there is none is left out."""
    return db.all(
        Count,
        """SELECT state, COUNT(*) AS count FROM mail
            WHERE site IN (SELECT id FROM site) GROUP BY state ORDER BY state""",
    )


def trouble(db: Reads) -> Trouble | None:
    """None while the mail server takes what it is given."""
    return db.one(
        Trouble,
        """SELECT troubled_at AS since, error FROM mail
            WHERE site IN (SELECT id FROM site) AND state = 'due' AND reason = 'away' AND troubled_at IS NOT NULL
            ORDER BY troubled_at LIMIT 1""",
    )


def oldest_due(db: Reads) -> int | None:
    """Since when the mail that has waited longest is written."""
    found = db.value("SELECT MIN(created_at) FROM mail WHERE site IN (SELECT id FROM site) AND state = 'due'")
    return None if found is None else int(found)


def last_about(db: Reads, *, about: str, kind: Kind) -> int:
    """When the last mail about this was written; 0 for never."""
    return int(
        db.value(
            """SELECT MAX(due_at) FROM mail
                WHERE about = :about AND kind = :kind AND state IN ('due', 'sent', 'failed')""",
            about=about, kind=kind,
        )
        or 0
    )


def last_answer(db: Reads, mail: Mail) -> int:
    """When the last mail to the same guest was written about answers to the same question; 0 for never."""
    return int(
        db.value(
            """SELECT MAX(m.due_at) FROM mail m JOIN post a ON a.id = m.about
                WHERE m.site = :site AND m.recipient = :recipient AND m.kind = 'notices'
                  AND m.state IN ('due', 'sent', 'failed')
                  AND a.question = (SELECT question FROM post WHERE id = :about)""",
            site=mail.site, recipient=mail.recipient, about=mail.about,
        )
        or 0
    )


def noted_to(db: Reads, recipient: str, *, site: str, kind: Kind, limit: int) -> list[Mail]:
    """What is to be written to an address, whether or not it is time."""
    return db.all(
        Mail,
        f"""{_MAIL} WHERE site = :site AND recipient = :recipient AND kind = :kind AND state = 'noted'
             ORDER BY created_at, id LIMIT :limit""",
        site=site, recipient=recipient, kind=kind, limit=limit,
    )


def sent_to(db: Reads, recipient: str, *, site: str, kinds: tuple[Kind, Kind], since: int) -> int:
    """How much was written to an address since then."""
    return int(
        db.value(
            """SELECT COUNT(*) FROM mail WHERE site = :site AND recipient = :recipient AND created_at >= :since
                  AND kind IN (:one, :other) AND state IN ('due', 'sent', 'failed')""",
            site=site, recipient=recipient, since=since, one=kinds[0], other=kinds[1],
        )
    )


def note(
    tx: Transaction, *, id: str, site: str, kind: Kind, about: str, number: int, recipient: str, language: str,
    due_at: int, now: int,
) -> int:
    """0 where it is noted already, whatever has become of it."""
    return tx.run(
        """INSERT INTO mail (id, site, kind, about, number, recipient, language, subject, plain, html, state, tries,
                             due_at, reason, error, troubled_at, created_at, sent_at)
           VALUES (:id, :site, :kind, :about, :number, :recipient, :language, '', '', '', 'noted', 0, :due_at, '', '',
                   NULL, :now, NULL)
           ON CONFLICT (id) DO NOTHING""",
        id=id, site=site, kind=kind, about=about, number=number, recipient=recipient, language=language,
        due_at=due_at, now=now,
    )


def write(
    tx: Transaction, id: str, *, recipient: str, language: str, subject: str, plain: str, html: str, now: int
) -> int:
    """What was noted is due; 0 where another process was faster."""
    return tx.run(
        """UPDATE mail SET state = 'due', recipient = :recipient, language = :language, subject = :subject,
                           plain = :plain, html = :html, due_at = :now
            WHERE id = :id AND state = 'noted'""",
        id=id, recipient=recipient, language=language, subject=subject, plain=plain, html=html, now=now,
    )


def drop(tx: Transaction, id: str) -> int:
    """There is nothing to say any more. The row stays, so that it is not noted again."""
    return tx.run("UPDATE mail SET state = 'dropped' WHERE id = :id AND state = 'noted'", id=id)


def put_off(tx: Transaction, id: str, *, until: int) -> int:
    return tx.run("UPDATE mail SET due_at = :until WHERE id = :id AND state = 'noted'", id=id, until=until)


def take(tx: Transaction, mail: Mail, *, until: int) -> int:
    """1 for the one process that sends it now; if that one dies, it is due again at `until`."""
    return tx.run(
        """UPDATE mail SET due_at = :until, tries = tries + 1
            WHERE id = :id AND state = 'due' AND due_at = :due_at AND tries = :tries""",
        id=mail.id, due_at=mail.due_at, tries=mail.tries, until=until,
    )


def sent(tx: Transaction, id: str, *, now: int) -> int:
    """The mail server has it."""
    return tx.run(
        f"""UPDATE mail SET state = 'sent', sent_at = :now, due_at = :now, reason = '', error = '', troubled_at = NULL,
                            plain = CASE WHEN kind IN ({_SECRET}) THEN '' ELSE plain END,
                            html = CASE WHEN kind IN ({_SECRET}) THEN '' ELSE html END
             WHERE id = :id AND state = 'due'""",
        id=id, now=now,
    )


def wait(tx: Transaction, id: str, *, reason: Reason, error: str, until: int, now: int) -> int:
    """It did not go; it is tried again at `until`."""
    return tx.run(
        """UPDATE mail SET due_at = :until, reason = :reason, error = :error, troubled_at = COALESCE(troubled_at, :now)
            WHERE id = :id AND state = 'due'""",
        id=id, until=until, reason=reason, error=error, now=now,
    )


def fail(tx: Transaction, id: str, *, reason: Reason, error: str, now: int) -> int:
    """It is not tried again unless somebody says so."""
    return tx.run(
        f"""UPDATE mail SET state = 'failed', due_at = :now, reason = :reason, error = :error,
                            troubled_at = COALESCE(troubled_at, :now),
                            plain = CASE WHEN kind IN ({_SECRET}) THEN '' ELSE plain END,
                            html = CASE WHEN kind IN ({_SECRET}) THEN '' ELSE html END
             WHERE id = :id AND state = 'due'""",
        id=id, reason=reason, error=error, now=now,
    )


def retry(tx: Transaction, id: str, *, site: str, now: int) -> int:
    """Once more from the beginning; what was not kept is written again. 0 where it did not fail."""
    return tx.run(
        """UPDATE mail SET state = CASE WHEN plain = '' THEN 'noted' ELSE 'due' END, tries = 0, due_at = :now,
                           reason = '', error = '', troubled_at = NULL
            WHERE id = :id AND site = :site AND state = 'failed'""",
        id=id, site=site, now=now,
    )


def sweep(tx: Transaction, *, before: int) -> int:
    """Takes away what was over by then."""
    return tx.run(
        "DELETE FROM mail WHERE state IN ('sent', 'failed', 'dropped') AND due_at < :before", before=before
    )
