"""The agents' side of the chat, through the front door."""

import json
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import sentences
from desk import staffing
from kb.saying import Said
from kb.store import handoffs, people
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, do, person_of
from web.clock import now

Shelf = dict[str, Article]


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


def test_an_agent_claims_reads_answers_and_resolves(agent: FlaskClient, waiting: Customer) -> None:
    [row] = agent.get("/api/desk/inbox?view=queue").json["conversations"]
    assert (row["id"], row["last_text"], row["reason"]) == (waiting.id, "I would like to talk to a person.", "asked")
    assert do(agent, waiting, "claim")[0] == 200
    assert agent.get("/api/desk/inbox?view=queue").json["counts"] == {"queue": 0, "mine": 1}
    status, _answer = do(agent, waiting, "reply", key="r1", text="How can I help?")
    assert status == 200
    assert waiting.read()[-1]["name"] == "Ada Agent"
    assert waiting.read()[-1]["text"] == "How can I help?"
    assert do(agent, waiting, "resolve")[0] == 200
    assert waiting.read()[-1]["status"] == "resolved"
    assert agent.get("/api/desk/inbox?view=mine").json["conversations"] == []
    assert waiting.post("rating", {"rating": 4, "comment": "quick"}).conversation["rating"] == 4


def test_the_queue_shows_what_was_asked_until_somebody_takes_it(
    shelf: Shelf, agent: FlaskClient, waiting: Customer, other_customer: Customer
) -> None:
    other_customer.say("The narwhal broke")
    other_customer.press("handoff")
    rows = {row["id"]: row for row in agent.get("/api/desk/inbox").json["conversations"]}
    assert (rows[waiting.id]["question"], rows[other_customer.id]["question"]) == ("", "The narwhal broke")
    other_customer.say("And it is purple")
    rows = {row["id"]: row for row in agent.get("/api/desk/inbox").json["conversations"]}
    row = rows[other_customer.id]
    assert (row["question"], row["last_text"]) == ("The narwhal broke", "And it is purple")
    do(agent, other_customer, "claim")
    [row] = agent.get("/api/desk/inbox?view=mine").json["conversations"]
    assert (row["question"], row["last_text"]) == ("", "And it is purple")


def test_two_agents_claim_at_once_and_one_is_told_who_has_it(
    agent: FlaskClient, second_agent: FlaskClient, waiting: Customer
) -> None:
    answers: list[tuple[int, dict[str, object]]] = []
    together = threading.Barrier(2)

    def claim(client: FlaskClient) -> None:
        together.wait()
        answers.append(do(client, waiting, "claim"))

    threads = [threading.Thread(target=claim, args=(client,)) for client in (agent, second_agent)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won, winner), (lost, loser) = sorted(answers, key=lambda answer: answer[0])
    assert (won, lost) == (200, 409)
    assert loser["error"]["code"] == "claimed"
    assert loser["error"]["agent"]["name"] == winner["conversation"]["agent"]["name"]
    assert sum(message["kind"] == "status" and message["status"] == "claimed" for message in waiting.read()) == 1


def test_only_who_has_it_may_answer(agent: FlaskClient, second_agent: FlaskClient, waiting: Customer) -> None:
    do(agent, waiting, "claim")
    for deed, body in (("reply", {"key": "r", "text": "me too"}), ("resolve", {}), ("hand-back", {"to": "queue"})):
        status, said = do(second_agent, waiting, deed, **body)
        assert (status, said["error"]["agent"]) == (409, {"name": "Ada Agent"})
    assert all(message["text"] != "me too" for message in waiting.read())


def test_whoever_has_it_may_claim_it_again_and_nothing_is_said_twice(agent: FlaskClient, waiting: Customer) -> None:
    do(agent, waiting, "claim")
    before = waiting.read()
    assert do(agent, waiting, "claim")[0] == 200
    assert waiting.read() == before


def test_the_same_reply_sent_again_is_said_once(agent: FlaskClient, waiting: Customer) -> None:
    do(agent, waiting, "claim")
    first = do(agent, waiting, "reply", key="r1", text="Hello")
    assert do(agent, waiting, "reply", key="r1", text="Hello")[1]["messages"] == first[1]["messages"]
    assert sum(message["text"] == "Hello" for message in waiting.read()) == 1


def test_a_note_is_seen_by_agents_and_never_by_the_customer(
    agent: FlaskClient, second_agent: FlaskClient, waiting: Customer
) -> None:
    status, said = do(second_agent, waiting, "note", key="n1", text="Secret narwhal <b>note</b>")
    assert status == 200
    assert do(second_agent, waiting, "note", key="n1", text="Secret narwhal")[1]["notes"] == said["notes"]
    shown = agent.get(f"/api/desk/conversations/{waiting.id}").json["notes"]
    assert [(note["name"], note["text"]) for note in shown] == [("Ben Agent", "Secret narwhal <b>note</b>")]
    assert "<b>" not in shown[0]["html"]
    link = waiting.post("link", {}).body["link"]
    everything = [
        json.dumps(waiting.read()), waiting.client.get(link).text,
        waiting.client.get(f"/api/chat/conversations/{waiting.id}/messages", headers=waiting.headers).text,
    ]
    assert not any("narwhal" in text for text in everything)
    assert agent.get("/api/desk/inbox").json["conversations"][0]["last_text"] != "Secret narwhal"


def test_handed_back_to_the_queue_it_waits_for_another_agent(
    agent: FlaskClient, second_agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    assert do(agent, waiting, "hand-back", to="queue")[0] == 200
    [row] = second_agent.get("/api/desk/inbox").json["conversations"]
    assert (row["reason"], row["state"]) == ("returned", "waiting")
    assert do(second_agent, waiting, "claim")[0] == 200


def test_handed_back_to_the_bot_the_bot_answers_again(shelf: Shelf, agent: FlaskClient, waiting: Customer) -> None:
    do(agent, waiting, "claim")
    assert waiting.say("how long does a refund take").messages[-1]["author"] == "customer"
    do(agent, waiting, "hand-back", to="bot")
    assert waiting.say("how do i download an invoice").messages[-1]["kind"] == "passage"


def test_an_agent_may_step_in_while_the_bot_has_it(shelf: Shelf, agent: FlaskClient, customer: Customer) -> None:
    customer.say("how long does a refund take")
    assert do(agent, customer, "claim")[0] == 200
    found = agent.get(f"/api/desk/conversations/{customer.id}").json["handoffs"]
    assert [(handoff["reason"], handoff["state"]) for handoff in found] == [("stepped_in", "claimed")]
    assert customer.say("and more").messages[-1]["author"] == "customer"


def test_whoever_writes_again_what_no_article_answers_is_with_a_person_again(
    shelf: Shelf, agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    do(agent, waiting, "resolve")
    assert waiting.say("the narwhal broke again").conversation["state"] == "waiting"
    do(agent, waiting, "claim")
    do(agent, waiting, "resolve")
    assert waiting.say("how do i download an invoice").messages[-1]["kind"] == "passage"


def test_a_resolved_conversation_that_is_not_solved_goes_back_to_a_person(
    agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    do(agent, waiting, "resolve")
    assert waiting.press("solved", solved=False).conversation["state"] == "waiting"


def test_who_went_home_loses_it_to_a_supervisor_and_what_was_ended_goes_on(
    agent: FlaskClient, second_agent: FlaskClient, supervisor: FlaskClient, db: Database, claimed: Customer
) -> None:
    ada, sue = (person_of(db, client).id for client in (agent, supervisor))
    assert do(second_agent, claimed, "take-over", **{"from": ada})[0] == 403
    status, said = do(supervisor, claimed, "take-over", **{"from": person_of(db, second_agent).id})
    assert (status, said["error"]["agent"]) == (409, {"name": "Ada Agent"}), "it is another's than the page showed"
    for _again in range(2):
        status, said = do(supervisor, claimed, "take-over", **{"from": ada})
        assert (status, said["conversation"]["agent"]["id"]) == (200, sue)
    assert do(agent, claimed, "reply", key="late", text="me again")[1]["error"]["agent"] == {"name": "Sue Supervisor"}
    assert do(agent, claimed, "reopen")[1]["error"]["code"] == "claimed", "it was never ended"
    assert agent.get("/api/desk/inbox?view=mine").json["conversations"] == []
    assert do(supervisor, claimed, "reply", key="r1", text="I go on")[0] == 200
    do(supervisor, claimed, "resolve")
    assert do(supervisor, claimed, "take-over", **{"from": sue})[1]["error"]["code"] == "conflict"
    for _again in range(2):
        status, said = do(agent, claimed, "reopen")
        assert (status, said["conversation"]["state"], said["conversation"]["agent"]["id"]) == (200, "claimed", ada)
    assert do(second_agent, claimed, "reopen")[1]["error"]["agent"] == {"name": "Ada Agent"}
    assert claimed.say("thanks, and now?").messages[-1]["author"] == "customer", "a person has it, not the bot"
    spoken = [message for message in claimed.read() if message["kind"] == "status"][-4:]
    assert [(message["status"], message["text"]) for message in spoken if message["status"] != "resolved"][1:] == [
        ("taken_over", "Sue Supervisor is here for you now."),
        ("reopened", "Ada Agent has opened this conversation again."),
    ]
    assert "Ada Agent is answering you." in claimed.client.get(claimed.post("link", {}).body["link"]).text
    found = handoffs.of_conversation(db, claimed.id)
    assert [(row.reason, row.state, row.agent_name) for row in found] == [
        ("asked", "returned", "Ada Agent"), ("stepped_in", "resolved", "Sue Supervisor"),
        ("stepped_in", "claimed", "Ada Agent"),
    ]


def test_the_customer_may_say_that_it_is_solved_while_waiting(agent: FlaskClient, waiting: Customer) -> None:
    turn = waiting.press("solved", solved=True)
    assert (turn.conversation["state"], turn.conversation["outcome"]) == ("resolved", "confirmed")
    assert agent.get("/api/desk/inbox").json["counts"]["queue"] == 0


def test_places_are_told_in_order_and_move_up(
    app: Flask, agent: FlaskClient, customer: Customer, other_customer: Customer
) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})
    assert customer.press("handoff").conversation["place"] == 1
    assert other_customer.press("handoff").conversation["place"] == 2
    do(agent, customer, "claim")
    seen = other_customer.client.get(
        f"/api/chat/conversations/{other_customer.id}/messages", headers=other_customer.headers
    )
    assert seen.json["conversation"]["place"] == 1


def test_who_leaves_loses_session_and_work_but_no_customer(
    app: Flask, db: Database, agent: FlaskClient, second_agent: FlaskClient, waiting: Customer
) -> None:
    do(agent, waiting, "claim")
    person = people.by_id(db, agent.get("/api/desk/me").json["person"]["id"])
    assert person
    words = {"en": Said("system", "status", sentences.say("back_in_queue", "en"), data={"status": "returned"})}
    assert staffing.deactivate(db, person, words=words, now=now()) == 1
    assert agent.get("/api/desk/me").status_code == 401
    assert second_agent.get("/api/desk/inbox").json["conversations"][0]["id"] == waiting.id
    assert [row.state for row in handoffs.of_conversation(db, waiting.id)] == ["returned", "waiting"]


def test_all_pages_by_key(app: Flask, agent: FlaskClient) -> None:
    made = []
    for number in range(55):
        customer = Customer(app.test_client())
        customer.say(f"hello {number}")
        made.append(customer.id)
    first = agent.get("/api/desk/inbox?view=all").json
    second = agent.get(f"/api/desk/inbox?view=all&before={first['more']}").json
    assert {row["id"] for row in [*first["conversations"], *second["conversations"]]} == set(made)
    assert second["more"] is None


@pytest.mark.parametrize(
    ("deed", "body"),
    [("reply", {"key": "r"}), ("reply", {"text": "x"}), ("hand-back", {"to": "nowhere"}), ("read", {"number": "1"}),
     ("note", {"key": "k", "text": " "})],
)
def test_a_bad_deed_says_what_is_wrong(
    agent: FlaskClient, waiting: Customer, deed: str, body: dict[str, object]
) -> None:
    do(agent, waiting, "claim")
    status, said = do(agent, waiting, deed, **body)
    assert (status, said["error"]["code"]) == (400, "malformed")


def test_a_conversation_that_is_not_there(agent: FlaskClient) -> None:
    assert agent.get("/api/desk/conversations/nothing").status_code == 404
    assert agent.post("/api/desk/conversations/nothing/claim", json={}).status_code == 404
