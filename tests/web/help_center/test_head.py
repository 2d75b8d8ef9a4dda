"""What a page's head says to machines, and which pages they may keep."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from articles.editing import Text
from kb.store.engine import Database
from tests.web.shelving import CHINESE, add_topic, publish
from web.help_center.describing import LONGEST, described

URL = "http://127.0.0.1:8000"


@pytest.fixture
def topic(db: Database) -> str:
    return add_topic(db, "billing", names={"en": "Billing", "zh-Hans": "账单"})


def data_of(html: str) -> Iterator[dict[str, object]]:
    for found_ in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        yield from json.loads(found_)["@graph"]


def heads(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html))


def test_an_articles_head(stranger: FlaskClient, db: Database, topic: str) -> None:
    body = "Open **Billing**. ![The page](/files/abc/page.png) Press *Pay*.\n\n## By phone\n\nCall us."
    english = publish(db, Text("Pay by card", body, "en", topic))
    chinese = publish(db, Text("用银行卡付款", "打开账单。", "zh-Hans", topic), group=english.variant_group)
    publish(db, Text("刷卡付款", "內文。", "zh-Hant", topic), group=english.variant_group, audience="members")
    answer = stranger.get("/articles/pay-by-card")
    html = answer.text
    assert f'<link rel="canonical" href="{URL}/articles/pay-by-card">' in html
    assert dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)) == {
        "en": f"{URL}/articles/pay-by-card", "zh-Hans": f"{URL}/articles/{quote(chinese.slug)}",
        "x-default": f"{URL}/articles/pay-by-card",
    }
    said = heads(html)
    assert said["description"] == said["og:description"]
    assert said["description"].startswith("Open Billing.")
    assert said["og:image"] == f"{URL}/files/abc/page.png"
    assert (said["og:locale"], said["og:locale:alternate"]) == ("en_US", "zh_CN")
    assert (said["og:type"], said["twitter:card"]) == ("article", "summary_large_image")
    assert answer.headers["Link"] == '</articles/pay-by-card.md>; rel="alternate"; type="text/markdown"'
    assert "X-Robots-Tag" not in answer.headers
    article, crumbs = data_of(html)
    assert (article["@type"], article["headline"], article["inLanguage"]) == ("Article", "Pay by card", "en")
    assert crumbs["@type"] == "BreadcrumbList"
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Help center", "Billing", "Pay by card"]  # type: ignore[attr-defined]
    there = stranger.get(f"/articles/{chinese.slug}", headers=CHINESE)
    assert there.headers["Link"].isascii()
    assert heads(there.text)["og:locale"] == "zh_CN"
    assert heads(there.text)["og:image"] == f"{URL}/static/mark.png"


def test_questions_and_answers_are_told_as_such(stranger: FlaskClient, db: Database) -> None:
    body = "Often asked.\n\n## Is it free?\n\nYes, **for good**.\n\n## 可以退款吗？\n\n可以。"
    publish(db, Text("Often asked", body, "en"))
    asked, _crumbs = data_of(stranger.get("/articles/often-asked").text)
    assert asked["@type"] == "FAQPage"
    assert asked["mainEntity"] == [
        {"@type": "Question", "name": "Is it free?", "acceptedAnswer": {"@type": "Answer", "text": "Yes, for good."}},
        {"@type": "Question", "name": "可以退款吗？", "acceptedAnswer": {"@type": "Answer", "text": "可以。"}},
    ]
    publish(db, Text("Steps", "## Is it free?\n\nYes.\n\n## Next steps\n\nPay.", "en"))
    assert next(data_of(stranger.get("/articles/steps").text))["@type"] == "Article"


@pytest.mark.parametrize("attack", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029 ]]>", '"}]'])
def test_data_cannot_leave_its_element(stranger: FlaskClient, db: Database, attack: str) -> None:
    made = publish(db, Text(f"Yak {attack}", f"## {attack}?\n\nA {attack}\n\n## B {attack}?\n\nB {attack}", "en"))
    html = stranger.get(f"/articles/{made.slug}").text
    element = re.search(r'<script type="application/ld\+json">([^<]*)</script>', html)
    assert element
    assert not re.search("[<>\u2028\u2029]", element[1])
    assert json.loads(element[1])["@graph"][1]["itemListElement"][-1]["name"] == made.title


@pytest.mark.parametrize("path", ["/", "/topics", "/topics/billing"])
def test_pages_of_every_language_at_one_address(
    stranger: FlaskClient, db: Database, topic: str, path: str
) -> None:
    publish(db, Text("Pay by card", "Text.", "en", topic))
    html = stranger.get(path).text
    assert f'<link rel="canonical" href="{URL}{path}">' in html
    for tag in ("en", "zh-Hans", "zh-Hant"):
        assert f'hreflang="{tag}" href="{URL}{path}?language={tag}">' in html
    assert f'hreflang="x-default" href="{URL}{path}">' in html
    chinese = stranger.get(f"{path}?language=zh-Hans").text
    assert f'<link rel="canonical" href="{URL}{path}?language=zh-Hans">' in chinese
    assert heads(chinese)["og:locale"] == "zh_CN"
    assert all(list(data_of(html)))


@pytest.mark.parametrize(
    ("path", "indexed"),
    [("/", True), ("/topics", True), ("/articles/pay-by-card", True), ("/search", False), ("/search?q=pay", False),
     ("/ask", False), ("/sign-in", False), ("/widget", False), ("/nowhere", False), ("/articles/nowhere", False)],
)  # fmt: skip
def test_what_search_engines_may_keep(stranger: FlaskClient, db: Database, path: str, indexed: bool) -> None:
    publish(db, Text("Pay by card", "Text.", "en"))
    answer = stranger.get(path)
    assert (answer.headers.get("X-Robots-Tag") is None) == indexed
    head = stranger.head(path)
    assert (head.status_code, head.data) == (answer.status_code, b"")
    for name in ("X-Robots-Tag", "Link", "Cache-Control", "Content-Type"):
        assert head.headers.get(name) == answer.headers.get(name)


def test_moderators_pages_are_not_kept(moderator: FlaskClient) -> None:
    assert moderator.get("/manage/articles").headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("", ""),
        ("## Only\n\n## Headings", ""),
        ("# H\n\nOpen **Billing** and press [Pay](/pay).", "Open Billing and press Pay."),
        ("One sentence here is long enough. " * 8, ("One sentence here is long enough. " * 4).strip()),
        ("版本 2.5 已经发布。" * 30, "版本 2.5 已经发布。" * 13),
        ("我" * 400, "我" * 159 + "…"),
        ("word " * 100, "word " * 30 + "word…"),
        ("Version 2.5 of it runs on every phone, tablet and computer" * 4, None),
    ],
)
def test_a_description_is_cut_where_it_hurts_least(body: str, description: str | None) -> None:
    found = described(body)
    assert len(found) <= LONGEST
    assert "\n" not in found
    if description is not None:
        assert found == description
