"""The page behind a private link: whoever has it may read and write there, and nobody else."""

import re
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from kb import ids
from kb.store.engine import Database
from tests.web.conftest import Customer
from web.house import House

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def case(customer: Customer) -> str:
    """The address of the private page of a customer who waits for a person."""
    customer.press("handoff")
    link: str = customer.post("link", {}).body["link"]
    return link


def test_opens_for_the_link_alone(
    case: str, customer: Customer, other_customer: Customer, stranger: FlaskClient
) -> None:
    assert "I would like to talk to a person." in stranger.get(case).text
    for token in (
        "x" * 43, "x" * 43 + customer.id, case[6:-1], case[6:-1] + "é", case[6:49] + other_customer.id,
        case[6:].swapcase(), customer.token, customer.id,
    ):
        assert stranger.get(f"/case/{token}").status_code == 404
        assert stranger.get(f"/case/{token}/stream").status_code == 404
        assert stranger.post(f"/case/{token}", data={"text": "hello"}).status_code == 404


def test_the_link_is_the_same_whenever_it_is_asked_for(case: str, customer: Customer) -> None:
    assert customer.post("link", {}).body["link"] == case


def test_links_that_were_drawn_by_lot_stay_good(customer: Customer, db: Database, stranger: FlaskClient) -> None:
    token = ids.new_token()
    db.write(
        lambda tx: tx.run(
            "UPDATE conversation SET link = :link WHERE id = :id", id=customer.id, link=ids.digest(token)
        )
    )
    assert stranger.get(f"/case/{token}").status_code == 200
    assert stranger.get(f"/case/{ids.new_token()}").status_code == 404


def test_a_new_link_ends_every_one_of_before(
    case: str, customer: Customer, house: House, db: Database, stranger: FlaskClient, other_customer: Customer
) -> None:
    token = ids.new_token()
    db.write(
        lambda tx: tx.run(
            "UPDATE conversation SET link = :link WHERE id = :id", id=customer.id, link=ids.digest(token)
        )
    )
    others = other_customer.post("link", {}).body["link"]
    listening = stranger.get(f"{case}/stream").response
    assert b"event: case" in next(iter(listening))
    answer = stranger.post(case, data={"deed": "link"})
    new = answer.location.partition("?")[0]
    assert (answer.status_code, new == case, new[49:] == case[49:]) == (303, False, True)
    assert "keep it, it is your private link now" in stranger.get(answer.location).text
    assert b"reconnect" in b"".join(listening), "who looked on by the old link hears no more"
    for old in (case, f"/case/{token}"):
        assert [stranger.get(old).status_code, stranger.get(f"{old}/stream").status_code] == [404, 404]
        assert stranger.post(old, data={"deed": "link"}).status_code == 404
    assert customer.post("link", {}).body["link"] == new
    assert customer.say("still me").status == 200
    assert stranger.get(others).status_code == 200
    assert stranger.post(new, data={"deed": "link"}).location.partition("?")[0] not in (case, new)


def test_page_is_told_to_nobody(case: str, stranger: FlaskClient) -> None:
    for answer in (stranger.get(case), stranger.post(case, data={"text": "hello"})):
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex' in stranger.get(case).text


def test_writing_without_scripts(case: str, customer: Customer, stranger: FlaskClient) -> None:
    form = form_of(stranger.get(case).text)
    answer = stranger.post(case, data={"key": form.key, "text": "It is about order 1077.", "deed": "say"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{case}#end"
    assert "It is about order 1077." in stranger.get(case).text
    assert customer.read()[-1]["text"] == "It is about order 1077."


def test_same_form_sent_twice_says_it_once(case: str, customer: Customer, stranger: FlaskClient) -> None:
    form = form_of(stranger.get(case).text)
    before = len(customer.read())
    for _ in range(2):
        assert stranger.post(case, data={"key": form.key, "text": "Only once."}).status_code == 303
    assert len(customer.read()) == before + 1


def test_empty_and_overlong_texts_are_refused_and_kept_in_the_form(
    case: str, customer: Customer, stranger: FlaskClient
) -> None:
    before = len(customer.read())
    empty = stranger.post(case, data={"text": "  \n "})
    assert empty.status_code == 400
    assert "Please write something first." in empty.text
    long = stranger.post(case, data={"text": "x" * 4_001})
    assert long.status_code == 400
    assert "4,000" in long.text
    assert "x" * 4_001 in long.text
    assert len(customer.read()) == before


def test_agents_answer_is_there_and_the_private_note_is_not(
    case: str, customer: Customer, agent: FlaskClient, stranger: FlaskClient
) -> None:
    desk = f"/api/desk/conversations/{customer.id}"
    agent.post(f"{desk}/claim", json={})
    assert "Ada Agent is answering you." in stranger.get(case).text
    agent.post(f"{desk}/reply", json={"key": "r", "text": "Your order is on its way."})
    agent.post(f"{desk}/note", json={"key": "n", "text": "A difficult customer."})
    page = stranger.get(case).text
    assert "Your order is on its way." in page
    assert "difficult" not in page


def test_closing_rating_and_opening_again(
    case: str, customer: Customer, agent: FlaskClient, stranger: FlaskClient
) -> None:
    assert "How was the help?" not in stranger.get(case).text
    assert stranger.post(case, data={"deed": "solved", "key": "s"}).status_code == 303
    closed = stranger.get(case).text
    assert "This conversation is closed." in closed
    assert "How was the help?" in closed
    stranger.post(case, data={"deed": "rate", "rating": "4", "comment": HOSTILE})
    rated = stranger.get(case).text
    assert re.search(r'value="4" checked', rated)
    assert HOSTILE not in rated
    for wrong in ("0", "6", "five", ""):
        stranger.post(case, data={"deed": "rate", "rating": wrong})
    assert customer.post("link", {}).status == 200
    seen = agent.get(f"/api/desk/conversations/{customer.id}").json["conversation"]
    assert (seen["rating"], seen["rating_comment"]) == (4, HOSTILE)


def test_hostile_text_is_text(case: str, customer: Customer, agent: FlaskClient, stranger: FlaskClient) -> None:
    stranger.post(case, data={"text": HOSTILE})
    agent.post(f"/api/desk/conversations/{customer.id}/claim", json={})
    agent.post(f"/api/desk/conversations/{customer.id}/reply", json={"key": "r", "text": HOSTILE})
    page = stranger.get(case).text
    assert page.count("&lt;script&gt;") == 2
    assert "<script>alert" not in page
    assert "<img" not in page


def test_page_speaks_the_language_of_the_conversation(stranger: FlaskClient, chinese_customer: Customer) -> None:
    link = chinese_customer.post("link", {}).body["link"]
    assert '<html lang="zh-Hans"' in stranger.get(link).text
    stranger.set_cookie("language", "en")
    assert '<html lang="en"' in stranger.get(link).text


@pytest.fixture
def chinese_customer(stranger: FlaskClient) -> Customer:
    return Customer(stranger, language="zh-Hans")


def test_request_from_another_site_is_refused(case: str, customer: Customer, stranger: FlaskClient) -> None:
    before = len(customer.read())
    answer = stranger.post(case, data={"text": "hello"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert len(customer.read()) == before


def form_of(page: str) -> SimpleNamespace:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return SimpleNamespace(key=found[1])
