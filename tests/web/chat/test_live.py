"""Live streams: what is said arrives, once, in order, and at nobody else."""

import json
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import staffing
from kb.store import people
from kb.store.engine import Database
from tests.web.conftest import Customer
from web import config
from web.app import create_app
from web.chat import streams
from web.clock import now
from web.house import House

Event = tuple[str, dict[str, object], str | None]


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


class Listener:
    """A reader of one stream, on a thread of its own."""

    def __init__(self, client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()
        self._answer = client.get(path, headers=headers or {})
        assert self._answer.status_code == 200
        assert self._answer.mimetype == "text/event-stream"
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for chunk in self._answer.response:
            text = chunk.decode() if isinstance(chunk, bytes) else chunk
            if text.startswith(":"):
                continue
            fields = dict(line.split(": ", 1) for line in text.strip().split("\n"))
            self.events.append((fields["event"], json.loads(fields["data"]), fields.get("id")))
        self.ended.set()

    def of(self, name: str) -> list[dict[str, object]]:
        return [data for event, data, _ in list(self.events) if event == name]

    def numbers(self) -> list[object]:
        return [message["number"] for message in self.of("message")]


def listen(customer: Customer, *, after: int = 0) -> Listener:
    return Listener(
        customer.client, f"/api/chat/conversations/{customer.id}/stream?after={after}", headers=customer.headers
    )


def soon(truth: Callable[[], object], *, seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if truth():
            return True
        time.sleep(0.01)
    return bool(truth())


def reply(agent: FlaskClient, customer: Customer, text: str) -> None:
    answer = agent.post(f"/api/desk/conversations/{customer.id}/reply", json={"key": text, "text": text})
    assert answer.status_code == 200


def test_a_stream_begins_with_the_conversation_and_what_was_missed(claimed: Customer) -> None:
    heard = listen(claimed, after=1)
    assert soon(lambda: heard.numbers() == [2, 3, 4])
    assert heard.events[0][0] == "conversation"
    assert [id for event, _, id in heard.events if event == "message"] == ["2", "3", "4"]


def test_the_last_event_id_wins_over_the_address(claimed: Customer) -> None:
    heard = Listener(
        claimed.client, f"/api/chat/conversations/{claimed.id}/stream?after=0",
        headers={**claimed.headers, "Last-Event-ID": "3"},
    )
    assert soon(lambda: heard.numbers() == [4])


def test_what_the_agent_says_reaches_the_customer_live(agent: FlaskClient, claimed: Customer) -> None:
    heard = listen(claimed, after=4)
    reply(agent, claimed, "Good morning")
    assert soon(lambda: [message["text"] for message in heard.of("message")] == ["Good morning"])


def test_what_the_customer_says_reaches_the_agent_live_with_notes_and_typing(
    agent: FlaskClient, claimed: Customer
) -> None:
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    claimed.say("are you there")
    agent.post(f"/api/desk/conversations/{claimed.id}/note", json={"key": "n", "text": "calm down"})
    claimed.post("typing", {})
    assert soon(lambda: heard.of("message") and heard.of("note") and heard.of("typing"))
    assert heard.of("message")[0]["message"]["text"] == "are you there"  # type: ignore[index]
    assert heard.of("note")[0]["note"]["text"] == "calm down"  # type: ignore[index]


def test_a_customer_never_hears_notes_nor_other_customers(
    agent: FlaskClient, claimed: Customer, other_customer: Customer
) -> None:
    heard, other = listen(claimed), listen(other_customer)
    agent.post(f"/api/desk/conversations/{claimed.id}/note", json={"key": "n", "text": "private narwhal"})
    reply(agent, claimed, "public")
    other_customer.say("hello")
    assert soon(lambda: "public" in str(heard.events) and "hello" in str(other.events))
    assert "narwhal" not in str(heard.events) + str(other.events)
    assert "public" not in str(other.events)


def test_who_waits_appears_in_every_agents_inbox_and_leaves_it_when_claimed(
    agent: FlaskClient, second_agent: FlaskClient, customer: Customer
) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    heard = Listener(second_agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    assert heard.of("inbox")[0]["queue"] == []
    customer.press("handoff")
    assert soon(lambda: [row["id"] for row in heard.of("inbox")[-1]["queue"]] == [customer.id])  # type: ignore[union-attr, index]
    agent.post(f"/api/desk/conversations/{customer.id}/claim", json={})
    assert soon(lambda: heard.of("inbox")[-1]["queue"] == [])


def test_the_queue_is_told_at_most_twice_a_second(app: Flask, agent: FlaskClient) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    began = time.monotonic()
    for _ in range(30):
        Customer(app.test_client()).press("handoff")
    assert soon(lambda: heard.of("inbox")[-1]["counts"]["queue"] == 30)  # type: ignore[index]
    assert len(heard.of("inbox")) <= 3 + 2 * (time.monotonic() - began)


def test_a_place_that_moves_up_is_told(agent: FlaskClient, customer: Customer, other_customer: Customer) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    customer.press("handoff")
    other_customer.press("handoff")
    heard = listen(other_customer)
    assert soon(lambda: heard.of("conversation") and heard.of("conversation")[0]["place"] == 2)
    agent.post(f"/api/desk/conversations/{customer.id}/claim", json={})
    assert soon(lambda: heard.of("conversation")[-1]["place"] == 1)


def test_reconnecting_while_messages_flow_loses_and_doubles_nothing(agent: FlaskClient, claimed: Customer) -> None:
    said = [f"message {number}" for number in range(60)]
    talking = threading.Thread(target=lambda: [reply(agent, claimed, text) for text in said])
    talking.start()
    got: list[dict[str, object]] = []
    while len(got) < len(said):
        heard = listen(claimed, after=int(str(got[-1]["number"])) if got else 4)
        assert soon(lambda heard=heard: heard.of("message"))  # type: ignore[misc]
        got += heard.of("message")[: 1 + len(got) % 7]
    talking.join()
    assert [message["text"] for message in got] == said


def test_a_slow_reader_is_cut_off_and_catches_up(
    agent: FlaskClient, claimed: Customer, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_WAITING", 5)
    answer = claimed.client.get(
        f"/api/chat/conversations/{claimed.id}/stream?after=4", headers=claimed.headers, buffered=False
    )
    for number in range(12):
        reply(agent, claimed, f"message {number}")
    time.sleep(0.3)
    got = [chunk.decode() for chunk in answer.response]
    assert got[-1].startswith("event: reconnect")
    heard = listen(claimed, after=4)
    assert soon(lambda: len(heard.of("message")) == 12)


def test_a_stream_ends_within_seconds_when_the_person_leaves_or_signs_out(
    db: Database, agent: FlaskClient, second_agent: FlaskClient
) -> None:
    first, second = Listener(agent, "/api/desk/stream"), Listener(second_agent, "/api/desk/stream")
    assert soon(lambda: first.of("inbox") and second.of("inbox"))
    person = people.by_id(db, agent.get("/api/desk/me").json["person"]["id"])
    assert person
    staffing.set_role(db, person, role="member", now=now())
    assert first.ended.wait(3)
    assert not second.ended.is_set()
    second_agent.delete("/api/desk/session")
    assert second.ended.wait(3)


def test_another_process_is_heard_too(
    settings: config.Settings, agent: FlaskClient, claimed: Customer
) -> None:
    other = create_app(settings)
    heard = Listener(other.test_client(), f"/api/chat/conversations/{claimed.id}/stream?after=4", claimed.headers)
    reply(agent, claimed, "from over there")
    assert soon(lambda: heard.of("message"))
    other.extensions["firstline"].live.close()
    assert heard.ended.wait(3)
    other.extensions["firstline"].db.close()


def test_a_stop_asks_every_reader_to_come_again(house: House, claimed: Customer) -> None:
    heard = listen(claimed)
    assert soon(lambda: heard.events)
    house.live.end_all()
    assert heard.ended.wait(3)
    assert heard.events[-1][0] == "reconnect"
    assert soon(lambda: house.live.count() == 0)
