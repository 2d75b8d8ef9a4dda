"""The log: what happened, in an order that no reader misses anything of."""

from dataclasses import dataclass

from kb.store.engine import Database, Transaction, columns

START = "0"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: kind, topic and ids, never text. `created_at` is in milliseconds since 1970, UTC."""

    number: int
    site: str
    kind: str
    topic: str
    subject: str
    detail: int
    created_at: int


def append(
    tx: Transaction, *, kind: str, topic: str, subject: str, now: int, site: str = "main", detail: int = 0
) -> None:
    """Write down what a verb did; its last statement."""
    tx.run(
        """
        INSERT INTO event (site, kind, topic, subject, detail, created_at)
        VALUES (:site, :kind, :topic, :subject, :detail, :created_at)
        """,
        site=site,
        kind=kind,
        topic=topic,
        subject=subject,
        detail=detail,
        created_at=now,
    )


def read_after(db: Database, cursor: str, *, limit: int = 500) -> tuple[list[Event], str]:
    """The next events after `cursor`, at most `limit`, and the cursor after them.

    A cursor comes from here, from `latest`, or is START; what it looks like is nobody else's business.
    Each event comes exactly once to whoever goes on from the cursor.
    """
    events = db.all(
        Event,
        f"SELECT {columns(Event)} FROM event WHERE number > :number ORDER BY number LIMIT :limit",
        number=int(cursor),
        limit=limit,
    )
    return events, str(events[-1].number) if events else cursor


def latest(db: Database) -> str:
    """The cursor after everything that can be read now."""
    return str(db.value("SELECT max(number) FROM event") or START)
