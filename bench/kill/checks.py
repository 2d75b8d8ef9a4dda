"""What clients were told, held against what the store keeps. Records go in and a verdict comes out, nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

HANDED_OVER: Final = ("handed_over", "ticket")
"""Statuses with which the bot says that a person takes over."""

SETTLED: Final = (*HANDED_OVER, "confirmed")
"""Statuses after which the bot owes nothing any more."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the store keeps it and as clients see it. `status` is empty for most, `at` is in milliseconds."""

    number: int
    author: str
    text: str
    key: str | None
    turn: int
    at: int
    status: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the store. `owed` are the numbers of all due turns, `due` those that are not done."""

    state: str
    last_number: int
    messages: tuple[Message, ...]
    owed: frozenset[int] = frozenset()
    due: frozenset[int] = frozenset()
    handoffs: tuple[str, ...] = ()


@dataclass(slots=True)
class Told:
    """One end of a conversation: what it said and was acknowledged, and everything that it was shown, however it came.

    Keys of its own stand in `said` as soon as they are sent.
    """

    conversation: str = ""
    said: set[str] = field(default_factory=set)
    acknowledged: dict[str, int] = field(default_factory=dict)
    shown: dict[int, Message] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    last: int = 0
    doubled: int = 0
    disordered: int = 0
    skipped: int = 0
    """How often a stream left something out, so that it was read."""
    _on_stream: int | None = None
    _heard: set[int] = field(default_factory=set)

    def show(self, message: Message) -> None:
        """It came in whatever way; the same number may come in several, and must be the same message."""
        if self.shown.setdefault(message.number, message) != message:
            self.changed.add(message.number)
        while self.last + 1 in self.shown:
            self.last += 1

    def begin_stream(self, *, after: int | None) -> None:
        """A stream was opened: its first message is the next one, or any where `after` is None."""
        self._on_stream = after
        self._heard.clear()

    def hear(self, message: Message) -> bool:
        """It came on the stream. Whether messages before it did not, so that they must be read."""
        before, number = self._on_stream, message.number
        if number in self._heard:
            self.doubled += 1
        elif before is not None and number < before:
            self.disordered += 1
        self._heard.add(number)
        self._on_stream = max(number, before or 0)
        self.show(message)
        missed = before is not None and number > before + 1
        self.skipped += missed
        return missed


@dataclass(frozen=True, slots=True)
class Verdict:
    """All but `acknowledged` should be 0.

    `lost`: told to a client, and not in the store or not as it was told. `unseen`: in the store, and not seen by a
    client that caught up. `doubled`: said or answered once, and there or heard twice. `disordered`: heard before what
    comes before it, or a gap in the store's numbers. `stuck`: a customer's message with neither answer nor person.
    """

    acknowledged: int = 0
    lost: int = 0
    unseen: int = 0
    doubled: int = 0
    disordered: int = 0
    stuck: int = 0

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def is_well(self) -> bool:
        return not (self.lost or self.unseen or self.doubled or self.disordered or self.stuck)


def judge(kept: Mapping[str, Kept], told: Iterable[Told]) -> Verdict:
    """Every end against its conversation, and every conversation in itself."""
    return sum(_each(kept, told).values(), start=Verdict())


def unwell(kept: Mapping[str, Kept], told: Iterable[Told]) -> list[str]:
    """The conversations with which something is wrong."""
    return [id for id, verdict in _each(kept, told).items() if not verdict.is_well()]


def _each(kept: Mapping[str, Kept], told: Iterable[Told]) -> dict[str, Verdict]:
    ends: dict[str, list[Told]] = {}
    for end in told:
        ends.setdefault(end.conversation, []).append(end)
    return {id: _of(kept.get(id) or Kept("", 0, ()), both) for id, both in ends.items()}


def _of(kept: Kept, ends: list[Told]) -> Verdict:
    keys = {key for end in ends for key in end.said}
    return Verdict(
        acknowledged=sum(len(end.acknowledged) for end in ends),
        lost=sum(lost(kept, end) for end in ends),
        unseen=sum(unseen(kept, end) for end in ends),
        doubled=doubled(kept, keys) + sum(end.doubled for end in ends),
        disordered=gaps(kept) + sum(end.disordered for end in ends),
        stuck=stuck(kept),
    )


def lost(kept: Kept, end: Told) -> int:
    """How many messages this end was told of that the store does not keep just so."""
    there = {message.number: message for message in kept.messages}
    wrong = {number for number, message in end.shown.items() if there.get(number) != message} | end.changed
    for key, number in end.acknowledged.items():
        if number not in there or there[number].key != key:
            wrong.add(number)
    return len(wrong)


def unseen(kept: Kept, end: Told) -> int:
    """How many messages the store keeps that this end has not seen."""
    return sum(message.number not in end.shown for message in kept.messages)


def doubled(kept: Kept, keys: Iterable[str]) -> int:
    """How many words of people stand there twice or were never said, and how many turns were answered twice."""
    people = [message for message in kept.messages if message.author in ("customer", "agent")]
    keys = set(keys)
    found = sum(count - 1 for count in Counter(message.key for message in people).values())
    found += sum(count - 1 for count in Counter(message.text for message in people).values())
    found += sum(message.key not in keys for message in people)
    answers = [message for message in kept.messages if message.author == "bot" and message.turn != message.number]
    writes = {(message.turn, message.at) for message in answers}
    found += len(writes) - len({turn for turn, _ in writes})  # what one write adds has one time
    found += sum(count - 1 for count in Counter((message.turn, message.text) for message in answers).values())
    return found


def gaps(kept: Kept) -> int:
    """How many numbers are missing below the last, or do not fit to it."""
    numbers = {message.number for message in kept.messages}
    last = max(kept.last_number, max(numbers, default=0))
    return len(set(range(1, last + 1)) - numbers) + (last - kept.last_number)


def stuck(kept: Kept) -> int:
    """How many of the customer's messages have neither an answer nor a person, or wait for one of whom nobody knows."""
    answered = {message.turn for message in kept.messages if message.author == "bot" and message.turn != message.number}
    handed_over = [message.number for message in kept.messages if message.status in HANDED_OVER]
    settled = [message.number for message in kept.messages if message.status in SETTLED]
    found = set(kept.due)
    for message in kept.messages:
        if message.author != "customer" or message.number in answered:
            continue
        had = any(number < message.number for number in handed_over)
        came = message.number in kept.owed and any(number > message.number for number in settled)
        if not had and not came:
            found.add(message.number)
    forgotten = kept.state in ("waiting", "claimed") and kept.state not in kept.handoffs
    return len(found) + forgotten


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article as it stands in the store: `texts` are the titles of all its revisions, oldest first."""

    version: int
    state: str
    texts: tuple[str, ...]


@dataclass(slots=True)
class Edited:
    """An article as a moderator knows it: every title that was acknowledged, and where it stood when last read."""

    id: str
    texts: list[str] = field(default_factory=list)
    version: int = 0
    state: str = "draft"


def judge_articles(kept: Mapping[str, Shelved], edited: Iterable[Edited]) -> Verdict:
    """Edits that were acknowledged and are not there, or twice, or were undone."""
    edits = gone = twice = 0
    for article in edited:
        found = kept.get(article.id) or Shelved(0, "", ())
        edits += len(article.texts)
        there = Counter(found.texts)
        gone += sum(not there[text] for text in article.texts)
        gone += found.version < article.version or (
            found.version == article.version and found.state != article.state
        )
        twice += sum(max(0, there[text] - 1) for text in article.texts)
    return Verdict(acknowledged=edits, lost=gone, doubled=twice)


def unequal(*, indexed: Mapping[str, str], documents: int, stored: Mapping[str, int]) -> int:
    """How many articles only one of index and store has, or in another version, or the index more than once."""
    versions = {id: str(version) for id, version in stored.items()}
    return len({id for id, _ in indexed.items() ^ versions.items()}) + documents - len(indexed)
