"""How far somebody has read the log, kept with what they made of it. Only kb/store/events.py understands cursors."""

from kb.store.engine import Reads, Transaction


def cursor(db: Reads, name: str) -> str | None:
    """None for whoever has not begun."""
    found = db.value("SELECT cursor FROM follower WHERE name = :name", name=name)
    return None if found is None else str(found)


def begin(tx: Transaction, name: str, *, cursor: str) -> int:
    """1 for whoever comes first."""
    return tx.run(
        "INSERT INTO follower (name, cursor) VALUES (:name, :cursor) ON CONFLICT (name) DO NOTHING",
        name=name, cursor=cursor,
    )


def move(tx: Transaction, name: str, *, seen: str, cursor: str) -> int:
    """0 where another process has read on meanwhile."""
    return tx.run(
        "UPDATE follower SET cursor = :cursor WHERE name = :name AND cursor = :seen",
        name=name, seen=seen, cursor=cursor,
    )
