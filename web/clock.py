"""The time. Everything else is told it."""

import time

monotonic = time.monotonic


def now() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000
