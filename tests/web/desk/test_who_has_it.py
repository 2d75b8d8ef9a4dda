"""Whose a conversation is when things cross: agents who leave, answers that are owed, requests that come twice."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import chat, sentences
from desk import queueing, staffing
from kb import answering
from kb.saying import Said
from kb.store import conversations, handoffs
from kb.store.articles import Article
from kb.store.conversations import Conversation
from kb.store.engine import Database
from kb.store.people import Person
from tests.web.conftest import Customer, do, person_of, signed_in
from web.clock import now
from web.house import House

WORDS = {"en": Said("system", "status", sentences.say("back_in_queue", "en"), data={"status": "returned"})}
JOINED = Said("system", "status", "here", data={"status": "claimed"})


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


def row_of(db: Database, customer: Customer) -> Conversation:
    found = conversations.by_id(db, customer.id)
    assert found
    return found


def test_whoever_leaves_while_claiming_leaves_no_customer_behind(app: Flask, db: Database, waiting: Customer) -> None:
    for number in range(8):
        person = person_of(db, signed_in(app, db, f"Agent {number}", "agent"))
        together = threading.Barrier(2)

        def claim(person: Person = person, together: threading.Barrier = together) -> None:
            together.wait()
            with contextlib.suppress(answering.Taken):
                answering.claim(db, waiting.id, agent=person.id, said=JOINED, now=now())

        claiming = threading.Thread(target=claim)
        claiming.start()
        together.wait()
        staffing.deactivate(db, person, words=WORDS, now=now())
        claiming.join()
        assert row_of(db, waiting).state == "waiting"
    with pytest.raises(answering.Taken):
        answering.claim(db, waiting.id, agent=person.id, said=JOINED, now=now())
    assert row_of(db, waiting).state == "waiting"


@pytest.mark.parametrize(
    "leave",
    [
        lambda db, person: staffing.set_role(db, person, role="moderator", words=WORDS, now=now()),
        lambda db, person: staffing.deactivate(db, person, words=WORDS, now=now()),
    ],
    ids=["another role", "deactivated"],
)
def test_whoever_leaves_the_desk_gives_back_what_they_had(
    db: Database, agent: FlaskClient, second_agent: FlaskClient, waiting: Customer,
    leave: Callable[[Database, Person], int],
) -> None:
    second_agent.put("/api/desk/presence", json={"presence": "online"})
    do(agent, waiting, "claim")
    assert leave(db, person_of(db, agent)) == 1
    row = row_of(db, waiting)
    assert (row.state, row.agent) == ("waiting", None)
    assert waiting.read()[-1]["status"] == "returned"
    assert waiting.say("hello").conversation["place"] == 1
    assert do(second_agent, waiting, "claim")[0] == 200


def test_a_role_that_stays_at_the_desk_keeps_its_customers(db: Database, agent: FlaskClient, waiting: Customer) -> None:
    do(agent, waiting, "claim")
    assert staffing.set_role(db, person_of(db, agent), role="supervisor", now=now()) == 0
    assert row_of(db, waiting).state == "claimed"


def test_given_back_while_nobody_is_there_it_is_a_ticket_and_promises_no_place(
    db: Database, agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    staffing.deactivate(db, person_of(db, agent), words=WORDS, now=now())
    seen = waiting.say("hello?").conversation
    assert (seen["state"], seen["ticket"], seen["place"]) == ("waiting", True, None)


def test_a_reply_that_was_said_is_found_again_by_its_key_whoever_has_it_now(
    agent: FlaskClient, second_agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    _status, said = do(agent, waiting, "reply", key="r", text="On its way")
    do(agent, waiting, "hand-back", to="queue")
    do(second_agent, waiting, "claim")
    status, again = do(agent, waiting, "reply", key="r", text="On its way")
    assert (status, again["messages"]) == (200, said["messages"])
    assert do(agent, waiting, "reply", key="other", text="Too late")[0] == 409
    assert sum(message["text"] == "On its way" for message in waiting.read()) == 1


@pytest.mark.parametrize("ending", ["resolved by the agent, thanked by the customer", "solved, says the customer"])
def test_what_has_ended_keeps_the_name_of_who_had_it(agent: FlaskClient, waiting: Customer, ending: str) -> None:
    do(agent, waiting, "claim")
    if ending.startswith("resolved"):
        do(agent, waiting, "resolve")
        waiting.say("thank you")
    else:
        waiting.press("solved", solved=True)
    row = agent.get(f"/api/desk/conversations/{waiting.id}").json["conversation"]
    assert (row["state"], row["agent"]["name"]) == ("resolved", "Ada Agent")
    assert agent.get("/api/desk/inbox?view=mine").json["counts"]["mine"] == 0
    waiting.say("it is not working")
    row = agent.get(f"/api/desk/conversations/{waiting.id}").json["conversation"]
    assert (row["state"], row["agent"]) == ("waiting", None)


def test_the_same_address_sent_twice_is_noted_once(customer: Customer) -> None:
    customer.press("handoff")
    address = {"name": "Cleo", "email": "cleo@example.com"}
    assert len(customer.post("contact", address).messages) == 1
    said = customer.read()
    again = customer.post("contact", address)
    assert (again.status, again.messages, again.conversation["contact"]) == (200, [], "cleo@example.com")
    assert customer.read() == said
    assert len(customer.post("contact", {**address, "email": "c@example.org"}).messages) == 1


@pytest.fixture
def owed(shelf: dict[str, Article], customer: Customer, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """A customer to whom the bot owes an answer, and the work process is away."""
    monkeypatch.setattr(chat, "PATIENCE", -1.0)
    customer.say("how long does a refund take")
    monkeypatch.undo()
    return customer


def test_an_agent_who_steps_in_takes_over_what_the_bot_owes(
    house: House, db: Database, agent: FlaskClient, owed: Customer
) -> None:
    do(agent, owed, "claim")
    do(agent, owed, "reply", key="r", text="Five days.")
    do(agent, owed, "resolve")
    said = owed.read()
    for later in (0, chat.OWED + 1_000):
        chat.settle_due(house.db, house.index, now=now() + later)
    assert owed.read() == said
    assert handoffs.open_of(db, owed.id) is None


def test_nothing_is_owed_any_more_when_the_customer_says_it_is_solved(house: House, owed: Customer) -> None:
    owed.press("solved", solved=True)
    said = owed.read()
    chat.settle_due(house.db, house.index, now=now())
    assert owed.read() == said


def test_where_a_person_came_while_the_bot_was_slow_nothing_is_owed(
    db: Database, house: House, shelf: dict[str, Article], agent: FlaskClient, customer: Customer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up = chat.matching.match

    def claimed_meanwhile(*args: object, **kwargs: object) -> object:
        do(agent, customer, "claim")
        return look_up(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(chat.matching, "match", claimed_meanwhile)
    monkeypatch.setattr(chat, "PATIENCE", -1.0)
    assert customer.say("how long does a refund take").status == 200
    do(agent, customer, "resolve")
    assert chat.settle_due(house.db, house.index, now=now()) == 0


def test_where_agents_step_in_nobody_waited(app: Flask, db: Database, agent: FlaskClient, waiting: Customer) -> None:
    for _ in range(queueing.FEWEST):
        other = Customer(app.test_client())
        other.say("hello")
        do(agent, other, "claim")
    assert waiting.say("how long?").conversation["wait"] is None
