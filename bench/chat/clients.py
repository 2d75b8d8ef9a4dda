"""Customers and agents as docs/chat-protocol.md has them: they start, ask, claim, say, and hear their streams."""

import json
from collections.abc import Iterator
from typing import Any

import gevent
from gevent.event import Event

from bench.chat.checks import Chat
from bench.chat.wire import Browser


class Customer:
    """A customer with one conversation and its stream."""

    def __init__(self, port: int, chat: Chat) -> None:
        self.browser = Browser(port)
        self.chat = chat
        self.id = ""
        self._path = ""
        self._ear: gevent.Greenlet | None = None

    def start(self) -> None:
        begun = self.browser.ask("POST", "/api/chat/conversations", {"language": "en", "channel": "widget"})
        self.id = begun["conversation"]["id"]
        self.browser.headers = f"Authorization: Bearer {begun['token']}\r\n"
        self._path = f"/api/chat/conversations/{self.id}"

    def say(self, key: str, text: str) -> int:
        """The number that the message got."""
        return _number(self.browser.ask("POST", f"{self._path}/messages", {"key": key, "text": text}), key)

    def ask_for_person(self) -> None:
        self.browser.ask("POST", f"{self._path}/handoff", {"key": "person"})

    def listen(self) -> None:
        self._ear = gevent.spawn(
            self.browser.listen, lambda: f"{self._path}/stream?after={self.chat.customer.last}", self._hear
        )

    def record(self) -> Iterator[tuple[int, str]]:
        """Number and text of everything that the server keeps of the conversation."""
        after, more = 0, True
        while more:
            page = self.browser.ask("GET", f"{self._path}/messages?after={after}")
            for message in page["messages"]:
                yield message["number"], message["text"]
                after = message["number"]
            more = page["more"]

    def leave(self) -> None:
        if self._ear:
            self._ear.kill()
        self.browser.rest()

    def _hear(self, name: bytes, data: bytes) -> None:
        if name == b"message":
            message = json.loads(data)
            self.chat.customer.hear(message["number"], message["text"])


class Agent:
    """An agent who is signed in, with all conversations that this agent has claimed."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)
        self._chats: dict[str, Chat] = {}
        self._ear: gevent.Greenlet | None = None
        self._fresh = True
        self.here = Event()

    def sign_in(self, email: str, password: str) -> None:
        self.browser.ask("POST", "/api/desk/session", {"email": email, "password": password})
        self.browser.ask("PUT", "/api/desk/presence", {"presence": "online"})
        self._ear = gevent.spawn(self.browser.listen, self._open, self._hear)
        self.here.wait(30)

    def claim(self, id: str, chat: Chat) -> None:
        self._chats[id] = chat
        claimed = self.browser.ask("POST", f"/api/desk/conversations/{id}/claim", {})
        assert claimed["conversation"]["state"] == "claimed", claimed

    def reply(self, id: str, key: str, text: str) -> int:
        """The number that the message got."""
        return _number(
            self.browser.ask("POST", f"/api/desk/conversations/{id}/reply", {"key": key, "text": text}), key
        )

    def leave(self) -> None:
        if self._ear:
            self._ear.kill()
        self.browser.rest()

    def _open(self) -> str:
        self._fresh = True
        return "/api/desk/stream"

    def _hear(self, name: bytes, data: bytes) -> None:
        if name == b"message":
            told = json.loads(data)
            self._chats[told["conversation"]].agent.hear(told["message"]["number"], told["message"]["text"])
        elif name == b"inbox" and self._fresh:
            self._fresh = False
            self.here.set()
            for id, chat in self._chats.items():
                self._catch_up(id, chat)

    def _catch_up(self, id: str, chat: Chat) -> None:
        """After a reconnect: what was said meanwhile is read, and may come on the stream as well."""
        path = f"/api/desk/conversations/{id}/messages?after={chat.agent.last}"
        for message in self.browser.ask("GET", path)["messages"]:
            chat.agent.hear(message["number"], message["text"])
        chat.agent.read_up_to = chat.agent.last


def _number(answer: dict[str, Any], key: str) -> int:
    number: int = next(message["number"] for message in answer["messages"] if message["key"] == key)
    return number
