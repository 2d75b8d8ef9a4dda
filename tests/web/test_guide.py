"""Every page leads to its article in the manual, also where the manual was taken off the shelves."""

from importlib.resources import files

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import publishing, seeding
from kb.store import shelving
from kb.store.articles import Article
from web.clock import now
from web.guide import ARTICLES
from web.house import House

NO_PAGES = (
    "/api/", "/health", "/metrics", "/static/", "/embed.js", "/language", "/scheme", "/files/",
    "/questions/similar", "/questions/tags/beginning",
)
NEEDS = {"unsaved_text.difference"}  # there must be a text that was not saved
ENDINGS = (
    "/stream", "/related/suggest", ".jsonl", ".csv", ".xml", ".txt", ".atom", ".md", "/answers/<answer>",
)
MANUAL = files("articles") / "manual"


@pytest.fixture
def manual(house: House) -> None:
    seeding.seed_manual(house.db, site="main", now=now())


def archive(house: House, *keys: str) -> None:
    for kept in shelving.kept(house.db, [f"manual:{key}.md" for key in keys], site="main").values():
        publishing.archive(house.db, kept.id, seen=kept.version, now=now())


def test_every_page_has_its_article(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NO_PAGES) and not rule.rule.endswith(ENDINGS)
    }
    assert pages - {"manage.manage", "searching.suggest", "board_question.post"} == ARTICLES.keys()


@pytest.mark.parametrize("key", sorted(set(ARTICLES.values())))
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_article_is_there(key: str, language: str) -> None:
    assert (MANUAL / language / f"{key}.md").is_file()


def test_a_page_links_to_its_article(shelf: dict[str, Article], stranger: FlaskClient, moderator: FlaskClient) -> None:
    assert 'href="/guide/ask"' in stranger.get("/ask").text
    assert 'href="/guide/answers"' in stranger.get(f"/articles/{shelf['refund'].slug}").text
    assert 'href="/guide/synonyms"' in moderator.get("/manage/synonyms").text


def test_every_page_that_needs_nothing_links_to_its_article(app: Flask, administrator: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ARTICLES.keys() - NEEDS and not rule.arguments and "GET" in (rule.methods or ()):
            page = administrator.get(rule.rule, follow_redirects=True)
            assert page.status_code == 200, rule.rule
            assert 'href="/guide/' in page.text, rule.rule


def test_it_leads_to_the_shelf_in_the_readers_language(manual: None, stranger: FlaskClient) -> None:
    assert stranger.get("/guide/synonyms").location == "/articles/tell-search-which-words-mean-the-same"
    chinese = stranger.get("/guide/synonyms", headers={"Accept-Language": "zh-TW"})
    assert "同义词" in stranger.get(chinese.location).text


def test_what_was_archived_is_shown_as_it_ships(manual: None, house: House, stranger: FlaskClient) -> None:
    archive(house, "en/synonyms", "zh-Hans/synonyms")
    shown = stranger.get("/guide/synonyms")
    assert shown.status_code == 200
    assert "<h1 id=\"title\">Tell search which words mean the same</h1>" in shown.text
    assert 'href="/guide/' in shown.text.partition('class="prose"')[2].partition("</article>")[0]
    assert "noindex" in shown.text


def test_an_empty_house_has_its_guide(stranger: FlaskClient) -> None:
    assert "<h1" in stranger.get("/guide/ask", headers={"Accept-Language": "zh-CN"}).text


@pytest.mark.parametrize("key", ["nothing", "..%2f..%2fpyproject", "ASK", "a" * 5000, "%00"])
def test_a_page_that_is_not_there_is_not_found(stranger: FlaskClient, key: str) -> None:
    assert stranger.get(f"/guide/{key}").status_code == 404
