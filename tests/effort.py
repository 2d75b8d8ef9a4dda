"""What work costs this process, measured so that a busy machine is not taken for a slow one."""

import gc
import time
from collections.abc import Callable
from typing import Final

TRIES: Final = 4


def seconds(work: Callable[[], object]) -> float:
    """CPU time of this process, without its looks for cycles, whose cost is what other tests have left in memory."""
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def costs_less_than(limit: float, work: Callable[[], object]) -> bool:
    """Whether the work can be done in so many seconds; what else the machine does gets it further tries."""
    return any(seconds(work) < limit for _ in range(TRIES))


def grows_with_length(work: Callable[[int], object], *, short: int, long: int) -> bool:
    """Whether the time grows about as the length does: with its square it would not pass.

    Twice the exact growth is let pass, and 50 ms.
    """
    most = 2 * long / short
    return any(seconds(lambda: work(long)) < most * seconds(lambda: work(short)) + 0.05 for _ in range(TRIES))
