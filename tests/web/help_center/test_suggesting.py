"""Suggest an edit: whoever reads an article proposes a better text, and sees what became of it."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from articles import editing, proposing, publishing
from articles.editing import Text
from kb.store import articles, proposals
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.proposals import Proposal
from tests.web.conftest import SECRET, person_of, signed_in
from tests.web.shelving import page
from web.clock import now
from web.config import Settings
from web.house import House

BETTER = "A refund reaches your account within **three** working days."


def fields(client: FlaskClient, slug: str) -> dict[str, str]:
    """What the form sends when nobody has changed it."""
    html = page(client, f"/articles/{slug}/suggest")
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', html))
    found["title"] = re.search(r'name="title" value="([^"]*)"', html)[1]  # type: ignore[index]
    found["body"] = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)[1]  # type: ignore[index]
    return {name: unescape(value) for name, value in found.items()}


def send(client: FlaskClient, slug: str, **changed: str) -> TestResponse:
    return client.post(f"/articles/{slug}/suggest", data={**fields(client, slug), **changed})


@pytest.fixture
def refund(shelf: dict[str, Article]) -> Article:
    return shelf["refund"]


@pytest.fixture
def row(member: FlaskClient, db: Database, refund: Article) -> Proposal:
    answer = send(member, refund.slug, body=BETTER, note="It is faster now.")
    assert answer.status_code == 303
    found = proposals.by_id(db, answer.location.split("/")[-1].partition("?")[0], site="main")
    assert found
    return found


def test_whoever_is_signed_in_finds_the_way(member: FlaskClient, stranger: FlaskClient, refund: Article) -> None:
    assert f"/articles/{refund.slug}/suggest" in page(member, f"/articles/{refund.slug}")
    assert f"/articles/{refund.slug}/suggest" not in page(stranger, f"/articles/{refund.slug}")
    answer = stranger.get(f"/articles/{refund.slug}/suggest")
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/articles/{refund.slug}/suggest")


def test_a_suggestion_waits_and_readers_see_nothing_of_it(
    member: FlaskClient, stranger: FlaskClient, db: Database, refund: Article, row: Proposal
) -> None:
    assert (row.state, row.body, row.note, row.base) == ("waiting", BETTER, "It is faster now.", 1)
    html = page(member, f"/suggestions/{row.id}?done=sent")
    assert "Thank you." in html and "<ins>**three**</ins>" in html and "<del>five</del>" in html
    assert "Waiting for review" in page(member, "/suggestions")
    for address in (f"/articles/{refund.slug}", "/search?q=three+working+days", f"/articles/{refund.slug}.md", "/"):
        assert "**three**" not in page(stranger, address) and "<strong>three" not in page(stranger, address)


def test_the_difference_is_shown_before_anything_is_sent(member: FlaskClient, db: Database, refund: Article) -> None:
    answer = send(member, refund.slug, body=BETTER, deed="look")
    assert answer.status_code == 200
    assert "<ins>**three**</ins>" in answer.text and BETTER in unescape(answer.text)
    form = {**fields(member, refund.slug), "body": BETTER, "title": "How <b>long</b>"}
    piece = member.post(f"/articles/{refund.slug}/suggest/difference", data=form)
    assert "<ins>**three**</ins>" in piece.text and "&lt;b&gt;" in piece.text and "<html" not in piece.text
    assert proposals.count_waiting(db, site="main") == 0


def test_a_waiting_suggestion_can_be_changed(member: FlaskClient, db: Database, refund: Article, row: Proposal) -> None:
    assert fields(member, refund.slug)["body"] == BETTER
    answer = send(member, refund.slug, body="Two days.", note="shorter")
    assert answer.location.startswith(f"/suggestions/{row.id}")
    found = proposals.by_id(db, row.id, site="main")
    assert found and (found.body, found.note, found.version) == ("Two days.", "shorter", 2)


def test_what_was_decided_meanwhile_loses_nothing(
    member: FlaskClient, supervisor: FlaskClient, db: Database, refund: Article, row: Proposal
) -> None:
    form = {**fields(member, refund.slug), "body": "Two days."}
    proposing.decline(db, row, reviewer=person_of(db, supervisor).id, reply="no", seen=1, now=now())
    answer = member.post(f"/articles/{refund.slug}/suggest", data=form)
    assert answer.status_code == 409
    assert "Two days." in answer.text and 'name="seen"' not in answer.text
    again = member.post(f"/articles/{refund.slug}/suggest", data={**form, "seen": ""})
    assert again.status_code == 303 and row.id not in again.location


def test_from_a_second_window_no_second_one_comes(
    member: FlaskClient, db: Database, refund: Article
) -> None:
    form = {**fields(member, refund.slug), "body": BETTER}
    assert member.post(f"/articles/{refund.slug}/suggest", data=form).status_code == 303
    answer = member.post(f"/articles/{refund.slug}/suggest", data={**form, "body": "Two days."})
    assert answer.status_code == 409 and "Two days." in answer.text and 'name="seen" value="1"' in answer.text
    assert proposals.count_waiting(db, site="main") == 1


def test_it_can_be_withdrawn_once(member: FlaskClient, db: Database, row: Proposal) -> None:
    answer = member.post(f"/suggestions/{row.id}/withdraw")
    html = page(member, answer.location)
    assert "Withdrawn" in html and "/withdraw" not in html
    assert member.post(f"/suggestions/{row.id}/withdraw").location.endswith("done=late")
    assert proposals.count_waiting(db, site="main") == 0


def test_another_persons_suggestion_is_not_there(
    app: Flask, db: Database, moderator: FlaskClient, administrator: FlaskClient, row: Proposal
) -> None:
    for client in (signed_in(app, db, "Other Member", "member"), moderator, administrator):
        assert client.get(f"/suggestions/{row.id}").status_code == 404
        assert client.post(f"/suggestions/{row.id}/withdraw").status_code == 404
        assert row.title not in page(client, "/suggestions")
    found = proposals.by_id(db, row.id, site="main")
    assert found and found.state == "waiting"


def test_only_what_may_be_read_can_be_edited(
    member: FlaskClient, agent: FlaskClient, shelf: dict[str, Article]
) -> None:
    for name in ("secret", "draft"):
        assert member.get(f"/articles/{shelf[name].slug}/suggest").status_code == 404
        assert member.post(f"/articles/{shelf[name].slug}/suggest", data={}).status_code == 404
        assert member.post(f"/articles/{shelf[name].slug}/suggest/difference", data={}).status_code == 404
    assert SECRET.body in page(agent, f"/articles/{shelf['secret'].slug}/suggest")


def test_an_earlier_text_cannot_be_asked_for(member: FlaskClient, db: Database, refund: Article) -> None:
    editing.revise(
        db, refund.id, Text(refund.title, "Public words.", "en"), seen=refund.version, author=None, note="", now=now()
    )
    form = fields(member, refund.slug)
    for forged in ({"base": "1"}, {"proof": ""}, {"proof": "é"}, {"base": "99"}, {"base": "x"}):
        for deed in ("suggest", "suggest/difference"):
            answer = member.post(f"/articles/{refund.slug}/{deed}", data={**form, "body": "mine", **forged})
            assert answer.status_code == 400, forged
            assert "five working days" not in answer.text


def test_of_an_article_that_was_taken_away_only_the_own_words_stay(
    member: FlaskClient, db: Database, refund: Article, row: Proposal
) -> None:
    hidden = editing.revise(
        db, refund.id, Text("Hidden quokka", "x", "en"), seen=refund.version, author=None, note="", now=now()
    )
    publishing.archive(db, refund.id, seen=hidden.version, now=now())
    for address in ("/suggestions", f"/suggestions/{row.id}"):
        html = page(member, address)
        assert "quokka" not in html and refund.title in html and f"/articles/{hidden.slug}" not in html
        assert "five" not in html
    assert BETTER in page(member, f"/suggestions/{row.id}")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Nothing has changed yet."),
        ({"title": " "}, "Please give the article a title."),
        ({"body": " "}, "Please write the text."),
        ({"body": "x" * 200_001}, "This text is too long"),
        ({"body": "a\n<<<<<<< Now\nb\n=======\nc\n>>>>>>> Then"}, "Marks of a conflict"),
    ],
)
def test_what_cannot_be_sent_stays_in_the_form(
    member: FlaskClient, db: Database, refund: Article, changed: dict[str, str], sentence: str
) -> None:
    answer = send(member, refund.slug, note="why not", **changed)
    assert answer.status_code == 400
    assert sentence in unescape(answer.text) and "why not" in answer.text
    assert proposals.count_waiting(db, site="main") == 0


def test_nothing_in_a_difference_is_markup(member: FlaskClient, refund: Article) -> None:
    attack = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> javascript:alert(3) </textarea>"
    answer = send(member, refund.slug, title=attack[:200], body=attack, note=attack)
    looked = send(member, refund.slug, body=f"{attack} {attack}", deed="look").text
    for html in (*(member.get(address).text for address in (answer.location, "/suggestions",
                   f"/articles/{refund.slug}/suggest")), looked):
        assert "<script>alert" not in html and "<img src=x" not in html and "alert(1)" in html


def test_sender_state_and_site_are_not_the_forms(
    member: FlaskClient, db: Database, refund: Article, administrator: FlaskClient
) -> None:
    answer = send(
        member, refund.slug, body=BETTER, author=person_of(db, administrator).id, state="accepted", site="other",
        reviewer="x", article="y",
    )
    found = proposals.by_id(db, answer.location.split("/")[-1].partition("?")[0], site="main")
    assert found and (found.state, found.article, found.reviewer) == ("waiting", refund.id, None)
    assert found.author != person_of(db, administrator).id


def test_an_old_address_leads_to_the_form(member: FlaskClient, refund: Article) -> None:
    assert member.get(f"/articles/{refund.slug.upper()}/suggest").status_code == 301


class TestLimited:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, limits=True)

    def test_too_many_are_refused_and_nothing_typed_is_lost(
        self, member: FlaskClient, house: House, refund: Article
    ) -> None:
        for number in range(10):
            assert send(member, refund.slug, body=f"{BETTER} {number}").status_code == 303
        answer = send(member, refund.slug, body="The last of many.")
        assert answer.status_code == 429
        assert "The last of many." in answer.text and "Please wait a moment" in answer.text


def test_at_most_so_many_wait(member: FlaskClient, db: Database, refund: Article, row: Proposal) -> None:
    for number in range(19):
        made = editing.create(db, Text(f"Article {number}", "text", "en"), site="main", author=None, note="", now=now())
        found = articles.by_id(db, publishing.publish(db, made.id, seen=1, now=now()).id)
        assert found and send(member, found.slug, body="better").status_code == 303
    made = editing.create(db, Text("One more", "text", "en"), site="main", author=None, note="", now=now())
    publishing.publish(db, made.id, seen=1, now=now())
    answer = send(member, made.slug, body="better")
    assert answer.status_code == 400 and "You have 20 suggestions waiting." in answer.text
