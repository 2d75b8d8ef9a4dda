"""Messages at a set rate, whatever the server makes of them, and how long each one took."""

import itertools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import gevent

from bench.chat.checks import Chat, End, marked
from bench.chat.wire import Refused
from bench.figures import percentile

STEP: Final = 50
"""Messages/s between two rates that are tried."""

GOOD: Final = 0.150
"""Seconds that 99 of 100 messages may take to the other end."""

HELD: Final = 30.0
"""Seconds that a rate must be held to count."""

MOST_SEARCHED: Final = 180.0
"""Seconds after which no further rate is held."""

_PROBED: Final = 5.0
_TRIES: Final = 3
_SETTLING: Final = 10.0
"""Seconds after the last message in which all must have come."""

_numbers = itertools.count(1)


@dataclass(slots=True)
class Line:
    """One direction of a chat: `say` takes a key and a text, answers with the message's number, and `to` hears it."""

    chat: Chat
    to: End
    say: Callable[[str, str], int]
    busy: bool = False


@dataclass(slots=True)
class Run:
    """A rate that was sent for a while. Times are in seconds from when a message was due, not from when it left."""

    rate: int
    deliveries: list[float] = field(default_factory=list)
    acknowledgements: list[float] = field(default_factory=list)
    unanswered: int = 0
    undelivered: int = 0
    overrun: bool = False

    def delivery(self, share: float) -> float:
        return percentile(self.deliveries, share) if self.deliveries else math.inf

    def acknowledgement(self, share: float) -> float:
        return percentile(self.acknowledgements, share) if self.acknowledgements else math.inf

    def keeps(self) -> bool:
        """Whether the server carried the rate."""
        return not (self.overrun or self.unanswered or self.undelivered) and self.delivery(0.99) <= GOOD


class Sender:
    """Sends on lines in turn. What comes to the other end is told to `came`."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._count = len(lines)
        self._turns = itertools.cycle(lines)
        self._due: dict[tuple[End, str], float] = {}
        self._run = Run(0)
        self._open = 0

    def came(self, end: End, mark: str, at: float) -> None:
        """An end has heard a message; it counts where that is the other end, not the sender's own."""
        due = self._due.pop((end, mark), None)
        if due is not None:
            self._run.deliveries.append(at - due)

    def run(self, rate: int, seconds: float, *, most_open: int) -> Run:
        """`rate` messages/s. Gives up (`overrun`) when more than `most_open` of them wait for their answer."""
        run = self._run = Run(rate)
        self._due.clear()
        began = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (early := due - time.perf_counter()) > 0:
                gevent.sleep(early)
            line = self._free()
            if line is None or self._open > most_open:
                run.overrun = True
                break
            mark = f"m{next(_numbers)}"
            line.busy = True
            self._open += 1
            self._due[line.to, mark] = due
            gevent.spawn(self._say, run, line, mark, due)
        self._settle()
        run.unanswered += self._open
        run.undelivered = len(self._due)
        return run

    def _say(self, run: Run, line: Line, mark: str, due: float) -> None:
        try:
            line.chat.acknowledged[mark] = line.say(mark, marked(mark))
            run.acknowledgements.append(time.perf_counter() - due)
        except (ConnectionError, Refused) as error:
            run.unanswered += 1
            self._due.pop((line.to, mark), None)
            print(f"not answered: {error}")
        finally:
            self._open -= 1
            line.busy = False

    def _free(self) -> Line | None:
        """The next line on which nothing waits for its answer: what one person says stays in order."""
        return next((line for line in itertools.islice(self._turns, self._count) if not line.busy), None)

    def _settle(self) -> None:
        until = time.perf_counter() + _SETTLING
        while (self._open or self._due) and time.perf_counter() < until:
            gevent.sleep(0.02)


def highest(sender: Sender, *, start: int, most: int, disturbed: Callable[[Run, float], bool]) -> int | None:
    """The last step of 50/s that keeps: found with short probes, twice the rate while it goes well, then held.

    `disturbed` is told each try and says whether others used the machine meanwhile: then a rate that was not kept is
    tried again. None where there was no quiet time to tell.
    """
    until = time.perf_counter() + MOST_SEARCHED

    def keeps(rate: int, seconds: float) -> bool:
        for _ in range(_TRIES):
            run = sender.run(rate, seconds, most_open=rate)
            again = disturbed(run, seconds)
            if run.keeps() or not again or time.perf_counter() > until:
                return run.keeps()
        return False

    good, bad = 0, start
    while bad <= most and keeps(bad, _PROBED):
        good, bad = bad, bad * 2
    while bad - good > STEP:
        middle = (good + bad) // 2 // STEP * STEP
        good, bad = (middle, bad) if keeps(middle, _PROBED) else (good, middle)
    while good and time.perf_counter() < until:
        if keeps(good, HELD):
            return good
        good -= STEP
    return None
