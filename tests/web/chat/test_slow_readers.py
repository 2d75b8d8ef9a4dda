"""Readers who open a stream and do not read: they hold little memory, are cut off, and catch up later."""

import threading
import time
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from kb import saying
from kb.saying import Said
from kb.store.engine import Transaction, open_database
from tests.web.chat.test_live import listen, soon
from tests.web.conftest import Customer, do
from tests.web.served import Line, Served, Talk
from web.chat import streams
from web.clock import now

LONG: Final = "很长的一段话。" * 570
"""Nearly the longest message: with its HTML, 24 kB on the wire."""

READERS: Final = 6
MESSAGES: Final = 250
"""More than the system itself holds for a connection, and more than may wait behind that."""


def say_much(served: Served, talks: list[Talk]) -> None:
    """The agent says MESSAGES long things to everybody; in few commits, since it is about what reads them."""
    db = open_database(str(Path(served.server.data) / "firstline.db"))
    for first in range(0, MESSAGES, 10):

        def body(tx: Transaction, first: int = first) -> None:
            for talk in talks:
                said = [Said("agent", "text", f"{number} {LONG}") for number in range(first, first + 10)]
                saying.say(tx, talk.id, said, turn=None, now=now())

        db.write(body)
    db.close()


def test_readers_who_never_read_hold_little_memory_are_cut_off_and_catch_up(served: Served) -> None:
    talks = [Talk(served) for _ in range(READERS)]
    lines = [
        Line(served, f"/api/chat/conversations/{talk.id}/stream?after=4", served.headers(token=talk.token), buffer=4096)
        for talk in talks
    ]
    agents = Line(served, "/api/desk/stream", served.headers(agent=True), buffer=4096)
    time.sleep(0.2)
    process = served.worker()
    before = process.memory_info().rss
    say_much(served, talks)
    assert soon(lambda: len(process.net_connections()) <= 1, seconds=20)  # all were cut off, the agent too
    assert process.memory_info().rss - before < READERS * 2_000_000
    for talk, line in zip(talks, lines, strict=True):
        seen = numbers(line, until=4 + MESSAGES)
        assert seen == list(range(5, 5 + len(seen)))
        assert len(seen) < MESSAGES
        again = talk.stream(after=seen[-1] if seen else 4)
        assert seen + numbers(again, until=4 + MESSAGES) == list(range(5, 5 + MESSAGES))
        again.close()
        line.close()
    agents.close()


def numbers(line: Line, *, until: int) -> list[int]:
    """Of the messages that a stream brings, up to this one or until it ends."""
    found: list[int] = []
    for name, data in line.events(within=5.0):
        if name == "message":
            found.append(data["number"])
            if found[-1] == until:
                break
    return found


def test_bytes_that_wait_for_a_reader_are_bounded_and_forgotten_when_it_is_cut_off(
    agent: FlaskClient, claimed: Customer
) -> None:
    answer = claimed.client.get(
        f"/api/chat/conversations/{claimed.id}/stream?after=4", headers=claimed.headers, buffered=False
    )
    enough = streams.MOST_BYTES // 20_000
    for number in range(enough):
        assert do(agent, claimed, "reply", key=str(number), text=LONG)[0] == 200
    time.sleep(0.3)
    got: list[bytes] = []
    threading.Thread(target=lambda: got.extend(answer.response), daemon=True).start()
    assert soon(lambda: got and got[-1] == streams.RECONNECT)
    heard = listen(claimed, after=4)
    assert soon(lambda: heard.numbers() == list(range(5, 5 + enough)))
