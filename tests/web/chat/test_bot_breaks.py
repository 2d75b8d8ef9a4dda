"""The bot when something in it or below it breaks, and what it must not remember or show."""

import pytest

from bot import chat, matching, passages
from bot.dialogue import Choice, State
from kb import conversing
from kb.conversing import Step
from kb.saying import Said
from kb.store import conversations, handoffs
from kb.store.articles import Article
from kb.store.engine import Database, Unavailable
from tests.web.conftest import Customer
from web.clock import now
from web.house import House

Shelf = dict[str, Article]


def broken(*_args: object, **_kwargs: object) -> object:
    raise ZeroDivisionError


def reason_of(db: Database, customer: Customer) -> str | None:
    found = handoffs.open_of(db, customer.id)
    return found.reason if found else None


def test_an_article_that_cannot_be_shown_brings_a_person(
    shelf: Shelf, customer: Customer, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "passage", broken)
    turn = customer.say("how long does a refund take")
    assert (turn.status, turn.messages[0]["text"]) == (200, "how long does a refund take")
    assert (turn.conversation["state"], reason_of(db, customer)) == ("waiting", "error")


def test_an_owed_answer_that_cannot_be_shown_brings_a_person_and_holds_up_nobody(
    shelf: Shelf, customer: Customer, other_customer: Customer, db: Database, house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat, "PATIENCE", -1.0)
    customer.say("how long does a refund take")
    other_customer.say("how do i download an invoice")
    show = passages.passage

    def broken_for_one(article: Article, *args: object) -> object:
        return broken() if article.id == shelf["refund"].id else show(article, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(passages, "passage", broken_for_one)
    chat.settle_due(house.db, house.index, now=now())
    assert reason_of(db, customer) == "error"
    assert other_customer.read()[-1]["kind"] == "passage"


def test_without_the_store_nothing_is_decided_and_the_same_key_asks_again(
    shelf: Shelf, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_kwargs: object) -> object:
        raise Unavailable("gone for a moment")

    monkeypatch.setattr(matching, "match", gone)
    assert customer.say("how long does a refund take", key="k").status == 503
    monkeypatch.undo()
    turn = customer.say("how long does a refund take", key="k")
    assert [message["number"] for message in turn.messages] == [2, 3]
    assert turn.messages[1]["kind"] == "passage"


def test_a_password_is_not_kept_in_what_the_bot_remembers_of_a_question(
    shelf: Shelf, customer: Customer, db: Database
) -> None:
    customer.say("my password is hunter2 and i cannot log in any more")
    row = conversations.by_id(db, customer.id)
    assert row
    assert State.from_json(row.dialogue).asked
    assert "hunter2" not in row.dialogue


def test_an_offered_article_that_became_the_staffs_is_not_shown(
    shelf: Shelf, customer: Customer, db: Database
) -> None:
    article = shelf["refund"]
    asked = State(phase="asked_which", offered=(Choice(article.id, article.title),))
    said = Said(
        "bot", "choices", "Is this what you mean?", data={"choices": [{"id": article.id, "label": article.title}]}
    )
    row = conversations.by_id(db, customer.id)
    assert row
    conversing.take_turn(db, row, None, Step(says=(said,), dialogue=asked.to_json()), now=now())
    db.write(lambda tx: tx.run("UPDATE article SET audience = 'staff' WHERE id = :id", id=article.id))
    turn = customer.choose(article.id)
    assert turn.status == 200
    assert [message["kind"] for message in turn.messages] == ["text", "text"]
    assert "five working days" not in str(turn.body)
