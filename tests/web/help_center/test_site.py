"""The help center through the front door: what readers find, and what they must never find."""

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb.store import shelves
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow
from tests.web.shelving import CHINESE, TAIWAN, add_topic, name_topic, page, publish, titles
from web.clock import now
from web.house import House


@pytest.fixture
def topic(db: Database) -> str:
    return add_topic(db, "billing", names={"en": "Billing", "zh-Hans": "账单"})


@pytest.mark.parametrize("path", ["/", "/topics", "/topics/-", "/search?q=quokka", "/search?q=zebra", "/ask"])
def test_drafts_and_staff_articles_are_nowhere(stranger: FlaskClient, shelf: dict[str, Article], path: str) -> None:
    html = page(stranger, path)
    assert "quokka plans" not in html
    assert "refund without" not in html
    assert shelf["secret"].slug not in html


def test_a_draft_has_no_page_even_for_moderators(
    stranger: FlaskClient, moderator: FlaskClient, shelf: dict[str, Article]
) -> None:
    assert stranger.get(f"/articles/{shelf['draft'].slug}").status_code == 404
    assert moderator.get(f"/articles/{shelf['draft'].slug}").status_code == 404


def test_a_staff_article_is_there_for_staff_alone(
    stranger: FlaskClient, member: FlaskClient, agent: FlaskClient, moderator: FlaskClient, shelf: dict[str, Article]
) -> None:
    address = f"/articles/{shelf['secret'].slug}"
    assert [client.get(address).status_code for client in (stranger, member, agent, moderator)] == [404, 404, 200, 200]
    html = page(agent, address)
    assert "zebra code" in html
    assert "Staff only</span>" in html
    assert 'rel="canonical"' not in html
    assert shelf["secret"].slug in page(agent, "/search?q=zebra")
    assert stranger.get(address).status_code == 404  # also after somebody of the staff has read it


def test_counts_leave_out_what_is_not_for_the_reader(
    stranger: FlaskClient, agent: FlaskClient, db: Database, topic: str
) -> None:
    publish(db, Text("One", "Text.", "en", topic))
    publish(db, Text("Two", "Text.", "en", topic), audience="staff")
    editing.create(db, Text("Three", "Text.", "en", topic), site="main", author=None, note="", now=now())
    assert "1 article<" in page(stranger, "/")
    assert "2 articles<" in page(agent, "/")
    assert titles(page(stranger, "/topics/billing")) == ["One"]
    assert titles(page(agent, "/topics/billing")) == ["One", "Two"]


def test_what_is_published_and_archived_shows_at_once(
    stranger: FlaskClient, db: Database, topic: str, shelf: dict[str, Article]
) -> None:
    page(stranger, "/")
    made = publish(db, Text("Pay by card", "Text.", "en", topic))
    assert "Pay by card" in page(stranger, "/")
    assert titles(page(stranger, "/topics/billing")) == ["Pay by card"]
    publishing.archive(db, made.id, seen=made.version, now=now())
    assert "Pay by card" not in page(stranger, "/")
    assert stranger.get("/topics/billing").status_code == 404
    assert stranger.get(f"/articles/{made.slug}").status_code == 404


def test_an_archived_article_is_not_found_although_the_index_still_has_it(
    stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    assert shelf["invoice"].slug in page(stranger, "/search?q=download an invoice")
    publishing.archive(db, shelf["invoice"].id, seen=shelf["invoice"].version, now=now())
    assert shelf["invoice"].slug not in page(stranger, "/search?q=download an invoice")


# ---- articles


def test_an_article_with_contents_and_anchors(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    html = page(stranger, "/articles/reset-your-password")
    assert '<h1 id="title">Reset your password</h1>' in html
    assert '<article lang="en"' in html
    assert html.count('<a href="#h-by-mail">By mail</a>') == 2  # beside the text, and folded for phones
    assert '<h2 id="h-by-mail">By mail</h2>' in html
    assert f'href="{canonical(html)}"' in html
    assert canonical(html).endswith("/articles/reset-your-password")
    assert "Ask the assistant" in html


def canonical(html: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]+)">', html)
    assert found
    return found[1]


def test_a_new_revision_shows_at_once(stranger: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    assert "choose a month" in page(stranger, "/articles/download-an-invoice")
    text = Text("Download an invoice", "It comes by mail.", "en")
    editing.revise(db, shelf["invoice"].id, text, seen=shelf["invoice"].version, author=None, note="", now=now())
    html = page(stranger, "/articles/download-an-invoice")
    assert "It comes by mail." in html
    assert "choose a month" not in html


def test_an_article_in_other_languages(stranger: FlaskClient, db: Database) -> None:
    english = publish(db, Text("Pay by card", "Text.", "en"))
    chinese = publish(db, Text("用银行卡付款", "正文。", "zh-Hans"), group=english.variant_group)
    staff = publish(db, Text("刷卡付款", "內文。", "zh-Hant"), group=english.variant_group, audience="staff")
    draft = Text("Draft", "x", "zh-Hant")
    editing.create(
        db, draft, site="main", author=None, note="", now=now(), variant_group=english.variant_group
    )
    html = page(stranger, f"/articles/{english.slug}", **CHINESE)
    assert "language-notice" in html
    assert f'<a href="/articles/{chinese.slug}" hreflang="zh-Hans">' in html
    assert f'hreflang="zh-Hans" href="http://127.0.0.1:8000/articles/{quote(chinese.slug)}">' in html
    assert staff.slug not in html
    assert "language-notice" not in page(stranger, f"/articles/{chinese.slug}", **CHINESE)
    assert "language-notice" in page(stranger, f"/articles/{english.slug}", **TAIWAN)


ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[press](javascript:alert(1))",
    "<svg/onload=alert(1)>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "</textarea><script>alert(1)</script>",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_article_cannot_run_anything(
    stranger: FlaskClient, house: House, db: Database, topic: str, attack: str
) -> None:
    body = f"Wombat {attack}\n\n## {attack}\n\nOne.\n\n## Two\n\n{attack}"
    made = publish(db, Text(f"Wombat {attack}", body, "en", topic))
    follow(house)
    for path in (f"/articles/{made.slug}", "/", "/topics/billing", "/search?q=wombat", "/ask"):
        html = stranger.get(path).text
        assert "Wombat" in html
        ours = r'<script type="(module" src="[^"]*"></script>|application/(ld\+)?json"[^>]*>)|content="[^"]*"'
        text = re.sub(ours, "", html)
        assert not re.search(r"<script|<svg/|<[^>]+\son\w+=|href=.javascript:|href=.data:", text), path


# ---- topics


def test_a_topic_shows_each_article_once_own_language_first(stranger: FlaskClient, db: Database, topic: str) -> None:
    both = publish(db, Text("Pay by card", "Text.", "en", topic))
    publish(db, Text("用银行卡付款", "正文。", "zh-Hans", topic), group=both.variant_group)
    publish(db, Text("Pay by transfer", "Text.", "en", topic))
    publish(db, Text("发票抬头", "正文。", "zh-Hans", topic))
    assert titles(page(stranger, "/topics/billing")) == ["Pay by card", "Pay by transfer", "发票抬头"]
    html = page(stranger, "/topics/billing", **CHINESE)
    assert titles(html) == ["用银行卡付款", "发票抬头", "Pay by transfer"]
    assert "<h1>账单</h1>" in html
    assert '<span class="badge">English</span>' in html
    assert titles(page(stranger, "/topics/billing", **TAIWAN)) == ["用银行卡付款", "发票抬头", "Pay by transfer"]
    assert "3 articles" in page(stranger, "/")


def test_a_long_topic_comes_in_parts_and_nothing_is_lost(stranger: FlaskClient, db: Database, topic: str) -> None:
    wanted = [f"Article {number}" for number in range(70)]
    for title in wanted:
        publish(db, Text(title, "Text.", "en", topic))
    for number in range(45):
        publish(db, Text(f"文章 {number}", "正文。", "zh-Hans", topic))
        wanted.append(f"文章 {number}")
    found, address = [], "/topics/billing"
    while address:
        html = page(stranger, address)
        part = titles(html)
        assert len(part) <= 50
        found += part
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following[1] if following else ""
    assert sorted(found) == sorted(wanted)
    assert len(set(found[:70])) == len(found[:70])


@pytest.mark.parametrize("after", ["", "en", "tlh.1", "en.zzzz", "'; DROP TABLE article; --", "zh-Hans."])
def test_a_topic_takes_any_place_to_begin_at(stranger: FlaskClient, db: Database, topic: str, after: str) -> None:
    publish(db, Text("Pay by card", "Text.", "en", topic))
    assert stranger.get("/topics/billing", query_string={"after": after}).status_code == 200


def test_articles_without_a_topic_have_a_shelf_too(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    assert "Other articles" in page(stranger, "/")
    assert "Reset your password" in titles(page(stranger, "/topics/-"))
    assert '<a href="/topics/-">Other articles</a>' in page(stranger, "/articles/reset-your-password")


def test_an_empty_help_center_says_so(stranger: FlaskClient) -> None:
    for path in ("/", "/topics"):
        assert "There are no articles here yet" in page(stranger, path)
    assert stranger.get("/topics/nowhere").status_code == 404


# ---- what every page keeps


def test_a_page_that_is_not_here_still_helps(stranger: FlaskClient) -> None:
    for language in ("en", "zh-Hans", "zh-Hant"):
        answer = stranger.get("/nowhere", headers={"Accept-Language": language})
        assert answer.status_code == 404
        assert f'<html lang="{language}">' in answer.text
        assert 'action="/search"' in answer.text
        assert 'href="/ask"' in answer.text


def test_nothing_on_a_page_needs_a_looser_policy(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    article = "/articles/reset-your-password"
    for path in ("/", "/topics", "/topics/-", article, "/search?q=password", "/ask", "/nowhere"):
        html = stranger.get(path).text
        running = r"\sstyle=|\son\w+=|<style|<script(?! type=\"(module|application/(ld\+)?json)\")"
        assert not re.search(running, html), path
        assert html.count("<h1") == 1, path
        assert '<main id="main"' in html


def test_the_shelves_know_a_topic_that_was_named_later(stranger: FlaskClient, db: Database, topic: str) -> None:
    publish(db, Text("付款", "內文。", "zh-Hant", topic))
    assert "账单" in page(stranger, "/", **TAIWAN)
    name_topic(db, topic, language="zh-Hant", name="帳單")
    publish(db, Text("退款", "內文。", "zh-Hant", topic))
    assert "帳單" in page(stranger, "/", **TAIWAN)
    assert shelves.filled(db, site="main", audiences=("public",))[0].count == 2
