"""Old and wrong addresses: they lead on, or name what may have been meant, and tell nobody what is not theirs."""

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient

from articles import publishing, saving
from articles.editing import Text
from articles.saving import Care
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow
from tests.web.shelving import CHINESE, publish
from web import config
from web.app import create_app
from web.clock import now
from web.house import House


def rename(db: Database, article: Article, slug: str) -> Article:
    return saving.save(
        db, article.id, Text(article.title, article.body, article.language), care=Care(article.audience), slug=slug,
        seen=article.version, author=None, note="", now=now(),
    )


def test_an_old_address_leads_on_for_good(stranger: FlaskClient, db: Database) -> None:
    made = publish(db, Text("Pay by card", "Text.", "en"))
    rename(db, made, "用卡付款")
    for client in (stranger.get, stranger.head):
        answer = client("/articles/pay-by-card?a=1&b=%E7%94%A8")
        assert answer.status_code == 301
        assert answer.location == f"/articles/{quote('用卡付款')}?a=1&b=%E7%94%A8"
        assert answer.headers["Cache-Control"] == "no-cache"
    assert stranger.get("/articles/pay-by-card.md").location == f"/articles/{quote('用卡付款')}.md"
    assert stranger.get(answer.location).status_code == 200


@pytest.mark.parametrize("state", ["draft", "archived", "members", "staff"])
def test_an_old_address_tells_nothing_of_what_it_was(
    stranger: FlaskClient, db: Database, house: House, state: str
) -> None:
    audience = state if state in ("members", "staff") else "public"
    made = publish(db, Text("Secret okapi plan", "Text.", "en"), audience=audience)
    renamed = rename(db, made, "hidden-now")
    if audience == "public":
        archived = publishing.archive(db, made.id, seen=renamed.version, now=now())
        if state == "draft":
            publishing.redraft(db, made.id, seen=archived.version, now=now())
    follow(house)
    for path in ("/articles/secret-okapi-plan", "/articles/hidden-now"):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "plan" not in answer.text.replace("secret okapi plan", "")
        assert "hidden-now" not in answer.text


@pytest.mark.parametrize(
    "copied",
    ["重置密码。", "重置密码）", "%E9%87%8D%E7%BD%AE%E5%AF%86%E7%A0%81%E3%80%82", "重置密码,", "重置\u200b密码",
     "-重置密码-"],
)  # fmt: skip
def test_an_address_that_was_copied_with_what_stood_around_it(stranger: FlaskClient, db: Database, copied: str) -> None:
    publish(db, Text("重置密码", "正文。", "zh-Hans"))
    answer = stranger.get(f"/articles/{copied}")
    assert (answer.status_code, unquote(answer.location)) == (301, "/articles/重置密码")
    assert answer.location.isascii()
    assert stranger.get(answer.location).status_code == 200


def test_capitals_lead_on(stranger: FlaskClient, db: Database) -> None:
    publish(db, Text("Pay by card", "Text.", "en"))
    assert stranger.get("/articles/Pay-By-Card").location == "/articles/pay-by-card"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/articles/reset-pasword", "Reset your password"), ("/help/en-us/articles/360001-reset-password.html",
                                                             "Reset your password"),
        ("/download_invoice", "Download an invoice"), ("/articles/重置密码方法", "重置密码"),
    ],
)  # fmt: skip
def test_a_missing_page_names_what_may_have_been_meant(
    stranger: FlaskClient, shelf: dict[str, Article], path: str, title: str
) -> None:
    answer = stranger.get(path, headers=CHINESE if "重" in path else {})
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert title in re.sub("<[^>]+>", "", answer.text)
    assert 'role="search"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["/.env", "/wp-login.php", "/articles/1234", "/a/b/c.js", "/%00", "/" + "x" * 3000, "/%ff%fe", "/articles/%2e%2e"],
)
def test_addresses_that_nobody_asked_in_words(stranger: FlaskClient, shelf: dict[str, Article], path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 404
    assert "<mark>" not in answer.text


def test_programs_get_a_plain_answer(stranger: FlaskClient) -> None:
    assert stranger.get("/api/nowhere").json["error"]["code"] == "not_found"


@pytest.fixture
def limited(settings: config.Settings, shelf: dict[str, Article]) -> Iterator[FlaskClient]:
    app = create_app(dataclasses.replace(settings, limits=True))
    yield app.test_client()
    house: House = app.extensions["firstline"]
    house.live.close()
    house.db.close()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap/articles-0.xml", "/sitemap/topics.xml", "/feed.atom"])
def test_maps_and_feeds_are_rationed(limited: FlaskClient, path: str) -> None:
    answers = [limited.get(path) for _ in range(40)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_suggestions_are_rationed_like_searches(limited: FlaskClient) -> None:
    answers = [limited.get("/articles/reset-password-page") for _ in range(70)]
    assert {answer.status_code for answer in answers} == {404}
    assert "<mark>" in answers[0].text
    assert "<mark>" not in answers[-1].text
