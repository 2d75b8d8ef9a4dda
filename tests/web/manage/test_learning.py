"""What a customer's confirmation teaches: a suggestion for moderators, and nothing that counts by itself."""

import pytest
from flask import Flask

from articles import reviewing
from bot import lessons
from kb.store import articles, suggestions
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.suggestions import Kind
from tests.web.conftest import Customer
from web.clock import now

ASKED = "I forgot the password of my old account"


def waiting(db: Database, article: Article, kind: Kind = "phrasing") -> list[tuple[str, int]]:
    found = suggestions.of_article(db, article.id, kind=kind)
    return [(row.text, row.conversations) for row in found if row.state == "waiting"]


def asked_and_solved(app: Flask, text: str) -> Customer:
    customer = Customer(app.test_client())
    answered = customer.say(text)
    assert "passage" in [message["kind"] for message in answered.messages]
    customer.press("solved", solved=True)
    return customer


def test_a_confirmed_answer_suggests_the_question(
    app: Flask, db: Database, shelf: dict[str, Article], customer: Customer
) -> None:
    before = articles.phrasings(db, shelf["password"].id)
    asked_and_solved(app, f"Hello, {ASKED}?")
    [(text, conversations)] = waiting(db, shelf["password"])
    assert (text.rstrip("?"), conversations) == (ASKED, 1)
    assert articles.phrasings(db, shelf["password"].id) == before
    assert suggestions.waiting_counts(db, site="main") == {"phrasing": 1}


def test_each_customer_who_says_nearly_the_same_counts_once(
    app: Flask, db: Database, shelf: dict[str, Article]
) -> None:
    asked_and_solved(app, ASKED)
    again = asked_and_solved(app, f"{ASKED}?")
    assert [count for _, count in waiting(db, shelf["password"])] == [2]
    again.press("solved", solved=True)
    assert [count for _, count in waiting(db, shelf["password"])] == [2]


def test_what_is_known_is_not_suggested(app: Flask, db: Database, shelf: dict[str, Article]) -> None:
    asked_and_solved(app, "I forgot my password")
    asked_and_solved(app, "reset your password?")
    assert waiting(db, shelf["password"]) == []


def test_what_was_dismissed_does_not_come_again(app: Flask, db: Database, shelf: dict[str, Article]) -> None:
    asked_and_solved(app, ASKED)
    [row] = suggestions.of_article(db, shelf["password"].id, kind="phrasing")
    assert reviewing.dismiss(db, row, site="main", reviewer=None, now=now())
    asked_and_solved(app, f"{ASKED}?")
    assert waiting(db, shelf["password"]) == []
    assert suggestions.waiting_counts(db, site="main") == {}


def test_not_solved_suggests_that_the_article_does_not_answer(
    db: Database, shelf: dict[str, Article], customer: Customer
) -> None:
    customer.say(ASKED)
    customer.press("solved", solved=False)
    assert waiting(db, shelf["password"], "never_answer") == [(ASKED, 1)]
    assert waiting(db, shelf["password"]) == []


def test_what_a_person_solved_teaches_nothing(db: Database, shelf: dict[str, Article], claimed: Customer) -> None:
    claimed.press("solved", solved=True)
    assert suggestions.waiting_counts(db, site="main") == {}


def test_nobody_floods_an_article(
    app: Flask, db: Database, shelf: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "MOST_WAITING", 2)
    for word in ("lately", "today", "quickly"):
        asked_and_solved(app, f"{ASKED} {word}")
    assert len(waiting(db, shelf["password"])) == 2
