"""Live streams when the store fails for a moment, when things come together, and when somebody is just leaving."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import staffing
from kb import saying
from kb.saying import Said
from kb.store import conversations, events, handoffs, inbox, messages, people, sessions
from kb.store.engine import Database, Transaction, Unavailable
from tests.web.chat.test_live import Listener, listen, reply, soon
from tests.web.conftest import Customer, person_of, signed_in
from web.chat import streams
from web.clock import now
from web.desk import api as desk_api
from web.house import House
from web.people import passwords


def away_once(monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, thread: str = "") -> list[bool]:
    """The store goes away in the middle of this reading, one time. What comes back tells whether it did."""
    read: Callable[..., object] = getattr(module, name)
    failed: list[bool] = []

    def once(*args: object, **kwargs: object) -> object:
        if not failed and thread in ("", threading.current_thread().name):
            failed.append(True)
            raise Unavailable("gone for a moment")
        return read(*args, **kwargs)

    monkeypatch.setattr(module, name, once)
    return failed


def test_a_message_is_handed_out_although_the_store_failed_in_between(
    agent: FlaskClient, claimed: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(claimed, after=4)
    assert soon(lambda: heard.of("conversation"))
    failed = away_once(monkeypatch, messages, "after", thread="live")
    reply(agent, claimed, "are you there")
    assert soon(lambda: [message["text"] for message in heard.of("message")] == ["are you there"])
    assert failed


def test_the_inbox_tells_who_waits_although_the_store_failed_in_between(
    agent: FlaskClient, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    failed = away_once(monkeypatch, inbox, "queue", thread="live")
    customer.press("handoff")
    assert soon(lambda: heard.of("inbox")[-1]["counts"]["queue"] == 1)  # type: ignore[index]
    assert failed


def test_streams_live_although_the_store_failed_when_the_first_was_opened(
    house: House, db: Database, agent: FlaskClient, claimed: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    away_once(monkeypatch, events, "latest")
    row = conversations.by_id(db, claimed.id)
    assert row
    with pytest.raises(Unavailable):
        house.live.open_customer(row)
    heard = listen(claimed, after=4)
    assert soon(lambda: heard.of("conversation"))
    reply(agent, claimed, "here I am")
    assert soon(lambda: heard.of("message"))


def test_a_stream_that_could_not_be_opened_is_not_kept(
    house: House, db: Database, agent: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = person_of(db, agent)
    away_once(monkeypatch, conversations, "claimed_by")
    with pytest.raises(Unavailable):
        house.live.open_agent(person, session="")
    assert house.live.count() == 0


def test_one_message_that_cannot_be_shown_takes_nothing_from_the_others(
    db: Database, claimed: Customer, other_customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(other_customer, after=1)
    listen(claimed, after=4)
    assert soon(lambda: heard.of("conversation"))
    read = messages.after

    def broken(db: Database, conversation: str, *, number: int, limit: int) -> object:
        if conversation == claimed.id:
            raise ZeroDivisionError
        return read(db, conversation, number=number, limit=limit)

    monkeypatch.setattr(messages, "after", broken)

    def body(tx: Transaction) -> None:  # both in one commit, so that they are handed out together
        for id in (claimed.id, other_customer.id):
            saying.say(tx, id, [Said("system", "text", "to both")], turn=None, now=now())

    db.write(body)
    assert soon(lambda: heard.of("message"))


def test_what_is_said_together_with_the_claim_reaches_the_one_who_claimed(
    db: Database, agent: FlaskClient, customer: Customer
) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    customer.press("handoff")
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    person = person_of(db, agent)

    def body(tx: Transaction) -> None:  # what two commits write is often read as one batch
        conversations.claim(tx, customer.id, agent=person.id, now=now())
        handoffs.claim(tx, customer.id, agent=person.id, now=now())
        saying.tell(tx, customer.id, "handoff.claimed", site="main", now=now())
        saying.say(tx, customer.id, [Said("customer", "text", "quickly")], turn=None, now=now())

    db.write(body)
    assert soon(lambda: [said["message"]["text"] for said in heard.of("message")] == ["quickly"])  # type: ignore[index]


def test_a_session_that_ended_while_the_stream_opened_hears_nothing(
    db: Database, house: House, agent: FlaskClient
) -> None:
    person = person_of(db, agent)
    db.write(lambda tx: sessions.end_all(tx, person.id))
    opened = house.live.open_agent(person, session="ended a moment ago")
    assert next(opened.read()).startswith(b"event: reconnect")
    house.live.leave(opened)


def test_an_agent_who_leaves_while_the_inboxes_are_told_stops_nobody_elses(
    app: Flask, db: Database, house: House, agent: FlaskClient, second_agent: FlaskClient, customer: Customer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    gone = person_of(db, signed_in(app, db, "Cyd Agent", "agent"))
    first = Listener(agent, "/api/desk/stream")
    assert soon(lambda: first.of("inbox"))
    leaving = house.live.open_agent(gone, session="")
    last = Listener(second_agent, "/api/desk/stream")
    assert soon(lambda: last.of("inbox"))
    read = inbox.mine

    def read_while_one_leaves(db: Database, agent: str, *, limit: int) -> object:
        found = read(db, agent, limit=limit)
        if house.live.count() == 3:
            house.live.leave(leaving)
        return found

    monkeypatch.setattr(inbox, "mine", read_while_one_leaves)
    customer.press("handoff")
    assert soon(lambda: last.of("inbox")[-1]["counts"]["queue"] == 1)  # type: ignore[index]
    assert house.live.count() == 2


def test_a_stream_ends_when_its_session_is_too_old(
    db: Database, agent: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    monkeypatch.setattr(desk_api, "HEARTBEAT", 0.05)
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    assert not heard.ended.wait(0.2)
    db.write(lambda tx: tx.run("UPDATE session SET expires_at = :now", now=now()))
    assert heard.ended.wait(3)


def test_who_signs_in_at_the_same_browser_ends_the_streams_of_who_was_there(
    db: Database, agent: FlaskClient, app: Flask
) -> None:
    before = person_of(db, agent)
    agent.put("/api/desk/presence", json={"presence": "online"})
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    after = person_of(db, signed_in(app, db, "Cyd Agent", "agent"))
    staffing.set_password(db, after, password=passwords.hash("a password of hers"), now=now())
    answer = agent.post("/api/desk/session", json={"email": after.email, "password": "a password of hers"})
    assert answer.json["person"]["name"] == "Cyd Agent"
    assert heard.ended.wait(3)
    left = people.by_id(db, before.id)
    assert left
    assert left.presence == "away"
