"""In which language and colours a page is read, and the switches for both."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from articles.editing import Text
from kb.store.engine import Database
from tests.web.shelving import page, publish


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("de-DE,de;q=0.9", "en"), ("zh-CN", "zh-Hans"), ("zh-TW,en;q=0.5", "zh-Hant"), ("zh-HK", "zh-Hant"),
        ("zh-Hans-TW", "zh-Hans"), ("fr;q=0.9, zh-Hant;q=0.8, en;q=0.7", "zh-Hant"), ("zh;q=0, en", "en"),
        (";;;", "en"),
    ],
)
def test_the_page_speaks_the_browsers_language(stranger: FlaskClient, header: str, language: str) -> None:
    assert f'<html lang="{language}">' in page(stranger, "/", **{"Accept-Language": header})


def test_a_language_is_kept(stranger: FlaskClient) -> None:
    answer = stranger.get("/language?to=zh-Hant", headers={"Referer": "http://localhost/search?q=a+b&language=en"})
    assert answer.status_code == 303
    assert answer.location == "/search?q=a+b"
    assert '<html lang="zh-Hant">' in page(stranger, "/")
    assert '<html lang="zh-Hans">' in page(stranger, "/?language=zh-Hans")
    assert '<html lang="zh-Hans">' in page(stranger, "/")


def test_switching_the_language_on_an_article_goes_to_its_variant(stranger: FlaskClient, db: Database) -> None:
    english = publish(db, Text("Pay by card", "Text.", "en"))
    chinese = publish(db, Text("用银行卡付款", "正文。", "zh-Hans"), group=english.variant_group)
    publish(db, Text("刷卡付款", "內文。", "zh-Hant"), group=english.variant_group, audience="staff")
    here = {"Referer": f"http://localhost/articles/{english.slug}"}
    there = stranger.get("/language?to=zh-Hant", headers=here).location
    assert there == f"/articles/{quote(chinese.slug)}"  # the other script, since the staff's is not for everybody
    there = stranger.get("/language?to=zh-Hans", headers=here).location
    assert f'<h1 id="title">{chinese.title}</h1>' in page(stranger, there)


@pytest.mark.parametrize(
    "referer",
    ["", "https://elsewhere.example/", "http://localhost.elsewhere.example/x", "http://localhost//elsewhere.example/",
     "javascript:alert(1)", "http://localhost/\\elsewhere.example", "http://localhost/language?to=en", "http://["],
)  # fmt: skip
@pytest.mark.parametrize("switch", ["/language?to=en", "/scheme?to=dark", "/language?to=tlh", "/scheme"])
def test_a_switch_leads_nowhere_else(stranger: FlaskClient, switch: str, referer: str) -> None:
    answer = stranger.get(switch, headers={"Referer": referer})
    assert answer.status_code == 303
    assert answer.location in {"/", "/elsewhere.example", "/elsewhere.example/"}


def test_light_and_dark(stranger: FlaskClient) -> None:
    assert "data-scheme=" not in page(stranger, "/").partition(">")[0] + page(stranger, "/")[:200]
    stranger.get("/scheme?to=dark")
    assert '<html lang="en" data-scheme="dark">' in page(stranger, "/")
    stranger.get("/scheme?to=purple")
    assert '<html lang="en" data-scheme="dark">' in page(stranger, "/")
    stranger.get("/scheme?to=system")
    assert '<html lang="en">' in page(stranger, "/")
