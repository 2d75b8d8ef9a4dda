"""What people opened of what was like their question, before they asked it: how many needed to ask no more."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Count:
    outcome: str
    count: int


def counts(db: Reads, *, site: str, since: int) -> list[Count]:
    """By outcome: found (it was the answer), asked (they asked all the same), opened (we do not know)."""
    return db.all(
        Count,
        """SELECT outcome, COUNT(*) AS count FROM similar_open WHERE site = :site AND created_at >= :since
            GROUP BY outcome ORDER BY outcome""",
        site=site, since=since,
    )


def add(tx: Transaction, *, id: str, site: str, reader: str, kind: str, subject: str, now: int) -> None:
    """`kind` is question or article. `reader` tells apart, and tells nobody who it is."""
    tx.run(
        """INSERT INTO similar_open (id, site, reader, kind, subject, outcome, created_at)
           VALUES (:id, :site, :reader, :kind, :subject, 'opened', :now)""",
        id=id, site=site, reader=reader, kind=kind, subject=subject, now=now,
    )


def found(tx: Transaction, *, reader: str, subject: str, since: int) -> int:
    """What this reader opened since then was the answer; 0 where they opened no such thing, or said so already."""
    return tx.run(
        """UPDATE similar_open SET outcome = 'found'
            WHERE reader = :reader AND created_at >= :since AND subject = :subject AND outcome = 'opened'""",
        reader=reader, subject=subject, since=since,
    )


def asked(tx: Transaction, *, reader: str, since: int) -> int:
    """They asked all the same: nothing that they opened since then was the answer."""
    return tx.run(
        """UPDATE similar_open SET outcome = 'asked'
            WHERE reader = :reader AND created_at >= :since AND outcome = 'opened'""",
        reader=reader, since=since,
    )


def sweep(tx: Transaction, *, before: int) -> int:
    return tx.run("DELETE FROM similar_open WHERE created_at < :before", before=before)
