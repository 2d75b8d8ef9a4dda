"""Customers and agents who keep everything that they were told, and send what was not answered again as it was."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import gevent
from gevent.event import Event

from bench.chat.wire import Browser, Refused
from bench.kill.checks import Message, Told

PATIENCE: Final = 45.0
"""Seconds in which a server that was killed must be back and answer."""


class Unanswered(Exception):
    """The server did not come back in time."""


class Flights:
    """What was sent and is not acknowledged yet, and what came of that which was under way when somebody was killed."""

    def __init__(self) -> None:
        self.repeated = 0
        self.survived = 0
        """Repeated with the same key, and what was acknowledged in the end had been written before the last kill."""
        self._under_way = 0
        self._killed_at = 0
        self._woken = Event()
        self._fresh_since = 0.0

    def count(self) -> int:
        """How many requests are under way."""
        return self._under_way

    def mark_kill(self) -> None:
        """Somebody is killed just now."""
        self._killed_at = time.time_ns() // 1_000_000
        self._fresh_since = time.perf_counter()
        self._woken.clear()

    def wait_for_answer(self) -> float:
        """Seconds from the last kill to the first answer to something that was sent after it. Raises Unanswered."""
        if not self._woken.wait(PATIENCE):
            raise Unanswered(f"nothing was answered for {PATIENCE:g} s")
        return time.perf_counter() - self._fresh_since

    @contextmanager
    def once(self) -> Iterator[None]:
        """Something is under way."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def send(self, browser: Browser, ask: Callable[[], dict[str, Any]], *, key: str | None = None) -> dict[str, Any]:
        """Asks until there is an answer. `key` is that of the message which the answer must hold."""
        before, began = browser.repeats, time.perf_counter()
        with self.once():
            answer = _insist(ask, until=began + PATIENCE)
        if began > self._fresh_since:
            self._woken.set()
        if browser.repeats > before:
            self.repeated += 1
            found = next((message for message in answer.get("messages", ()) if key and message["key"] == key), None)
            self.survived += found is not None and found["at"] < self._killed_at
        return answer


class Customer:
    """A customer with one conversation, and its stream where it is wanted."""

    def __init__(self, port: int, flights: Flights) -> None:
        self.told = Told()
        self.state = ""
        self._browser = Browser(port)
        self._flights = flights
        self._path = ""
        self._ear: gevent.Greenlet | None = None

    @property
    def id(self) -> str:
        return self.told.conversation

    def start(self) -> None:
        path = "/api/chat/conversations"
        begun = self._send("POST", path, {"language": "en", "channel": "widget"})
        self.told.conversation = begun["conversation"]["id"]
        self._browser.headers = f"Authorization: Bearer {begun['token']}\r\n"
        self._path = f"{path}/{self.id}"
        self._learn(begun)

    def listen(self) -> None:
        self._ear = gevent.spawn(self._browser.listen, self._open, self._hear)

    def say(self, key: str, text: str) -> None:
        self._do("messages", key, {"text": text})

    def ask_for_person(self, key: str) -> None:
        self._do("handoff", key, {})

    def press_solved(self, key: str) -> None:
        self._do("solved", key, {"solved": True})

    def read(self, *, after: int) -> None:
        """Everything above that number, as the server tells it now."""
        for page in _pages(self._browser, f"{self._path}/messages", after):
            self._learn(page)

    def leave(self) -> None:
        if self._ear:
            self._ear.kill()
        self._browser.rest()

    def _do(self, what: str, key: str, body: dict[str, str | bool]) -> None:
        self.told.said.add(key)
        answer = self._send("POST", f"{self._path}/{what}", {"key": key, **body}, key=key)
        self.told.acknowledged[key] = _number(answer, key)
        self._learn(answer)

    def _send(self, method: str, path: str, body: object, *, key: str | None = None) -> dict[str, Any]:
        return self._flights.send(self._browser, lambda: self._browser.ask(method, path, body), key=key)

    def _learn(self, answer: dict[str, Any]) -> None:
        self.state = answer["conversation"]["state"]
        for message in answer["messages"]:
            self.told.show(_message(message))

    def _open(self) -> str:
        self.told.begin_stream(after=self.told.last)
        return f"{self._path}/stream?after={self.told.last}"

    def _hear(self, name: bytes, data: bytes) -> None:
        if name == b"message" and self.told.hear(_message(json.loads(data))):
            self.read(after=self.told.last)


class Agent:
    """An agent who is signed in, with a stream."""

    def __init__(self, port: int, flights: Flights) -> None:
        self.told: dict[str, Told] = {}
        self._here = Event()
        self._browser = Browser(port)
        self._flights = flights
        self._ear: gevent.Greenlet | None = None
        self._fresh = True

    def sign_in(self, email: str, password: str) -> None:
        self._send("POST", "/api/desk/session", {"email": email, "password": password})
        self._send("PUT", "/api/desk/presence", {"presence": "online"})
        self._ear = gevent.spawn(self._browser.listen, self._open, self._hear)
        if not self._here.wait(PATIENCE):
            raise Unanswered("the agent's stream did not begin")

    def claim(self, id: str) -> Told:
        self.told[id] = told = Told(id)
        claimed = self._send("POST", f"/api/desk/conversations/{id}/claim", {})
        assert claimed["conversation"]["state"] == "claimed", claimed
        self._learn(told, claimed)
        self.read(told, after=told.last)
        return told

    def reply(self, id: str, key: str, text: str) -> None:
        told = self.told[id]
        told.said.add(key)
        path = f"/api/desk/conversations/{id}/reply"
        answer = self._send("POST", path, {"key": key, "text": text}, key=key)
        told.acknowledged[key] = _number(answer, key)
        self._learn(told, answer)

    def resolve(self, id: str) -> None:
        """Ends it. It has no key: where the answer was lost, the repetition finds that it is over."""
        with_repeats = self._browser.repeats
        try:
            self._learn(self.told[id], self._send("POST", f"/api/desk/conversations/{id}/resolve", {}))
        except Refused:
            if self._browser.repeats == with_repeats:
                raise

    def read(self, told: Told, *, after: int) -> None:
        """Everything above that number, as the server tells it now."""
        for page in _pages(self._browser, f"/api/desk/conversations/{told.conversation}/messages", after):
            self._learn(told, page)

    def leave(self) -> None:
        if self._ear:
            self._ear.kill()
        self._browser.rest()

    def _send(self, method: str, path: str, body: object, *, key: str | None = None) -> dict[str, Any]:
        return self._flights.send(self._browser, lambda: self._browser.ask(method, path, body), key=key)

    def _learn(self, told: Told, answer: dict[str, Any]) -> None:
        for message in answer["messages"]:
            told.show(_message(message))

    def _open(self) -> str:
        self._fresh = True
        for told in self.told.values():
            told.begin_stream(after=None)
        return "/api/desk/stream"

    def _hear(self, name: bytes, data: bytes) -> None:
        if name == b"message":
            heard = json.loads(data)
            told = self.told.get(heard["conversation"])
            if told and told.hear(_message(heard["message"])):
                self.read(told, after=told.last)
        elif name == b"inbox" and self._fresh:
            self._fresh = False
            self._here.set()
            for told in list(self.told.values()):
                self.read(told, after=told.last)


def _insist(ask: Callable[[], dict[str, Any]], *, until: float) -> dict[str, Any]:
    while True:
        try:
            return ask()
        except ConnectionError as error:
            if time.perf_counter() > until:
                raise Unanswered(str(error)) from error


def _pages(browser: Browser, path: str, after: int) -> Iterator[dict[str, Any]]:
    more = True
    while more:
        page = browser.ask("GET", f"{path}?after={after}")
        yield page
        after, more = max((message["number"] for message in page["messages"]), default=after), page["more"]


def _message(told: dict[str, Any]) -> Message:
    return Message(
        told["number"], told["author"], told["text"], told["key"], told["turn"], told["at"], told.get("status", "")
    )


def _number(answer: dict[str, Any], key: str) -> int:
    number: int = next(message["number"] for message in answer["messages"] if message["key"] == key)
    return number
