"""Lines break for a moment or for seconds while messages flow: what clients have in the end is what the server has."""

import random
import threading
import time
from typing import Final

from tests.web.served import Json, Line, Served, Talk

MESSAGES: Final = 240
EVERY: Final = 0.02
"""Seconds between two messages of a conversation."""

LONG_ABSENCES: Final = (2.5, 1.5)
"""Seconds; all others are of a few hundredths to three tenths, as when a phone changes from one network to another."""


class Flow:
    """Customer and agent write in turn, each message once, whoever listens."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for number in range(MESSAGES):
            (self.talk.say if number % 2 else self.talk.reply)(f"key-{number}", f"message {number}")
            time.sleep(EVERY)
        self.ended.set()


class Client:
    """Reads a stream for a while, loses it, is away for a while, and comes again. `seen` is what its page shows."""

    def __init__(self, served: Served, *, seed: int) -> None:
        self.served = served
        self.rng = random.Random(seed)
        self.absences = list(LONG_ABSENCES)
        self.times = 0

    def follow(self, until: threading.Event) -> None:
        """Until the talk has ended, and then once more to the end."""
        while not until.is_set():
            self.listen(seconds=self.rng.choice((0.01, 0.05, 0.2, 0.6)))
            self.times += 1
            away = self.absences.pop() if self.absences and self.times % 4 == 0 else self.rng.uniform(0, 0.3)
            time.sleep(away)
        self.listen(seconds=1.5)

    def listen(self, *, seconds: float) -> None:
        line, until = self.open(), time.monotonic() + seconds
        for name, data in line.events(within=seconds):
            self.hear(name, data)
            if time.monotonic() > until:
                break
        line.close()

    def open(self) -> Line:
        raise NotImplementedError

    def hear(self, name: str, data: Json) -> None:
        raise NotImplementedError


class OnesOwn(Client):
    """A customer's page: it knows the last number, and asks for what comes after."""

    def __init__(self, talk: Talk, *, seed: int) -> None:
        super().__init__(talk.served, seed=seed)
        self.talk = talk
        self.seen: list[Json] = []

    def open(self) -> Line:
        return self.talk.stream(after=self.seen[-1]["number"] if self.seen else 0)

    def hear(self, name: str, data: Json) -> None:
        if name == "message":
            self.seen.append(data)


class Everybodys(Client):
    """An agent's page: the first inbox tells of each conversation how far it is, and what is missing is read."""

    def __init__(self, served: Served, talks: list[Talk], *, seed: int) -> None:
        super().__init__(served, seed=seed)
        self.seen: dict[str, list[Json]] = {talk.id: [] for talk in talks}

    def open(self) -> Line:
        return Line(self.served, "/api/desk/stream", self.served.headers(agent=True))

    def hear(self, name: str, data: Json) -> None:
        if name == "inbox":
            for row in data["mine"]:
                if row["id"] in self.seen:
                    self.have(row["id"], row["last_number"])
        elif name == "message" and data["conversation"] in self.seen:
            self.have(data["conversation"], data["message"]["number"] - 1)
            known = self.seen[data["conversation"]]
            if data["message"]["number"] == len(known) + 1:
                known.append(data["message"])

    def have(self, id: str, number: int) -> None:
        """Reads what is missing up to this number."""
        known = self.seen[id]
        while len(known) < number:
            path = f"/api/desk/conversations/{id}/messages?after={len(known)}"
            known += self.served.call("GET", path, agent=True)["messages"]


def test_what_clients_have_in_the_end_is_what_the_server_has(served: Served) -> None:
    talks = [Talk(served) for _ in range(3)]
    pages = [OnesOwn(talk, seed=number) for number, talk in enumerate(talks)]
    desk = Everybodys(served, talks, seed=9)
    flows = [Flow(talk) for talk in talks]
    over = threading.Event()
    following = [threading.Thread(target=client.follow, args=(over,), daemon=True) for client in (*pages, desk)]
    for thread in following:
        thread.start()
    for flow in flows:
        assert flow.ended.wait(60)
    over.set()
    for thread in following:
        thread.join(30)
    for talk, page in zip(talks, pages, strict=True):
        wanted = talk.read()
        said = [message["text"] for message in wanted[-MESSAGES:]]
        assert said == [f"message {number}" for number in range(MESSAGES)]
        assert page.seen == desk.seen[talk.id] == wanted
    assert min(client.times for client in (*pages, desk)) >= 5
