"""Leases: which of several processes does a periodic job."""

from typing import Final

from kb.store.engine import Transaction

APART: Final = 60_000
"""Milliseconds by which the clocks of two machines may differ."""


def take(tx: Transaction, name: str, *, holder: str, now: int, until: int) -> bool:
    """True when the lease is the holder's now: it was free, had run out, or was the holder's already.

    One that lasts much longer than this one would was taken before the clock was put back, and counts as run out.
    """
    return (
        tx.run(
            """INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                WHERE lease.until <= :now OR lease.until > :latest OR lease.holder = excluded.holder""",
            name=name, holder=holder, until=until, now=now, latest=until + max(until - now, APART),
        )
        == 1
    )
