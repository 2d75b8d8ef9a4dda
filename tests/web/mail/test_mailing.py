"""Mail that customers get: from the log to a real mail server, and a link that leads back."""

import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store import mails
from kb.store.engine import Database
from tests.web.conftest import Customer, do, signed_in
from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice
from web.clock import now
from web.house import House
from web.mail.sending import APART, Sender, Writer

SOON = 121_000
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: everybody@example.com"


@pytest.fixture
def web_dsn(dsn: str) -> str:
    return dsn


@pytest.fixture
def post(house: House) -> "Round":
    return Round(house)


class Round:
    """What the work process does, at whatever time it is."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.writer = Writer(house.db, house.settings)
        self.sender = Sender(house.db, house.settings)
        self.writer.step(now=now())  # from here on the log is read

    def go(self, *, later: int = 0) -> None:
        self.writer.step(now=now() + later)
        self.sender.step(now=lambda: now() + later)


@pytest.fixture
def asked(post: Round, customer: Customer) -> Customer:
    """Nobody was there; the customer has left an address."""
    customer.say("Where is my order 1077?")
    customer.press("handoff")
    assert customer.post("contact", {"name": "Cleo", "email": "cleo@example.com"}).status == 200
    return customer


def link_in(text: str) -> str:
    found = re.search(r"https://help\.example\.com(/case/[\w-]+)", text)
    assert found
    return found[1]


def test_an_answer_goes_to_who_has_left_and_its_link_opens_the_case(
    asked: Customer, agent: FlaskClient, stranger: FlaskClient, post: Round, office: PostOffice
) -> None:
    do(agent, asked, "claim")
    do(agent, asked, "reply", key="1", text="It left the warehouse this morning.")
    post.go(later=60_000)
    assert office.mails == []  # the customer may still be there
    do(agent, asked, "reply", key="2", text="You will have it on Friday.")
    post.go(later=SOON)
    mail, = office.wait_for(1)
    assert office.to == ["cleo@example.com"]
    assert mail["To"] == "cleo@example.com"
    assert mail["From"] == "Help <help@example.com>"
    assert mail["Subject"] == "Your answer from Firstline"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    for body in (post_office.plain(mail), post_office.html(mail)):
        assert "Hello Cleo," in body
        assert "It left the warehouse this morning." in body
        assert "You will have it on Friday." in body
        assert "1077" not in body  # the customer's own words
    assert "<script" not in post_office.html(mail)
    case = link_in(post_office.plain(mail))
    assert "You will have it on Friday." in stranger.get(case).text
    stranger.post(case, data={"text": "Thank you, and who pays?", "key": "k"})
    assert "Thank you, and who pays?" in str(agent.get(f"/api/desk/conversations/{asked.id}").json)
    post.go(later=2 * SOON + APART)
    assert len(office.mails) == 1


def test_who_has_read_it_gets_no_mail(asked: Customer, agent: FlaskClient, post: Round, office: PostOffice) -> None:
    do(agent, asked, "claim")
    do(agent, asked, "reply", key="1", text="On Friday.")
    assert asked.post("read", {"number": asked.read()[-1]["number"]}).status == 204
    post.go(later=SOON)
    assert office.mails == []


def test_who_opened_the_case_gets_no_mail(
    asked: Customer, agent: FlaskClient, stranger: FlaskClient, post: Round, office: PostOffice
) -> None:
    do(agent, asked, "claim")
    do(agent, asked, "reply", key="1", text="On Friday.")
    stranger.get(asked.post("link", {}).body["link"])
    post.go(later=SOON)
    assert office.mails == []


def test_what_is_said_soon_after_waits_for_a_second_mail(
    asked: Customer, agent: FlaskClient, post: Round, office: PostOffice
) -> None:
    do(agent, asked, "claim")
    do(agent, asked, "reply", key="1", text="First.")
    post.go(later=SOON)
    for number in range(5):
        do(agent, asked, "reply", key=f"m{number}", text=f"More {number}.")
    post.go(later=2 * SOON)
    assert len(office.mails) == 1
    post.go(later=SOON + APART + 1_000)
    assert len(office.mails) == 2
    body = post_office.plain(office.mails[1])
    assert "First." not in body
    assert all(f"More {number}." in body for number in range(5))


def test_nobodys_mailbox_is_filled(
    app: Flask, agent: FlaskClient, post: Round, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.mail.sending.MOST_TO_ADDRESS", 3)
    for number in range(5):
        customer = Customer(app.test_client())
        customer.press("handoff")
        customer.post("contact", {"email": "victim@example.com"})
        do(agent, customer, "claim")
        do(agent, customer, "reply", key="1", text=f"Answer {number}.")
    post.go(later=SOON)
    assert len(office.mails) == 3
    post.go(later=2 * 3_600_000)  # nothing is lost: it waits
    assert len(office.mails) == 5


def test_closing_is_told_too(asked: Customer, agent: FlaskClient, post: Round, office: PostOffice) -> None:
    do(agent, asked, "claim")
    do(agent, asked, "resolve")
    post.go(later=SOON)
    mail, = office.wait_for(1)
    assert mail["Subject"] == "Your conversation with Firstline is closed"
    assert "write again" in post_office.plain(mail)


def test_without_an_address_there_is_no_mail(
    customer: Customer, agent: FlaskClient, post: Round, db: Database
) -> None:
    customer.press("handoff")
    do(agent, customer, "claim")
    do(agent, customer, "reply", key="1", text="Hello.")
    post.go(later=SOON)
    assert mails.counts(db) == []


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [("zh-Hans", "Firstline 给您的答复", "查看并回复"), ("zh-Hant", "Firstline 給您的回覆", "查看並回覆")],
)
def test_mail_is_in_the_language_of_the_conversation(
    language: str, subject: str, word: str, app: Flask, agent: FlaskClient, post: Round, office: PostOffice
) -> None:
    customer = Customer(app.test_client(), language=language)
    customer.press("handoff")
    customer.post("contact", {"email": "li@example.com"})
    do(agent, customer, "claim")
    do(agent, customer, "reply", key="1", text="好的。")
    post.go(later=SOON)
    mail, = office.wait_for(1)
    assert mail["Subject"] == subject
    for body in (post_office.plain(mail), post_office.html(mail)):
        assert word in body
        assert "Read and answer" not in body
    assert f'lang="{language}"' in post_office.html(mail)


def test_hostile_words_stay_words(app: Flask, agent: FlaskClient, post: Round, office: PostOffice) -> None:
    customer = Customer(app.test_client())
    customer.say(HOSTILE)
    customer.press("handoff")
    customer.post("contact", {"name": "Eve\r\nBcc: victim@example.com", "email": "eve@example.com"})
    do(agent, customer, "claim")
    do(agent, customer, "reply", key="1", text=HOSTILE)
    do(agent, customer, "note", key="n", text="A secret note")
    assert customer.post("transcript", {}).status == 202
    post.go(later=SOON)
    assert len(office.wait_for(2)) == 2
    assert set(office.to) == {"eve@example.com"}
    for mail in office.mails:
        assert mail["Bcc"] is None
        page = post_office.html(mail)
        assert "<script>" not in page
        assert "<img" not in page
        assert "secret note" not in page + post_office.plain(mail)


@pytest.mark.parametrize(
    "email", ["a@example.com\r\nBcc: b@example.com", "a@b@example.com", "<a@example.com>", "a b@example.com", "a@", ""]
)
def test_what_is_no_address_is_not_taken(email: str, customer: Customer) -> None:
    assert customer.post("contact", {"email": email}).status == 400


class TestCopies:
    """A copy of the conversation, for who asks."""

    def test_holds_what_was_said(self, asked: Customer, agent: FlaskClient, post: Round, office: PostOffice) -> None:
        do(agent, asked, "claim")
        do(agent, asked, "reply", key="1", text="On Friday.")
        assert asked.post("transcript", {}).status == 202
        post.go()
        mail, = office.wait_for(1)
        assert mail["Subject"] == "A copy of your conversation with Firstline"
        for body in (post_office.plain(mail), post_office.html(mail)):
            assert "Where is my order 1077?" in body
            assert "On Friday." in body

    def test_a_stranger_cannot_send_words_of_theirs_to_anybody(
        self, asked: Customer, post: Round, office: PostOffice
    ) -> None:
        asked.say("Buy cheap watches at evil.example")
        assert asked.post("transcript", {}).status == 202
        post.go()
        mail, = office.wait_for(1)
        body = post_office.plain(mail)
        assert "evil.example" not in body + post_office.html(mail)
        assert "Cleo" not in body
        assert "Open the link to see what you wrote" in body

    def test_are_few(self, asked: Customer, app: Flask, post: Round, office: PostOffice) -> None:
        assert [asked.post("transcript", {}).status for _ in range(5)] == [202, 202, 202, 429, 429]
        told = []
        for _ in range(3):
            other = Customer(app.test_client())
            other.post("contact", {"email": "cleo@example.com"})
            told += [other.post("transcript", {}).status for _ in range(3)]
        assert told.count(202) == 3

    def test_need_an_address(self, customer: Customer) -> None:
        assert customer.post("transcript", {}).status == 409

    def test_the_case_page_has_a_button(
        self, asked: Customer, stranger: FlaskClient, post: Round, office: PostOffice, app: Flask, db: Database
    ) -> None:
        case = asked.post("link", {}).body["link"]
        for reader in (stranger, signed_in(app, db, "Otto Other", "member")):
            page = reader.get(case).text
            assert "It goes to c…@example.com." in page
            assert "cleo@example.com" not in page
        mine = Customer(signed_in(app, db, "Mia Member", "member"))  # their own address stands there in full
        mine.say("Where is my order 1078?")
        assert re.search(r"It goes to [0-9a-z]{18}@example.com\.", mine.client.get(f"/cases/{mine.id}").text)
        answer = stranger.post(case, data={"deed": "copy"}, follow_redirects=True)
        assert "A copy is on its way to you by mail." in answer.text
        post.go()
        assert len(office.wait_for(1)) == 1
        stranger.post(case, data={"deed": "copy"})
        stranger.post(case, data={"deed": "copy"})
        refused = stranger.post(case, data={"deed": "copy"})
        assert refused.status_code == 429
        assert "tomorrow" in refused.text


class TestUnsubscribing:
    def test_about_one_conversation(
        self, asked: Customer, agent: FlaskClient, stranger: FlaskClient, post: Round, office: PostOffice
    ) -> None:
        do(agent, asked, "claim")
        do(agent, asked, "reply", key="1", text="One.")
        post.go(later=SOON)
        stop = re.search(r"https://help\.example\.com(/unsubscribe/[\w-]+)", post_office.plain(office.wait_for(1)[0]))
        assert stop
        assert "Would you like to stop these mails?" in stranger.get(stop[1]).text
        assert "cleo@example.com" not in stranger.get(stop[1]).text
        ended = stranger.post(stop[1], data={"List-Unsubscribe": "One-Click"}, follow_redirects=True)
        assert "You will not get these mails any more." in ended.text
        do(agent, asked, "reply", key="2", text="Two.")
        post.go(later=SOON + APART + 1_000)
        assert len(office.mails) == 1
        stranger.post(stop[1], data={"deed": "back"})
        do(agent, asked, "reply", key="3", text="Three.")
        post.go(later=SOON + 2 * APART)
        assert len(office.mails) == 2

    def test_a_link_that_is_not_from_here_ends_nothing(self, stranger: FlaskClient) -> None:
        for link in ("x" * 43, "x" * 80, "é" * 50, "a" * 2_000):
            assert stranger.get(f"/unsubscribe/{link}").status_code == 404
            assert stranger.post(f"/unsubscribe/{link}").status_code == 404


def test_a_signed_in_customer_need_not_leave_an_address(
    app: Flask, db: Database, agent: FlaskClient, post: Round, office: PostOffice
) -> None:
    client = signed_in(app, db, "Mia Member", "member")
    customer = Customer(client)
    asked = customer.press("handoff")
    assert "leave an address" not in asked.messages[-1]["text"]
    do(agent, customer, "claim")
    do(agent, customer, "reply", key="1", text="On Friday.")
    post.go(later=SOON)
    assert len(office.wait_for(1)) == 1
    row = SimpleNamespace(**agent.get(f"/api/desk/conversations/{customer.id}").json["conversation"])
    assert office.to == [row.customer["contact"]]
    assert row.customer["name"] == "Mia Member"


def test_promises_are_those_that_are_kept(asked: Customer, stranger: FlaskClient) -> None:
    assert any("we send it to your address" in str(message["text"]) for message in asked.read())
    assert "we send the answer there" in stranger.get("/widget").text
