"""Who heard what: each message that was acknowledged must have come to both ends once, in order."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


def marked(mark: str) -> str:
    """A message of ordinary length that is like no other."""
    return f"[{mark}] Thank you, I have looked at it once more and it is still the same as before."


def mark_of(text: str) -> str:
    """The mark of a message that we sent, empty for any other."""
    return text[1:].partition("]")[0] if text.startswith("[") else ""


class End:
    """One end of a chat: the numbers that came, in the order they came, and the marks that stood under them.

    `came` is told of each mark that is new, and the time it came.
    """

    __slots__ = ("_marks", "came", "disordered", "doubled", "heard", "last", "read_up_to")

    def __init__(self, came: Callable[["End", str, float], None]) -> None:
        self.came = came
        self.heard: dict[int, str] = {}
        self.last = 0
        self.read_up_to = 0  # what was read after a reconnect may come on the stream as well
        self.doubled = 0
        self.disordered = 0
        self._marks: set[str] = set()

    def hear(self, number: int, text: str) -> None:
        mark = mark_of(text)
        if number <= self.read_up_to and self.heard.get(number) == mark:
            return
        if number in self.heard or mark in self._marks:
            self.doubled += 1
            return
        if number < self.last:
            self.disordered += 1
        self.heard[number] = mark
        self.last = max(self.last, number)
        if mark:
            self._marks.add(mark)
            self.came(self, mark, time.perf_counter())


@dataclass(slots=True)
class Chat:
    """A conversation with its two ends, and which of our messages were acknowledged, under which numbers."""

    customer: End
    agent: End
    acknowledged: dict[str, int] = field(default_factory=dict)

    def ends(self) -> tuple[End, End]:
        return self.customer, self.agent


@dataclass(frozen=True, slots=True)
class Verdict:
    """Messages that did not come, came twice, came before an earlier one. All three should be 0."""

    messages: int
    lost: int
    doubled: int
    disordered: int


def judge(chats: Iterable[Chat]) -> Verdict:
    chats = list(chats)
    ends = [end for chat in chats for end in chat.ends()]
    return Verdict(
        messages=sum(len(chat.acknowledged) for chat in chats),
        lost=sum(missing(chat, end) for chat in chats for end in chat.ends()),
        doubled=sum(end.doubled for end in ends),
        disordered=sum(end.disordered for end in ends),
    )


def missing(chat: Chat, end: End) -> int:
    """How many acknowledged messages this end has not heard under the number that was acknowledged."""
    return sum(end.heard.get(number) != mark for mark, number in chat.acknowledged.items())


def compare(chat: Chat, kept: Iterable[tuple[int, str]]) -> tuple[int, int]:
    """What is lost and doubled in the record that the server keeps: its numbers and texts."""
    end = End(lambda _end, _mark, _at: None)
    for number, text in kept:
        end.hear(number, text)
    return missing(chat, end), end.doubled + end.disordered
