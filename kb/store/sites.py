"""Sites: the brands that one installation serves."""

from typing import Final

from kb.store.engine import Reads, Transaction

MAIN: Final = "main"


def name(db: Reads, id: str) -> str | None:
    found: str | None = db.value("SELECT name FROM site WHERE id = :id", id=id)
    return found


def add(tx: Transaction, id: str, *, name: str, now: int) -> None:
    """Does nothing where the site is there already."""
    tx.run(
        "INSERT INTO site (id, name, created_at) VALUES (:id, :name, :now) ON CONFLICT (id) DO NOTHING",
        id=id, name=name, now=now,
    )
