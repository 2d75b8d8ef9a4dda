"""Token buckets: how often something may be done, kept in this process's memory."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MOST_BUCKETS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one every `seconds`."""

    name: str
    burst: int
    seconds: float


class Buckets:
    """The buckets. The longest unused are forgotten first, so that many addresses cannot fill the memory."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait(self, limit: Limit, who: str, *, now: float) -> float:
        """Takes one; 0 where there was one to take, else the seconds until the next."""
        key = (limit.name, who)
        level, at = self._buckets.pop(key, (float(limit.burst), now))
        level = min(float(limit.burst), level + (now - at) / limit.seconds)
        allowed = level >= 1
        self._buckets[key] = (level - 1 if allowed else level, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - level) * limit.seconds
