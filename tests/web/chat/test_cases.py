"""My cases: each customer who is signed in sees their own, and nobody else's, as they are now."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import ids
from kb.store import conversations, departures, events, people, sessions
from kb.store.engine import Database, Transaction
from tests.web.conftest import Customer, do, signed_in
from web.chat.live import Live
from web.chat.streams import Stream
from web.clock import now
from web.house import House


@pytest.fixture
def web_dsn(dsn: str) -> str:
    return dsn


@pytest.fixture
def mia(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Mia Member", "member")


@pytest.fixture
def mine(mia: FlaskClient) -> Customer:
    """A conversation that Mia began while signed in."""
    customer = Customer(mia)
    customer.say("Where is my order 1077?")
    return customer


def test_what_is_asked_while_signed_in_stands_there(mine: Customer, mia: FlaskClient) -> None:
    page = mia.get("/cases").text
    assert "Where is my order 1077?" in page
    assert f'href="/cases/{mine.id}"' in page


def test_nothing_asked_yet(mia: FlaskClient) -> None:
    page = mia.get("/cases").text
    assert "You have not asked anything yet while signed in." in page
    assert 'href="/ask"' in page


def test_a_conversation_without_a_word_is_no_case(mia: FlaskClient) -> None:
    Customer(mia)
    assert "You have not asked anything yet" in mia.get("/cases").text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_that_frames_us_opens_nobodys_case(site: str, mia: FlaskClient, db: Database) -> None:
    begun = mia.post("/api/chat/conversations", json={}, headers={"Sec-Fetch-Site": site}).json
    row = conversations.by_id(db, begun["conversation"]["id"])
    assert row
    assert (row.person, row.contact) == (None, "")


def test_a_stranger_is_asked_to_sign_in_and_comes_back(mine: Customer, stranger: FlaskClient) -> None:
    for path in ("/cases", f"/cases/{mine.id}"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["Location"].startswith("/sign-in?next=/cases")) == (303, True)
    assert stranger.post(f"/cases/{mine.id}", data={"text": "hello"}).status_code == 401
    assert stranger.get("/cases/stream").status_code == 401


def test_somebody_elses_case_is_not_there(
    mine: Customer, app: Flask, db: Database, administrator: FlaskClient, customer: Customer
) -> None:
    other = signed_in(app, db, "Otto Other", "member")
    for client in (other, administrator):
        for id in (mine.id, customer.id, "x", "x" * 5_000):
            assert client.get(f"/cases/{id}").status_code == 404
            assert client.post(f"/cases/{id}", data={"text": "hello", "deed": "say"}).status_code == 404
        assert "1077" not in client.get("/cases").text
    assert all(message["text"] != "hello" for message in mine.read())


def test_going_on_in_a_case(mine: Customer, mia: FlaskClient, agent: FlaskClient) -> None:
    mine.press("handoff")
    do(agent, mine, "claim")
    do(agent, mine, "reply", key="1", text="On Friday.")
    do(agent, mine, "note", key="n", text="A difficult customer.")
    listed = mia.get("/cases").text
    assert "1 new answer" in listed
    assert "Ada Agent is answering you" in listed
    assert "On Friday." in listed
    page = mia.get(f"/cases/{mine.id}").text
    assert "On Friday." in page
    assert "difficult" not in listed + page
    assert "new answer" not in mia.get("/cases").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    for _ in range(2):
        sent = mia.post(f"/cases/{mine.id}", data={"key": key[1], "text": "Thank you.", "deed": "say"})
        assert sent.headers["Location"] == f"/cases/{mine.id}#end"
    assert [message["text"] for message in mine.read()].count("Thank you.") == 1


def test_solved_and_rated(mine: Customer, mia: FlaskClient, agent: FlaskClient) -> None:
    mine.press("handoff")
    mia.post(f"/cases/{mine.id}", data={"deed": "solved", "key": "s"})
    assert "Solved" in mia.get("/cases").text
    mia.post(f"/cases/{mine.id}", data={"deed": "rate", "rating": "5", "comment": "Kind."})
    assert agent.get(f"/api/desk/conversations/{mine.id}").json["conversation"]["rating"] == 5


def test_pages_are_private(mine: Customer, mia: FlaskClient) -> None:
    for path in ("/cases", f"/cases/{mine.id}"):
        answer = mia.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_hostile_words_are_words(mia: FlaskClient) -> None:
    customer = Customer(mia)
    customer.say("<script>alert(1)</script>")
    assert "<script>alert" not in mia.get("/cases").text


def test_many_are_in_pages(mia: FlaskClient, db: Database) -> None:
    said = [f"Question number {number:03}" for number in range(45)]
    for text in said:
        Customer(mia).say(text)
    path, seen = "/cases", []
    while path:
        page = mia.get(path).text
        seen += re.findall(r"Question number \d{3}(?=</span>)", page)
        older = re.search(r'href="(/cases\?before=[^"]+)"', page)
        path = older[1] if older else ""
    assert seen == said[::-1]
    for wrong in ("x", "1-", "-1", "9" * 40, "1-%00"):
        assert mia.get(f"/cases?before={wrong}").status_code == 200


def test_whoever_has_left_leaves_no_link_behind(
    mine: Customer, mia: FlaskClient, stranger: FlaskClient, db: Database
) -> None:
    case = mine.post("link", {}).body["link"]
    assert stranger.get(case).status_code == 200
    row = conversations.by_id(db, mine.id)
    assert row
    assert row.person
    who = row.person
    db.write(lambda tx: departures.forget_conversations(tx, who))
    assert stranger.get(case).status_code == 404
    assert stranger.post(case, data={"text": "hello"}).status_code == 404
    assert mine.say("hello").status == 404
    assert mia.get(f"/cases/{mine.id}").status_code == 404


class TestAdding:
    """A conversation from before joins the cases through its private link."""

    def test_by_a_press(self, customer: Customer, mia: FlaskClient, stranger: FlaskClient, db: Database) -> None:
        customer.say("It was before I signed up.")
        case = customer.post("link", {}).body["link"]
        assert "Add to my cases" not in stranger.get(case).text
        assert stranger.post(case, data={"deed": "keep"}).status_code == 401
        assert "Add to my cases" in mia.get(case).text
        kept = mia.post(case, data={"deed": "keep"}, follow_redirects=True).text
        assert "This conversation is among your cases now." in kept
        assert "Add to my cases" not in kept
        assert "It was before I signed up." in mia.get("/cases").text
        row = conversations.by_id(db, customer.id)
        assert row
        assert row.contact.endswith("@example.com")

    def test_what_is_somebodys_stays_theirs(
        self, mine: Customer, app: Flask, db: Database, mia: FlaskClient
    ) -> None:
        case = mine.post("link", {}).body["link"]
        other = signed_in(app, db, "Otto Other", "member")
        assert "Add to my cases" not in other.get(case).text
        other.post(case, data={"deed": "keep"})
        assert "1077" not in other.get("/cases").text
        assert "1077" in mia.get("/cases").text

    def test_an_address_that_was_left_stays(self, customer: Customer, mia: FlaskClient, db: Database) -> None:
        customer.post("contact", {"email": "cleo@example.com", "name": "Cleo"})
        mia.post(customer.post("link", {}).body["link"], data={"deed": "keep"})
        row = conversations.by_id(db, customer.id)
        assert row
        assert (row.contact, row.customer_name, bool(row.person)) == ("cleo@example.com", "Cleo", True)


class TestLive:
    """News of cases, for as long as the session lasts."""

    @pytest.fixture
    def live(self, house: House) -> Live:
        return house.live

    @pytest.fixture
    def stream(self, mine: Customer, live: Live, db: Database) -> Iterator[Stream]:
        row = conversations.by_id(db, mine.id)
        assert row
        assert row.person
        person = people.by_id(db, row.person)
        assert person
        session = sessions.Session(ids.digest("mia"), person.id, now(), now() + 3_600_000)
        db.write(lambda tx: sessions.add(tx, session))
        opened = live.open_person(person, session=session.id)
        yield opened
        live.leave(opened)
        assert live.count() == 0

    def test_an_answer_is_news_and_other_peoples_are_not(
        self, stream: Stream, mine: Customer, customer: Customer, agent: FlaskClient
    ) -> None:
        customer.press("handoff")
        mine.press("handoff")
        assert _next(stream) == ("case", {"id": mine.id})
        do(agent, mine, "claim")
        do(agent, mine, "reply", key="1", text="On Friday.")
        assert _next(stream) == ("case", {"id": mine.id})

    def test_ends_with_the_session(self, stream: Stream, db: Database) -> None:
        def end(tx: Transaction) -> None:
            sessions.end_all(tx, stream.person)
            events.append(
                tx, kind="session.ended", topic=f"person:{stream.person}", subject=stream.person, now=now()
            )

        db.write(end)
        assert b"reconnect" in list(stream.read())[-1]


def _next(stream: Stream) -> tuple[str, object]:
    item = next(stream.read()).decode()
    found = dict(line.split(": ", 1) for line in item.strip().split("\n"))
    return found["event"], json.loads(found["data"])
