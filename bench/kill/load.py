"""Everybody at once, with hardly a pause: customers who ask the bot, chats with agents, moderators who write."""

import functools
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import gevent

from bench.chat.checks import marked
from bench.chat.opening import each
from bench.chat.server import PASSWORD
from bench.kill.checks import Edited, Told
from bench.kill.curators import Curator
from bench.kill.people import Agent, Customer, Flights

_QUESTIONS: Final = (
    "How do I embed the widget?", "Where do I see who is waiting?", "How do I import articles from another place?",
    "What does it cost?", "Can I put the database on PostgreSQL?", "How does an agent hand a chat back?",
    "Why is the search index rebuilt?", "How do I write an article in Chinese?",
)
_PAUSE: Final = (0.0, 0.04)
"""Seconds between an answer and what is said next."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many of each."""

    askers: int
    chats: int
    agents: int
    curators: int


class Load:
    """The crowd at one server. Everything that anybody was told is kept."""

    def __init__(self, port: int, crowd: Crowd, *, chance: random.Random) -> None:
        self.flights = Flights()
        self.agents = [Agent(port, self.flights) for _ in range(crowd.agents)]
        self.curators = [
            Curator(port, self.flights, chance=random.Random(chance.random())) for _ in range(crowd.curators)
        ]
        self._port = port
        self._crowd = crowd
        self._chance = chance
        self._numbers = itertools.count(1)
        self._chats: list[tuple[Customer, Agent]] = []
        self._asked: list[Customer] = []
        self._running: list[gevent.Greenlet] = []
        self._stopping = False

    def open(self) -> None:
        """All sign in, and the chats are claimed."""
        each(enumerate(self.agents, 1), lambda pair: pair[1].sign_in(f"agent-{pair[0]}@example.com", PASSWORD))
        each(enumerate(self.curators, 1), lambda pair: pair[1].sign_in(f"curator-{pair[0]}@example.com", PASSWORD))
        agents = itertools.cycle(self.agents)
        self._chats = [(self._customer(), next(agents)) for _ in range(self._crowd.chats)]
        each(self._chats, lambda pair: self._begin_chat(*pair))

    def begin(self) -> None:
        """They go to work."""
        for customer, agent in self._chats:
            self._repeat(functools.partial(self._say, customer.say))
            self._repeat(functools.partial(self._say, functools.partial(agent.reply, customer.id)))
        for _ in range(self._crowd.askers):
            self._repeat(self._ask)
        for curator in self.curators:
            self._repeat(curator.work)

    def burst(self, count: int) -> None:
        """So many more customers come, and then ask something long at once."""
        customers = [self._customer() for _ in range(count)]
        each(customers, Customer.start)
        self._asked += customers
        self._running += [gevent.spawn(self._paste, customer) for customer in customers]

    def end(self) -> None:
        """They finish what they are at. Raises Unanswered, and whatever else went wrong with any of them."""
        self._stopping = True
        gevent.joinall(self._running, raise_error=True)

    def check(self) -> None:
        """Raises what went wrong with any of them so far."""
        for person in self._running:
            if person.ready():
                person.get()

    def streaming(self) -> list[Told]:
        """The ends that have an open stream, and so must have seen everything without asking."""
        return [end for customer, agent in self._chats for end in (customer.told, agent.told[customer.id])]

    def told(self) -> list[Told]:
        return [customer.told for customer in self._customers()] + [
            told for agent in self.agents for told in agent.told.values()
        ]

    def edited(self) -> list[Edited]:
        return [article for curator in self.curators for article in curator.edited]

    def edits(self) -> int:
        """How many creations, revisions, publications and withdrawals were acknowledged."""
        return sum(curator.done for curator in self.curators)

    def catch_up(self) -> None:
        """Everybody reads everything anew, from the first message."""
        each(self._customers(), lambda customer: customer.read(after=0))
        agents = [(agent, told) for agent in self.agents for told in agent.told.values()]
        each(agents, lambda pair: pair[0].read(pair[1], after=0))
        for curator in self.curators:
            curator.read_again()

    def leave(self) -> None:
        for customer in self._customers():
            customer.leave()
        for agent in self.agents:
            agent.leave()

    def _customers(self) -> list[Customer]:
        return [customer for customer, _ in self._chats] + self._asked

    def _customer(self) -> Customer:
        return Customer(self._port, self.flights)

    def _begin_chat(self, customer: Customer, agent: Agent) -> None:
        customer.start()
        customer.listen()
        customer.ask_for_person(self._key())
        agent.claim(customer.id)

    def _ask(self) -> None:
        """A whole conversation with the bot. Most end with a person, who answers and is done with it."""
        customer = self._customer()
        customer.start()
        self._asked.append(customer)
        customer.listen()
        for question in self._chance.sample(_QUESTIONS, self._chance.randint(1, 4)):
            if customer.state == "bot" and not self._stopping:
                key = self._key()
                customer.say(key, f"[{key}] {question}")
                self._pause()
        end = self._chance.random()
        if customer.state == "bot" and end < 0.5:
            customer.ask_for_person(self._key())
        elif customer.state == "bot" and end < 0.7:
            customer.press_solved(self._key())
        if customer.state == "waiting" and end < 0.9:
            agent = self._chance.choice(self.agents)
            agent.claim(customer.id)
            self._say(functools.partial(agent.reply, customer.id))
            agent.resolve(customer.id)
        customer.leave()

    def _paste(self, customer: Customer) -> None:
        key = self._key()
        customer.say(key, f"[{key}] {' '.join(self._chance.sample(_QUESTIONS, len(_QUESTIONS)))}")
        customer.leave()

    def _say(self, say: Callable[[str, str], None]) -> None:
        key = self._key()
        say(key, marked(key))

    def _key(self) -> str:
        return f"m{next(self._numbers)}"

    def _pause(self) -> None:
        gevent.sleep(self._chance.uniform(*_PAUSE))

    def _repeat(self, do: Callable[[], None]) -> None:
        def work() -> None:
            while not self._stopping:
                do()
                self._pause()

        self._running.append(gevent.spawn(work))

