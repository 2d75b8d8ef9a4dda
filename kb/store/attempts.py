"""Counted tries of strangers, by key and window of time."""

from kb.store.engine import Reads, Transaction


def count(db: Reads, key: str, *, window_start: int) -> int:
    found = db.value(
        "SELECT count FROM attempt WHERE key = :key AND window_start = :window_start",
        key=key, window_start=window_start,
    )
    return int(found or 0)


def add(tx: Transaction, key: str, *, window_start: int) -> None:
    tx.run(
        """INSERT INTO attempt (key, window_start, count) VALUES (:key, :window_start, 1)
           ON CONFLICT (key, window_start) DO UPDATE SET count = attempt.count + 1""",
        key=key, window_start=window_start,
    )


def sweep(tx: Transaction, *, before: int) -> int:
    return tx.run("DELETE FROM attempt WHERE window_start < :before", before=before)
