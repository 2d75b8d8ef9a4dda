"""Readers say whether an article helped; moderators read why it did not, and nobody else does."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing, helping
from articles.editing import Text
from kb.store import articles, feedback
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.feedback import Said
from tests.web.conftest import signed_in
from tests.web.shelving import add_topic, page, publish
from web.clock import now

ADDRESS = "/articles/download-an-invoice"
NO = {"vote": "did_not_help", "told": "yes"}


@pytest.fixture(params=["sqlite", "postgresql"])
def web_dsn(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"{request.param}_dsn")
    return address


def said(db: Database) -> list[Said]:
    return list(feedback.everything(db, site="main"))


def test_a_vote_is_counted_and_thanked_for(stranger: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    assert "Did this help?" in page(stranger, ADDRESS)
    answer = stranger.post(f"{ADDRESS}/feedback", data={"vote": "helped"})
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}?said=helped#helped-title")
    assert "Good to hear that it helped." in page(stranger, answer.location)
    assert "Did this help?" in page(stranger, ADDRESS)  # the page of everybody else
    [row] = said(db)
    assert (row.slug, row.vote, row.revision) == ("download-an-invoice", "helped", 1)


def test_the_last_word_counts_and_each_reader_once(
    app: Flask, stranger: FlaskClient, member: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    for client in (stranger, member):
        client.post(f"{ADDRESS}/feedback", data={"vote": "helped"})
        client.post(f"{ADDRESS}/feedback", data={**NO, "reason": "incomplete", "comment": " Which menu? "})
    assert [(row.vote, row.reason, row.comment) for row in said(db)] == [
        ("did_not_help", "incomplete", "Which menu?")
    ] * 2
    app.test_client().post(f"{ADDRESS}/feedback", data={"vote": "helped"})
    votes = feedback.of_article(db, shelf["invoice"].id)
    assert (votes.helped, votes.votes) == (1, 3)


def test_the_store_knows_nobody(
    stranger: FlaskClient, member: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    for client in (stranger, member):
        client.post(f"{ADDRESS}/feedback", data={"vote": "helped"})
    cookie = stranger.get_cookie("reader")
    assert cookie
    assert cookie.http_only
    assert member.get_cookie("reader") is None
    readers = [feedback.by_id(db, row.id, site="main") for row in said(db)]
    assert all(row and re.fullmatch("[0-9a-f]{64}", row.reader) and cookie.value not in row.reader for row in readers)


def test_why_not_is_asked_and_what_next_is_offered(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    answer = stranger.post(f"{ADDRESS}/feedback", data={"vote": "did_not_help"})
    html = page(stranger, answer.location)
    assert "What was missing?" in html
    assert html.count('type="radio"') == 5
    answer = stranger.post(f"{ADDRESS}/feedback", data={**NO, "reason": "other"})
    html = page(stranger, answer.location)
    assert "Do you still need an answer?" in html
    assert '<a href="/ask">' in html


def test_a_script_gets_the_part_alone(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    headers = {"X-Part": "feedback"}
    html = stranger.post(f"{ADDRESS}/feedback", data={"vote": "did_not_help"}, headers=headers).text
    assert "<html" not in html
    assert "What was missing?" in html
    long = stranger.post(f"{ADDRESS}/feedback", data={**NO, "comment": "x" * 1_001}, headers=headers)
    assert (long.status_code, "<html" in long.text) == (400, False)


def test_a_comment_that_is_too_long_is_not_lost(stranger: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    answer = stranger.post(f"{ADDRESS}/feedback", data={**NO, "reason": "other", "comment": "y" * 1_001})
    assert answer.status_code == 400
    assert "at most 1,000 characters" in answer.text
    assert "y" * 1_001 in answer.text
    assert 'value="other" checked' in answer.text
    assert said(db) == []


@pytest.mark.parametrize("form", [{}, {"vote": "best"}, {"vote": "helped", "reason": "because"}, {"vote": ""}])
def test_only_what_was_offered_counts(
    stranger: FlaskClient, db: Database, shelf: dict[str, Article], form: dict[str, str]
) -> None:
    assert stranger.post(f"{ADDRESS}/feedback", data=form).status_code == 400
    assert said(db) == []


def test_votes_of_the_staff_do_not_count(
    moderator: FlaskClient, agent: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    for client in (moderator, agent):
        answer = client.post(f"{ADDRESS}/feedback", data={"vote": "helped"})
        assert "Votes of people who work here are not counted." in page(client, answer.location)
    assert said(db) == []


def test_nobody_votes_on_what_they_cannot_read(
    stranger: FlaskClient, member: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    publish(db, Text("For members", "Text.", "en"), audience="members")
    for slug, client, status in (
        (shelf["draft"].slug, stranger, 404), (shelf["secret"].slug, stranger, 404),
        (shelf["secret"].slug, member, 404), ("for-members", stranger, 404), ("for-members", member, 303),
        ("never", stranger, 404),
    ):
        assert client.post(f"/articles/{slug}/feedback", data={"vote": "helped"}).status_code == status, slug


def test_votes_come_slowly(app: Flask, stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    house = app.extensions["firstline"]
    object.__setattr__(house.settings, "limits", True)
    answers = [stranger.post(f"{ADDRESS}/feedback", data={"vote": "helped"}) for _ in range(16)]
    assert [answer.status_code for answer in answers] == [303] * 15 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


# ---- moderators


def say(db: Database, article: Article, *, helped: int = 0, not_helped: int = 0, comment: str = "") -> None:
    for number in range(helped + not_helped):
        helping.say(
            db, article, reader=f"{number}", vote="helped" if number < helped else "did_not_help", reason="",
            comment="" if number < helped else comment, now=now() + number,
        )


def shown(html: str) -> list[str]:
    """The articles of the table, in order."""
    return re.findall(r'<td><a class="table-title"[^>]*>([^<]*)<', html)


def test_few_votes_weigh_less_than_many(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    say(db, shelf["invoice"], helped=1)
    say(db, shelf["refund"], helped=45, not_helped=5)
    say(db, shelf["password"], helped=10, not_helped=30)
    say(db, shelf["delivery"], not_helped=1)
    html = page(moderator, "/manage/feedback")
    assert shown(html)[0] == "Reset your password"
    assert shown(html)[-1] == "Download an invoice"
    assert "25 %" in html
    assert shown(page(moderator, "/manage/feedback?sort=best"))[0] == "How long a refund takes"
    assert "56 of 92 votes say that it helped." in html


def test_a_comment_is_handled_and_opened_again(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    say(db, shelf["invoice"], not_helped=1, comment="Where is that <b>menu</b>?")
    html = page(moderator, "/manage/feedback")
    assert 'aria-current="page">Feedback <span class="count">1</span>' in html
    assert "&lt;b&gt;menu" in moderator.get("/manage/feedback").text
    [row] = said(db)
    answer = moderator.post(f"/manage/feedback/{row.id}/handle", data={"language_of": "en"})
    html = page(moderator, answer.location)
    assert "Where is that" not in html
    assert f'action="/manage/feedback/{row.id}/reopen"' in html
    assert "Where is that" in page(moderator, "/manage/feedback?show=handled")
    moderator.post(f"/manage/feedback/{row.id}/reopen")
    assert "Where is that" in page(moderator, "/manage/feedback")


def test_what_is_said_again_is_open_again(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    say(db, shelf["invoice"], not_helped=1, comment="First")
    moderator.post(f"/manage/feedback/{said(db)[0].id}/handle")
    say(db, shelf["invoice"], not_helped=1, comment="Second")
    assert "Second" in page(moderator, "/manage/feedback")


def test_narrowed_to_a_language_or_a_topic_and_what_stands_below(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    top = add_topic(db, "top", names={"en": "Top"})
    made = publish(db, Text("Pay by card", "Text.", "en", top))
    for article in (made, shelf["invoice"], shelf["invoice-zh"]):
        say(db, article, not_helped=1, comment=f"About {article.title}")
    for query, titles in (
        (f"topic={top}", {"Pay by card"}), ("language_of=zh-Hans", {"下载发票"}),
        ("", {"Pay by card", "Download an invoice", "下载发票"}),
    ):
        html = page(moderator, f"/manage/feedback?{query}")
        assert set(shown(html)) == titles
        assert set(re.findall("About ([^<]*)<", html)) == titles


def test_many_comments_go_on_by_key(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    say(db, shelf["invoice"], not_helped=25, comment="Again.")
    html = page(moderator, "/manage/feedback")
    assert html.count("Again.") == 20
    older = re.search(r'rel="next" href="([^"]+)"', html)
    assert older
    assert page(moderator, older[1]).count("Again.") == 5


def test_an_earlier_text_is_said_to_be_one(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    say(db, shelf["invoice"], not_helped=1, comment="Hm.")
    assert "about an earlier text" not in page(moderator, "/manage/feedback")
    found = articles.by_id(db, shelf["invoice"].id)
    assert found
    text = Text(found.title, "Another text.", "en")
    editing.revise(db, found.id, text, seen=found.version, author=None, note="", now=now())
    assert "about an earlier text" in page(moderator, "/manage/feedback")


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "=HYPERLINK(\"http://x\",\"y\")\nmore")


def test_no_cell_of_the_export_is_a_formula(
    app: Flask, moderator: FlaskClient, stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    for formula in FORMULAS:
        app.test_client().post(f"{ADDRESS}/feedback", data={**NO, "comment": f"{formula}"})
    made = publish(db, Text("=cmd|x", "Text.", "en"))
    say(db, made, helped=1)
    answer = moderator.get("/manage/feedback/feedback.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=feedback.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["comment"] for row in rows[:-1]] == [f"'{formula.strip()}" for formula in FORMULAS]
    assert (rows[-1]["article"], rows[-1]["vote"]) == ("'=cmd|x", "helped")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "＝"))]


def test_what_readers_wrote_is_on_no_page_of_theirs(
    app: Flask, stranger: FlaskClient, member: FlaskClient, agent: FlaskClient, db: Database,
    shelf: dict[str, Article],
) -> None:
    stranger.post(f"{ADDRESS}/feedback", data={**NO, "comment": "platypus"})
    for client in (stranger, member, agent):
        for path in (ADDRESS, f"{ADDRESS}?said=told", "/", "/topics/-", "/suggest?q=invoice", "/search?q=invoice"):
            assert "platypus" not in client.get(path).text, path
        assert "Nothing found" in page(client, "/search?q=platypus")
    assert "platypus" in page(signed_in(app, db, "Mo", "moderator"), "/manage/feedback")


# ---- most helpful


def test_home_shows_what_helped_most_of_late(stranger: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    for name, helped in (("refund", 3), ("invoice", 5), ("secret", 9)):
        say(db, shelf[name], helped=helped)
    long_ago = now() - 91 * 86_400_000
    for number in range(7):
        helping.say(db, shelf["delivery"], reader=f"{number}", vote="helped", reason="", comment="", now=long_ago)
    assert "Latest articles" in page(stranger, "/")  # two are too few to call popular


def test_most_helpful_articles_come_in_the_readers_language(
    stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    for name, helped in (("refund", 3), ("invoice", 5), ("password", 4), ("secret", 9)):
        say(db, shelf[name], helped=helped)
    chinese = publish(db, Text("退款需要多久", "正文。", "zh-Hans"), group=shelf["refund"].variant_group)
    html = page(stranger, "/")
    found = re.findall(r'<li><a href="/articles/[^"]*"[^>]*>([^<]*)</a>', html)
    assert found == ["Download an invoice", "Reset your password", "How long a refund takes"]
    html = page(stranger, "/", **{"Accept-Language": "zh-CN"})
    assert chinese.title in html
    assert "How long a refund takes" not in html
    assert "zebra" not in html


@pytest.mark.parametrize(
    ("count", "of", "least"),
    [(0, 0, 0.0), (0, 10, 0.0), (1, 1, 0.2065), (10, 10, 0.7225), (90, 100, 0.8256), (1, 10, 0.0179)],
)
def test_the_lower_bound_of_a_share(count: int, of: int, least: float) -> None:
    assert helping.surely(count, of=of) == pytest.approx(least, abs=0.0002)
