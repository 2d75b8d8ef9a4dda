"""Addresses that want no mail of a kind any more."""

from kb.store.engine import Reads, Transaction


def has(db: Reads, email: str, *, kind: str, site: str) -> bool:
    """Addresses are kept in lower case."""
    return bool(
        db.value(
            "SELECT 1 FROM unsubscribed WHERE site = :site AND email = :email AND kind = :kind",
            site=site, email=email.lower(), kind=kind,
        )
    )


def add(tx: Transaction, email: str, *, kind: str, site: str, now: int) -> int:
    """0 where it was so already."""
    return tx.run(
        """INSERT INTO unsubscribed (site, email, kind, created_at) VALUES (:site, :email, :kind, :now)
           ON CONFLICT (site, email, kind) DO NOTHING""",
        site=site, email=email.lower(), kind=kind, now=now,
    )


def remove(tx: Transaction, email: str, *, kind: str, site: str) -> int:
    return tx.run(
        "DELETE FROM unsubscribed WHERE site = :site AND email = :email AND kind = :kind",
        site=site, email=email.lower(), kind=kind,
    )
