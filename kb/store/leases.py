"""Leases: which of several processes does a periodic job."""

from kb.store.engine import Transaction


def take(tx: Transaction, name: str, *, holder: str, now: int, until: int) -> bool:
    """True when the lease is the holder's now: it was free, had run out, or was the holder's already.

    One that lasts for more than twice as long from now was taken before the clock was put back, and counts as run out.
    """
    return (
        tx.run(
            """INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                WHERE lease.until <= :now OR lease.until > :latest OR lease.holder = excluded.holder""",
            name=name, holder=holder, until=until, now=now, latest=until + (until - now),
        )
        == 1
    )
