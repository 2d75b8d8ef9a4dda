"""The log: what happened, in an order that no reader misses anything of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Database, Transaction, columns
from kb.store.rows import listed

START = "0"

PAGE: Final = 500
"""Events that one reading gives where nobody says otherwise: as long as it gives so many, there may be more."""

MOST_COUNTED: Final = 50_000
"""Nobody who is that far behind needs it more exactly."""

_SETTLED = "transaction < pg_snapshot_xmin(pg_current_snapshot())"


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


@dataclass(frozen=True, slots=True)
class Behind:
    """What somebody has not read of the log: how many events, at most MOST_COUNTED, and when the oldest happened."""

    count: int
    oldest: int | None


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


def read_after(db: Database, cursor: str, *, limit: int = PAGE) -> tuple[list[Event], str]:
    """The next events after `cursor`, at most `limit`, and the cursor after them.

    A cursor comes from here, from `latest`, or is START; what it looks like is nobody else's business.
    Each event comes exactly once to whoever goes on from the cursor.
    """
    if db.name == "postgresql":
        return _read_settled_after(db, cursor, limit=limit)
    events = db.all(
        Event,
        f"SELECT {columns(Event)} FROM event WHERE number > :number ORDER BY number LIMIT :limit",
        number=int(cursor),
        limit=limit,
    )
    return events, str(events[-1].number) if events else cursor


def latest(db: Database) -> str:
    """The cursor after everything that can be read now."""
    newest = {
        "sqlite": "SELECT CAST(max(number) AS TEXT) FROM event",
        "postgresql": f"""
            SELECT transaction::text || '-' || number FROM event WHERE {_SETTLED}
            ORDER BY transaction DESC, number DESC LIMIT 1
        """,
    }
    return db.value(newest[db.name]) or START


def behind(db: Database, cursor: str, *, kinds: Collection[str] = ()) -> Behind:
    """How far whoever has read up to `cursor` is behind; of these kinds, or of all."""
    transaction, _, number = cursor.rpartition("-")
    after = {
        "sqlite": "number > :number",
        "postgresql": f"(transaction, number) > (CAST(:transaction AS xid8), :number) AND {_SETTLED}",
    }
    names, of_kinds = listed("kind", kinds)
    found = db.one(
        Behind,
        f"""
        SELECT COUNT(*) AS count, MIN(created_at) AS oldest FROM (
          SELECT created_at FROM event WHERE {after[db.name]} {f"AND kind IN ({names})" if kinds else ""} LIMIT :limit
        ) AS unread
        """,
        limit=MOST_COUNTED,
        number=int(number),
        **({"transaction": transaction or "0"} if db.name == "postgresql" else {}),
        **of_kinds,
    )
    assert found
    return found


def _read_settled_after(db: Database, cursor: str, *, limit: int) -> tuple[list[Event], str]:
    """PostgreSQL gives out numbers before transactions end, in any order; transactions end in any order, too.

    So the log is read by transaction, and only below the oldest that is still running: nothing can appear there any
    more. A transaction of any database of the server that stays open holds the log back, but nothing is lost.
    """
    transaction, _, number = cursor.partition("-")
    events = db.all(
        Event,
        f"""
        SELECT {columns(Event)} FROM event
        WHERE (transaction, number) > (CAST(:transaction AS xid8), :number) AND {_SETTLED}
        ORDER BY transaction, number LIMIT :limit
        """,
        transaction=transaction,
        number=int(number or 0),
        limit=limit,
    )
    if not events:
        return [], cursor
    last = events[-1].number
    settled = db.value("SELECT transaction FROM event WHERE number = :number", number=last)
    if settled is None:  # it was removed in this moment
        return _read_settled_after(db, cursor, limit=limit)
    return events, f"{settled}-{last}"


def remove(tx: Transaction, numbers: Collection[int]) -> int:
    """Takes these events out of the log; cursors stay good, also one that stood at such an event."""
    names, values = listed("number", numbers)
    return tx.run(f"DELETE FROM event WHERE number IN ({names})", **values)
