"""Searching through the front door: results, repairs, advice, suggestions, and a site without its index."""

import pytest
from flask.testing import FlaskClient

from articles.editing import Text
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow
from tests.web.shelving import CHINESE, TAIWAN, add_topic, page, publish
from web.house import House


def test_a_result_leads_to_its_section_with_the_words_marked(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    html = page(stranger, "/search?q=call by phone for a password")
    assert 'href="/articles/reset-your-password#h-by-phone">Reset your <mark>password</mark></a>' in html
    assert '<p class="result-heading">By phone</p>' in html
    assert 'value="call by phone for a password"' in html


def test_results_are_counted_and_say_their_topic(stranger: FlaskClient, house: House, db: Database) -> None:
    topic = add_topic(db, "billing", names={"en": "Billing", "zh-Hans": "账单"})
    texts = [Text(f"Pay with a voucher, part {part}", "How to do it.", "en", topic) for part in range(11)]
    for text in texts[:2]:
        publish(db, text)
    follow(house)
    html = page(stranger, "/search?q=voucher")
    assert "2 results" in html and html.count('<span lang="en">Billing</span>') == 2
    assert '<span lang="zh-Hans">账单</span>' in page(stranger, "/search?q=voucher", **CHINESE)
    for text in texts[2:]:
        publish(db, text)
    follow(house)
    assert "More than 10 results" in page(stranger, "/search?q=voucher")
    assert "Results 11 to 11" in page(stranger, "/search?q=voucher&from=10")


def test_a_typing_error_is_repaired_and_said(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    html = page(stranger, "/search?q=resett my pasword")
    assert "Showing results for <strong>" in html
    assert "<mark>password</mark></strong>" in html
    assert "/articles/reset-your-password" in html


def test_chinese_is_found_in_either_script(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    assert f"/articles/{shelf['password-zh'].slug}" in page(stranger, "/search?q=忘记密码", **CHINESE)
    assert f"/articles/{shelf['password-zh'].slug}" in page(stranger, "/search?q=忘記密碼", **TAIWAN)


def test_nothing_found_gives_advice_and_ways_on(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    html = page(stranger, "/search?q=xylophone")
    assert "Nothing found for “xylophone”" in html
    assert 'href="/ask?q=xylophone"' in html
    assert 'href="/topics/-"' in html


def test_without_an_index_the_site_still_serves(
    stranger: FlaskClient, house: House, shelf: dict[str, Article]
) -> None:
    house.index.close()
    for path in sorted((house.settings.data / "index").rglob("*")):
        if path.is_file():
            path.write_bytes(b"not an index")
    answer = stranger.get("/search?q=password")
    assert answer.status_code == 503
    assert "Search does not work right now" in answer.text
    assert 'href="/topics/-"' in answer.text
    assert stranger.get("/suggest?q=password").json["suggestions"] == []
    for path in ("/", "/topics", "/topics/-", "/ask", "/articles/reset-your-password"):
        page(stranger, path)


@pytest.mark.parametrize(
    "query",
    ['"', "'", "AND OR NOT", "(((", "title:x", "*", "a\0b", "🙂🙂", "x" * 10_000, "密" * 5_000, "%ff", "\\", "../.."],
)
@pytest.mark.parametrize("path", ["/search", "/suggest", "/ask"])
def test_any_question_may_be_asked(stranger: FlaskClient, shelf: dict[str, Article], path: str, query: str) -> None:
    assert stranger.get(path, query_string={"q": query}).status_code == 200


def test_bytes_that_are_no_text_are_no_error(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    for path in ("/search?q=%ed%a0%80", "/search?q=%ff%fe", "/suggest?q=%c0%af"):
        assert stranger.get(path).status_code == 200


def test_suggestions_while_typing(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    found = stranger.get("/suggest?q=reset my passw").json["suggestions"]
    assert found[0]["title"] == [
        {"text": "Reset", "hit": True}, {"text": " your ", "hit": False}, {"text": "password", "hit": True},
    ]
    assert address_of(found[0]) == "reset-your-password"
    assert found[0]["language"] == "en"
    assert stranger.get("/suggest?q=").json["suggestions"] == []


def test_words_of_staff_articles_are_not_told_by_repairing_others(
    stranger: FlaskClient, agent: FlaskClient, shelf: dict[str, Article]
) -> None:
    assert "<mark>zebra</mark>" in agent.get("/search?q=zebro invoice").text
    told = stranger.get("/search?q=zebro invoice").text
    assert "Download an" in told
    assert "zebra" not in told


def test_suggestions_are_six_at_most(stranger: FlaskClient, house: House, db: Database) -> None:
    for number in range(9):
        publish(db, Text(f"Wombat number {number}", "Text.", "en"))
    follow(house)
    assert len(stranger.get("/suggest?q=wombat").json["suggestions"]) == 6


def test_drafts_and_staff_articles_are_not_suggested(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    for query in ("quokka", "zebra code", "refund without a receipt"):
        found = stranger.get("/suggest", query_string={"q": query}).json["suggestions"]
        assert not {shelf["secret"].slug, shelf["draft"].slug} & {address_of(one) for one in found}


def address_of(suggestion: dict[str, str]) -> str:
    return suggestion["url"].removeprefix("/articles/").partition("#")[0]
