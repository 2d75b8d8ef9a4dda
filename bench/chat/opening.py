"""Chats that stand open before anything is measured: with Firstline, and with the bare floor."""

import functools
import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

import gevent
from gevent.pool import Pool

from bench.chat.checks import Chat, End, Verdict, compare, judge
from bench.chat.clients import Agent, Customer
from bench.chat.sending import Line, Sender
from bench.chat.server import PASSWORD
from bench.chat.wire import Browser

CHATS_OF_AN_AGENT: Final = 30
TALKERS: Final = 10
"""One customer in so many asks the assistant first."""

_AT_ONCE: Final = 16
_ASKED: Final = ("How do I embed the widget?", "Where do I see who is waiting?")

Item = TypeVar("Item")


class Ear:
    """Passes on what came to the sender that is there by then."""

    def __init__(self) -> None:
        self.sender: Sender | None = None

    def __call__(self, end: End, mark: str, at: float) -> None:
        if self.sender:
            self.sender.came(end, mark, at)


@dataclass(slots=True)
class Chats:
    """Open chats between customers and agents, and the sender of their messages."""

    customers: list[Customer]
    agents: list[Agent]
    sender: Sender

    def judge(self) -> Verdict:
        """Of both ends of all chats, and of the record that the server keeps of every tenth."""
        heard = judge(customer.chat for customer in self.customers)
        kept = [compare(customer.chat, customer.record()) for customer in self.customers[:: self._stride()]]
        return Verdict(
            heard.messages, heard.lost + sum(lost for lost, _ in kept), heard.doubled + sum(more for _, more in kept),
            heard.disordered,
        )

    def repeats(self) -> int:
        """Requests that were sent again and streams that were opened again: none while the server is well."""
        return sum(client.browser.repeats for client in self._clients())

    def leave(self) -> None:
        for client in self._clients():
            client.leave()

    def _clients(self) -> list[Customer | Agent]:
        return [*self.customers, *self.agents]

    def _stride(self) -> int:
        return 10 if len(self.customers) > 300 else 1


def agents_for(chats: int) -> int:
    return -(-chats // CHATS_OF_AN_AGENT)


def open_chats(port: int, count: int) -> Chats:
    """Agents come online; customers start, ask for a person, are claimed; all streams are open."""
    ear = Ear()
    agents = [Agent(port) for _ in range(agents_for(count))]
    each(enumerate(agents, 1), lambda pair: pair[1].sign_in(f"agent-{pair[0]}@example.com", PASSWORD))
    customers = [Customer(port, Chat(End(ear), End(ear))) for _ in range(count)]
    pairs = list(zip(customers, itertools.cycle(agents), strict=False))
    each(enumerate(pairs), lambda pair: _begin(*pair[1], talks=pair[0] % TALKERS == 0))
    lines = [line for customer, agent in pairs for line in _lines(customer, agent)]
    ear.sender = Sender(lines)
    return Chats(customers, agents, ear.sender)


def open_floor(port: int, count: int) -> Sender:
    """The same streams to the bare floor, which has no agents: a message is said on a chat and comes on its stream."""
    ear = Ear()
    ear.sender = Sender([_bare(port, f"/{number}", End(ear)) for number in range(count)])
    return ear.sender


def open_idle(port: int, count: int) -> list[Customer]:
    """Widgets that were opened and in which nobody says anything."""
    nobody = Ear()
    customers = [Customer(port, Chat(End(nobody), End(nobody))) for _ in range(count)]

    def begin(customer: Customer) -> None:
        customer.start()
        customer.browser.rest()
        customer.listen()

    each(customers, begin)
    return customers


def each(items: Iterable[Item], do: Callable[[Item], None]) -> None:
    """Does it for all, some at once; raises what goes wrong with any of them."""
    pool = Pool(_AT_ONCE)
    done = [pool.spawn(do, item) for item in items]
    gevent.joinall(done, raise_error=True)


def _begin(customer: Customer, agent: Agent, *, talks: bool) -> None:
    customer.start()
    customer.listen()
    for number, question in enumerate(_ASKED if talks else ()):
        customer.say(f"asked-{number}", question)
    customer.ask_for_person()
    agent.claim(customer.id, customer.chat)
    customer.browser.rest()


def _lines(customer: Customer, agent: Agent) -> tuple[Line, Line]:
    """From the customer to the agent, and back."""
    chat, id = customer.chat, customer.id
    return Line(chat, chat.agent, customer.say), Line(chat, chat.customer, functools.partial(agent.reply, id))


def _bare(port: int, path: str, end: End) -> Line:
    browser = Browser(port)

    def heard(_name: bytes, data: bytes) -> None:
        message = json.loads(data)
        end.hear(message["number"], message["text"])

    def say(key: str, text: str) -> int:
        number: int = browser.ask("POST", path, {"key": key, "text": text})["messages"][0]["number"]
        return number

    gevent.spawn(browser.listen, lambda: path, heard)
    return Line(Chat(end, end), end, say)
