"""A question that is asked from a conversation: noted there, answered there, and nothing of it shows on the board."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import sentences
from kb import accepting, conversing
from kb.noticing import Teller
from kb.store import conversations, people, posts
from kb.store.engine import columns
from kb.store.tokens import Token
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import Customer, follow, with_mail
from web import config
from web.chat import asking_links
from web.clock import now
from web.house import House
from web.people import links

ASKED = {"title": "Where do zebras sleep?", "body": "They look tired in the circus.", "tags": ""}
GUEST = {**ASKED, "name": "Kim", "email": "kim@example.com"}
PRIVATE = "is my gold order 77123 on its way with the zebras"


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return with_mail(settings)


@pytest.fixture
def customer(board_: Board, house: House, app: Flask) -> Customer:
    """A customer whom the bot has failed."""
    follow(house)
    made = Customer(app.test_client())
    made.say(PRIVATE)
    assert made.say("where do the zebras of the circus sleep").messages[-1]["link"]["url"].startswith("/questions/ask?")
    tell(house)
    return made


def tell(house: House) -> None:
    """As the work process does."""
    Teller(house.db, sentences.PASSED_BACK).step(now=now())


def asking(customer: Customer) -> str:
    """What the conversation hands along to the page that asks."""
    [address] = [str(each["link"]["url"]) for each in customer.read() if each.get("link")]  # type: ignore[index]
    return parse_qs(urlsplit(address).query)["from"][0]


def asked(client: FlaskClient, board_: Board, *, origin: str) -> posts.Post:
    """A member asks there, from a conversation."""
    answer = client.post("/questions/ask", data={**ASKED, "looked": ASKED["title"], "from": origin})
    found = posts.by_id(board_.db, answer.headers["Location"].split("/")[-2])
    assert found
    return found


def test_a_guest_asks_and_hears_in_the_conversation_of_the_answer(
    board_: Board, house: House, customer: Customer
) -> None:
    guest, origin = board_.enter(""), asking(customer)
    page = guest.get(f"/questions/ask?title={ASKED['title']}&from={origin}")
    assert "Your conversation stays private" in page.text and f'name="from" value="{origin}"' in page.text
    assert "gold order" not in page.text and page.headers["Referrer-Policy"] == "same-origin"
    between = guest.post("/questions/ask", data={**GUEST, "title": board_.question.title, "from": origin}).text
    assert f'name="from" value="{origin}"' in between  # the step between keeps it
    guest.post("/questions/ask", data={**GUEST, "looked": GUEST["title"], "from": origin})
    [token] = board_.db.all(Token, f"SELECT {columns(Token)} FROM token")
    tell(house)
    assert "asked_community" not in str(customer.read())  # nobody sees it yet
    confirmed = guest.post(links.address(house.settings, token.id, kind="question").removeprefix(house.settings.url))
    public = guest.get(confirmed.headers["Location"]).text
    assert customer.id not in public and origin not in public and "gold order" not in public
    tell(house)
    said = customer.read()[-1]
    question = {"title": ASKED["title"], "url": f"/posts/{token.facts['question']}"}
    assert (said["status"], said["link"]) == ("asked_community", question)
    assert said["text"] == "You asked the community."

    row = board_.db.value("SELECT id FROM post WHERE conversation = :id", id=customer.id)
    reply = board.answer(board_.db, board.stored(board_.db, posts.by_id(board_.db, row) or board_.question), now=now())
    tell(house)
    assert customer.read()[-1] == said  # an answer that nobody vouches for is no news here
    accepting.accept(board_.db, reply.id, person="moderator", now=now())
    accepting.mark_official(board_.db, reply.id, person="agent", now=now())
    tell(house)
    told = customer.read()[int(str(said["number"])):]
    assert [(each["status"], each["link"]["url"]) for each in told] == [  # type: ignore[index]
        ("community_answered", f"/posts/{reply.id}")
    ]
    case = guest.get(customer.post("link", {}).body["link"]).text
    assert f'href="/posts/{reply.id}"' in case and f"from={origin}" in case
    desk = board_.enter("agent").get(f"/api/desk/conversations/{customer.id}").json["messages"]
    assert [each["link"]["url"] for each in desk if "link" in each][1:] == [question["url"], f"/posts/{reply.id}"]


def test_a_member_hears_of_an_answer_that_others_vouch_for_among_the_notices(
    board_: Board, house: House, customer: Customer
) -> None:
    asker = board_.enter("asker")
    post = asked(asker, board_, origin=asking(customer))
    assert posts.conversation(board_.db, post.id) == customer.id
    reply = board.answer(board_.db, post, now=now())
    accepting.accept(board_.db, reply.id, person="asker", now=now())
    tell(house)
    assert "accepted an answer to your question" not in asker.get("/notifications").text  # they did it themselves
    accepting.mark_official(board_.db, reply.id, person="agent", now=now())
    accepting.unaccept(board_.db, reply.id, person="asker", now=now())
    accepting.accept(board_.db, reply.id, person="moderator", now=now())
    tell(house)
    page = asker.get("/notifications").text
    assert "Your question has an official answer" in page and "accepted an answer to your question" in page
    assert page.count(f'href="/posts/{reply.id}"') == 3


def test_only_who_holds_a_conversation_asks_from_it(board_: Board, house: House, customer: Customer) -> None:
    origin, row = asking(customer), conversations.by_id(board_.db, customer.id)
    helper = people.by_id(board_.db, "helper")
    assert row and helper
    forged = ("A" if origin[0] != "A" else "B") + origin[1:]
    asker = board_.enter("asker")
    for wrong in (forged, "", customer.id, f"{origin}0", customer.post("link", {}).body["link"][6:]):
        assert posts.conversation(board_.db, asked(asker, board_, origin=wrong).id) is None
    conversing.keep(board_.db, row, helper, now=now())
    assert asking_links.opened(board_.db, house.settings, origin, by=helper)
    assert posts.conversation(board_.db, asked(asker, board_, origin=origin).id) is None
