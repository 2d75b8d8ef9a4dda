"""What a process counts of its own work, in the terms of Prometheus. /metrics adds up the processes of a server.

What happens in kb, bot and desk is counted here from what their verbs return: they know nothing of it. A request only
notes what it was; `count` does the rest, once a second and when somebody reads.
"""

from collections import deque
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values

from bot import outcome
from kb.saying import Turn
from kb.store import handoffs
from kb.store.engine import Busy, Database, Unavailable
from kb.store.events import Behind
from web.chat.streams import Kind
from web.serving import seats

METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
"""A method is whatever a client writes; others than these are one."""

MOST_NOTED: Final = 100_000
"""Requests, and turns, that wait to be counted where nobody does."""

_REQUEST: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_COMMIT: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_WRITES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Instruments:
    """The counters of one process; with a folder they are counted together with those of its server's others."""

    def __init__(self, process: Literal["web", "work"], *, folder: Path | None) -> None:
        self.registry = CollectorRegistry()
        disable_created_metrics()
        if folder:
            seat = seats.take(folder, process)
            values.ValueClass = values.MultiProcessValue(lambda: seat)
        self._requests: deque[tuple[str, str, int, float]] = deque(maxlen=MOST_NOTED)
        self._said: deque[tuple[Turn, int]] = deque(maxlen=MOST_NOTED)
        self._cut: dict[Kind, int] = {"customer": 0, "agent": 0}
        self._answered = self._counter("http_requests", "Requests answered", "route", "method", "status")
        self._lasted = self._histogram(
            "http_request_duration_seconds", "Until the answer began", _REQUEST, "route", "method"
        )
        self._of = cache(
            lambda route, method, hundreds: (
                self._answered.labels(route, method, f"{hundreds}xx"), self._lasted.labels(route, method)
            )
        )
        self._started = self._counter("conversations_started", "Conversations begun")
        self._turns = self._counter("turns", "What became of customers' turns with the bot", "outcome", "reason")
        self._messages = self._counter("messages", "Messages stored", "author")
        self._streams = self._gauge("streams_open", "Live streams that are open", "livesum", "kind")
        self._streams_cut = self._counter("streams_cut", "Live streams cut since they were read too slowly", "kind")
        self._lag_events = self._gauge("log_lag_events", "Events that no live stream was told of yet", "livemax")
        self._lag_seconds = self._gauge("log_lag_seconds", "How long the oldest of them has waited", "livemax")
        self._commits = self._histogram(
            "commit_duration_seconds", "From a transaction's beginning until it is on disk", _COMMIT, "process"
        ).labels(process)
        self._writes = self._histogram("commit_writes", "Writes that one commit holds", _WRITES, "process").labels(
            process
        )
        self._runs = self._counter("job_runs", "Jobs of the work process, done or failed", "job", "result")
        self._mails = self._counter("mails", "Mails handed in, put off or failed for good", "result")
        self._succeeded = self._gauge(
            "job_last_success_timestamp_seconds", "When a job was last done", "max", "job"
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request, by the rule that its address fits: an address itself may hold anything, and a token too."""
        self._requests.append((route, method, status, seconds))

    def turn(self, turn: Turn, *, since: int) -> None:
        """What was said since then, and what became of it: a key that was used before brings an old turn again."""
        self._said.append((turn, since))

    def started(self) -> None:
        """A conversation, with the bot's greeting."""
        self._started.inc()
        self.said("bot", 1)

    def said(self, author: str, count: int) -> None:
        self._messages.labels(author).inc(count)

    def count(self, db: Database) -> None:
        """What was noted, and what the store has committed. Where the store is away, a handoff's reason is unknown."""
        for _ in range(len(self._requests)):
            route, method, status, seconds = self._requests.popleft()
            answered, lasted = self._of(route, method if method in METHODS else "other", status // 100)
            answered.inc()
            lasted.observe(seconds)
        for _ in range(len(self._said)):
            turn, since = self._said.popleft()
            new = [message for message in turn.messages if message.created_at >= since]
            for message in new:
                self.said(message.author, 1)
            if new and (became := outcome.of(turn)):
                self._turns.labels(became, _reason(db, turn) if became == "handoff" else "").inc()
        for commit in db.commits():
            self._commits.observe(commit.seconds)
            self._writes.observe(commit.writes)

    def streams(self, readers: Mapping[Kind, int], *, cut: Mapping[Kind, int]) -> None:
        """How many streams are open, and how many of this process have been cut until now."""
        for kind, count in readers.items():
            self._streams.labels(kind).set(count)
            self._streams_cut.labels(kind).inc(cut[kind] - self._cut[kind])
            self._cut[kind] = cut[kind]

    def behind(self, behind: Behind, *, now: int) -> None:
        self._lag_events.set(behind.count)
        self._lag_seconds.set(0 if behind.oldest is None else max(0, now - behind.oldest) / 1000)

    def job(self, name: str, result: Literal["done", "failed"], *, now: int) -> None:
        self._runs.labels(name, result).inc()
        if result == "done":
            self._succeeded.labels(name).set(now / 1000)

    def mail(self, result: str) -> None:
        """A mail was `sent`, `postponed` or `failed`."""
        self._mails.labels(result).inc()

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(name, help, labels, namespace="firstline", registry=self.registry)

    def _gauge(self, name: str, help: str, mode: Literal["livesum", "livemax", "max"], *labels: str) -> Gauge:
        return Gauge(name, help, labels, namespace="firstline", registry=self.registry, multiprocess_mode=mode)

    def _histogram(self, name: str, help: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, help, labels, namespace="firstline", buckets=buckets, registry=self.registry)


def _reason(db: Database, turn: Turn) -> str:
    try:
        handoff = handoffs.open_of(db, turn.conversation.id)
    except (Unavailable, Busy):
        handoff = None
    return handoff.reason if handoff else ""
