"""The bot answers from the board: with what somebody vouches for, saying whose it is, and never with what is hidden."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import explaining, passing_on
from kb import accepting, moderating, posting, suspending, voting
from kb.fitting import Draft
from kb.moderating import Order, Target
from kb.store import conversations, evidence
from tests.web.board.conftest import Board
from tests.web.conftest import Customer, follow
from web.clock import now
from web.house import House

ASKED = "How do I change the battery?"
DAY = 86_400_000


@pytest.fixture
def ask(app: Flask, house: House) -> Callable[[], list[dict[str, object]]]:
    """What the assistant says to a new customer who asks about the battery."""

    def ask() -> list[dict[str, object]]:
        follow(house)
        found: list[dict[str, object]] = Customer(app.test_client()).say(ASKED).messages[1:]
        return found

    return ask


def passage(said: list[dict[str, object]]) -> dict[str, object]:
    [found] = [message["passage"] for message in said if message["kind"] == "passage"]
    assert isinstance(found, dict)
    return found


def test_an_accepted_answer_is_given_with_its_authors_name(
    board_: Board, ask: Callable[[], list[dict[str, object]]], house: House
) -> None:
    assert [message["kind"] for message in ask()] == ["text"]  # nobody vouches for it yet
    accepting.accept(house.db, board_.answer.id, person="asker", now=now())
    said = ask()
    found = passage(said)
    assert (found["title"], found["source"], found["by"]) == (ASKED, "community", "From the community, by Helper")
    assert found["url"] == f"/questions/{board_.question.id}/answers/{board_.answer.id}"
    assert "Open the lid first." in str(said[0]["html"])


def test_what_was_only_voted_up_is_asked_about_first(
    board_: Board, house: House, app: Flask, stranger: FlaskClient
) -> None:
    for voter in ("voter", "critic"):
        voting.vote(house.db, board_.answer.id, value=1, person=voter, now=now())
    follow(house)
    customer = Customer(app.test_client())
    offered = customer.say(ASKED).messages[1]
    assert (offered["kind"], offered["choices"][0]) == ("choices", {"id": board_.question.id, "label": ASKED})
    chosen = customer.choose(board_.question.id).messages
    assert passage(chosen)["by"] == "From the community, by Helper"
    tried = evidence.of_conversation(house.db, customer.id)
    assert [(row.kind, row.text, row.article) for row in tried] == [
        ("searched", ASKED, None), ("offered", ASKED, None), ("shown", ASKED, None),
    ]
    customer.press("not-solved")
    assert evidence.of_conversation(house.db, customer.id)[-1].text == ASKED


@pytest.mark.parametrize("away", ["hide", "remove", "close", "suspend", "withdraw"])
def test_what_is_taken_away_is_not_said_even_before_the_index_knows(
    board_: Board, ask: Callable[[], list[dict[str, object]]], house: House, app: Flask, away: str
) -> None:
    accepting.accept(house.db, board_.answer.id, person="asker", now=now())
    passage(ask())
    match away:
        case "suspend":
            suspending.suspend(
                house.db, "helper", until=now() + DAY, reason="Spam", note="", moderator="moderator", now=now()
            )
        case "withdraw":
            posting.withdraw(house.db, board_.answer.id, author="helper", now=now())
        case "close":
            moderating.moderate(
                house.db, [Target(board_.question.id)], Order("close", "unclear", ""), moderator="moderator", now=now()
            )
        case "hide" | "remove":
            moderating.moderate(
                house.db, [Target(board_.answer.id)], Order(away, "other", ""), moderator="moderator", now=now()
            )
    said = Customer(app.test_client()).say(ASKED).messages[1:]  # the index has not followed
    assert "passage" not in [message["kind"] for message in said]
    assert "lid" not in json.dumps(said)


def test_an_official_answer_is_said_to_be_one_and_its_markup_is_a_posts(
    board_: Board, ask: Callable[[], list[dict[str, object]]], house: House
) -> None:
    accepting.mark_official(house.db, board_.answer.id, person="agent", now=now())
    row = board_.stored(board_.answer)
    text = Draft("", "Open the [lid](https://elsewhere.example/lid) first.")
    posting.edit(house.db, row.id, text, note="", seen=row.version, author="helper", now=now())
    said = ask()
    assert str(passage(said)["by"]).startswith("From the community, by Helper. Our team")
    assert 'rel="' in str(said[0]["html"]) and "nofollow" in str(said[0]["html"])


def test_the_explanation_shows_how_far_the_answer_is_trusted(board_: Board, house: House) -> None:
    accepting.accept(house.db, board_.answer.id, person="asker", now=now())
    follow(house)
    found = explaining.explain(house.db, house.index, ASKED, site="main", language="en", now=now())
    [credited] = found.community
    assert (found.reason, found.decision, credited.by) == ("community", "answer", "From the community, by Helper")
    assert credited.confidence == credited.cap < credited.before
    page = board_.enter("moderator").get(f"/manage/explain?question={ASKED}").text
    assert "what the community says" in page and "accepted by who asked" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, how do I train a zebra for the circus?", "how do I train a zebra for the circus?"),
        ("how do I train my zebra, my mail is kim@example.com", ""),
        ("how do I train zebra number 4111 1111 1111 1111", ""),
        ("how do I train a zebra " + "that jumps very high " * 10, ""),
    ],
)
def test_where_the_bot_fails_the_community_may_be_asked_with_the_same_words(
    board_: Board, house: House, app: Flask, text: str, words: str
) -> None:
    follow(house)
    customer = Customer(app.test_client())
    assert [message["kind"] for message in customer.say(text).messages] == ["text", "text"]
    failed = customer.say("is the circus of zebras open").messages[-1]
    assert failed["kind"] == "status"
    asked = parse_qs(urlsplit(failed["link"]["url"]).query)
    assert asked["title"] == ["is the circus of zebras open"] and asked["from"][0].endswith(customer.id)
    row = conversations.by_id(house.db, customer.id)
    assert row
    assert passing_on.words(house.db, row, text) == words


def test_whoever_wants_a_person_is_not_sent_to_the_community(board_: Board, house: House, app: Flask) -> None:
    follow(house)
    assert "link" not in Customer(app.test_client()).say("I would like to talk to a person").messages[-1]
