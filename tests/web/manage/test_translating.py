"""The room of languages, the source beside a translation, and what readers see of both."""

import re

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb.store import articles, translations
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.shelving import CHINESE, TAIWAN, page, publish
from web.clock import now
from web.manage import translating

Group = dict[str, Article]


@pytest.fixture
def card(db: Database) -> Group:
    english = publish(db, Text("Pay by card", "Open **Billing**.\n\nPress Pay.", "en"))
    return {
        "en": english,
        "zh-Hans": publish(db, Text("用银行卡付款", "打开账单。", "zh-Hans"), group=english.variant_group),
    }


def revise(db: Database, found: Article, body: str) -> Article:
    current = articles.by_id(db, found.id)
    assert current
    text = Text(current.title, body, current.language)
    return editing.revise(db, current.id, text, seen=current.version, author=None, note="", now=now())


def stale(db: Database, group: Group) -> set[str]:
    return {row.language for row in translations.of_group(db, group["en"].variant_group) if row.stale}


def shown(html: str) -> list[str]:
    """The groups of the table, by their sources."""
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]*)</a>', html)


def form(found: Article, **fields: str) -> dict[str, str]:
    return {
        "title": found.title, "body": found.body, "language": found.language, "version": str(found.version),
        "revision": str(found.revision), "slug": found.slug, "audience": found.audience, **fields,
    }


# ---- the room


def test_what_is_missing_and_what_is_behind(moderator: FlaskClient, db: Database, card: Group) -> None:
    publish(db, Text("Only English", "Text.", "en"))
    html = page(moderator, "/manage/languages")
    assert shown(html) == ["Only English", "Pay by card"]
    assert html.count(">Missing</span>") == 3
    assert f"/manage/articles/new?variant_of={card['en'].id}&in=zh-Hant" in html
    assert shown(page(moderator, "/manage/languages?lack=missing&only=zh-Hans")) == ["Only English"]
    assert shown(page(moderator, "/manage/languages?lack=stale")) == []
    assert "Nothing is out of date" in page(moderator, "/manage/languages?lack=stale")
    revise(db, card["en"], "Open **Invoices**.")
    html = page(moderator, "/manage/languages?lack=stale")
    assert shown(html) == ["Pay by card"]
    assert f"/manage/articles/{card['zh-Hans'].id}?beside=source" in html
    assert re.search(r'aria-current="true"><?[^<]*All languages', html)


def test_counts_are_links_to_what_they_count(moderator: FlaskClient, db: Database, card: Group) -> None:
    publish(db, Text("Only English", "Text.", "en"))
    html = page(moderator, "/manage/languages?lack=missing")
    chip = r'<a class="chip" href="([^"]*)"[^>]*><span[^>]*>[^<]*</span> <span class="count">(\d+)<'
    chips = dict(re.findall(chip, html))
    assert list(chips.values()) == ["0", "1", "2"]
    for address, count in chips.items():
        assert len(shown(page(moderator, address))) == int(count)


@pytest.mark.parametrize("query", ["?lack=x&only=x&before=zz", "?only=%00", "?before=" + "z" * 500, "?done=x&was=x"])
def test_whatever_stands_in_the_address(moderator: FlaskClient, card: Group, query: str) -> None:
    assert moderator.get(f"/manage/languages{query}").status_code == 200


def test_many_come_page_by_page(moderator: FlaskClient, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translating, "PAGE", 2)
    for n in range(5):
        publish(db, Text(f"Number {n}", "Text.", "en"))
    seen, path = [], "/manage/languages?lack=missing"
    while path:
        html = page(moderator, path)
        seen += shown(html)
        path = next(iter(re.findall(r'rel="next" href="([^"]*)"', html)), "")
    assert seen == [f"Number {n}" for n in range(5)][::-1]


def test_an_empty_house(moderator: FlaskClient) -> None:
    assert "Write the first one" in page(moderator, "/manage/languages")


def test_still_right_and_taken_back(moderator: FlaskClient, db: Database, card: Group) -> None:
    revise(db, card["en"], "Open **Billing**, please.")
    path = f"/manage/languages/{card['zh-Hans'].id}/confirm"
    answer = moderator.post(path, data={"revision": "2", "lack": "stale", "only": "zh-Hans"})
    assert answer.location.startswith("/manage/languages?lack=stale&only=zh-Hans&done=")
    assert stale(db, card) == set()
    html = page(moderator, answer.location)
    assert "“用银行卡付款” is up to date." in html
    assert re.search(r'name="revision" value="1"', html)
    back = moderator.post(path, data={"revision": "1", "undo": "yes", "lack": "stale", "only": ""})
    assert back.location == "/manage/languages?lack=stale"
    assert stale(db, card) == {"zh-Hans"}


@pytest.mark.parametrize("revision", ["", "x", "-1", "9", "99999999999999999999", "²"])
def test_a_text_that_is_not_there_cannot_be_confirmed(
    moderator: FlaskClient, db: Database, card: Group, revision: str
) -> None:
    revise(db, card["en"], "Other.")
    path = f"/manage/languages/{card['zh-Hans'].id}/confirm"
    assert moderator.post(path, data={"revision": revision}).status_code in (400, 404)
    assert moderator.post("/manage/languages/nothing/confirm", data={"revision": "1"}).status_code == 404
    assert moderator.post("/manage/languages/nothing/lead").status_code == 404
    assert stale(db, card) == {"zh-Hans"}


def test_writers_look_and_publishers_decide(agent: FlaskClient, db: Database, card: Group) -> None:
    revise(db, card["en"], "Other.")
    html = page(agent, "/manage/languages")
    assert "Translate" in html
    assert "/confirm" not in html


# ---- the form


def test_a_translation_is_written_beside_its_source(moderator: FlaskClient, db: Database, card: Group) -> None:
    revise(db, card["en"], "Open **Invoices**.")
    path = f"/manage/articles/new?variant_of={card['zh-Hans'].id}&in=zh-Hant"
    html = page(moderator, path)
    assert 'class="editor-source"' in html
    assert "<strong>Invoices</strong>" in html
    assert re.search(r'<option value="zh-Hant"[^>]* selected>', html)
    assert '<input type="hidden" name="translates" value="2">' in html
    revise(db, card["en"], "Changed while somebody translates.")
    answer = moderator.post("/manage/articles/new", data={
        "title": "刷卡付款", "body": "打開帳單。", "language": "zh-Hant", "audience": "public", "translates": "2",
        "variant_of": card["zh-Hans"].id,
    })
    made = articles.by_id(db, answer.location.split("/")[-1].partition("?")[0])
    assert made
    assert (made.variant_group, made.translates) == (card["en"].variant_group, 2)
    assert stale(db, card) == {"zh-Hans", "zh-Hant"}


def test_what_changed_stands_beside_a_translation_that_is_behind(
    moderator: FlaskClient, db: Database, card: Group
) -> None:
    path = f"/manage/articles/{card['zh-Hans'].id}"
    assert "editor-source" not in page(moderator, path)
    assert "editor-source" in page(moderator, f"{path}?beside=source")
    assert "editor-source" not in page(moderator, f"/manage/articles/{card['en'].id}?beside=source")
    revise(db, card["en"], "Open **Invoices**.\n\nPress Pay.")
    html = page(moderator, path)
    assert "What changed since it was translated" in html
    assert "<del>Billing</del>" in html
    assert "<ins>Invoices</ins>" in html


def test_saving_says_whether_the_translation_keeps_up(moderator: FlaskClient, db: Database, card: Group) -> None:
    revise(db, card["en"], "Open **Invoices**.")
    path = f"/manage/articles/{card['zh-Hans'].id}"
    before = articles.by_id(db, card["zh-Hans"].id)
    assert before
    moderator.post(f"{path}/revise", data=form(before, body="打开账单，谢谢。"))
    assert stale(db, card) == {"zh-Hans"}
    before = articles.by_id(db, card["zh-Hans"].id)
    assert before
    moderator.post(f"{path}/revise", data=form(before, body="打开发票。", translates="2"))
    assert stale(db, card) == set()


@pytest.mark.parametrize("fields", [{"body": "Open Billing.", "correction": "yes"}, {"note": "Wordings only"}])
def test_a_change_that_says_nothing_new(
    moderator: FlaskClient, db: Database, card: Group, fields: dict[str, str]
) -> None:
    wording = {"phrasings": "use my card"} if "note" in fields else {}
    moderator.post(f"/manage/articles/{card['en'].id}/revise", data=form(card["en"], **fields, **wording))
    after = articles.by_id(db, card["en"].id)
    assert after
    assert after.revision == 2
    assert stale(db, card) == set()


def test_the_list_beside_an_article(moderator: FlaskClient, db: Database, card: Group) -> None:
    revise(db, card["en"], "Other.")
    html = page(moderator, f"/manage/articles/{card['en'].id}")
    assert html.count("variants-here") == 1
    assert "Only a correction" in html
    html = page(moderator, f"/manage/articles/{card['zh-Hans'].id}")
    assert "Make this the source" in html
    moderator.post(f"/manage/languages/{card['zh-Hans'].id}/lead")
    assert translations.of_group(db, card["en"].variant_group)[0].id == card["zh-Hans"].id


# ---- readers


def test_readers_hear_of_a_newer_text(stranger: FlaskClient, db: Database, card: Group) -> None:
    address = f"/articles/{card['zh-Hans'].slug}"
    html = page(stranger, address, **CHINESE)
    assert "language-notice" not in html
    revise(db, card["en"], "Open **Invoices**.")
    html = page(stranger, address, **CHINESE)
    assert html.count("language-notice") == 1
    assert '<a href="/articles/pay-by-card" hreflang="en">' in html
    publishing.archive(db, card["en"].id, seen=3, now=now())
    assert "language-notice" not in page(stranger, address, **CHINESE)


def test_a_source_for_members_is_named_to_nobody_else(
    stranger: FlaskClient, member: FlaskClient, db: Database
) -> None:
    english = publish(db, Text("Pay by card", "Text.", "en"), audience="members")
    chinese = publish(db, Text("用银行卡付款", "正文。", "zh-Hans"), group=english.variant_group)
    revise(db, english, "Other.")
    address = f"/articles/{chinese.slug}"
    assert "pay-by-card" not in page(stranger, address, **CHINESE)
    assert "pay-by-card" in page(member, address, **CHINESE)


def test_one_chinese_script_stands_in_for_the_other(stranger: FlaskClient, card: Group) -> None:
    english = page(stranger, "/articles/pay-by-card", **TAIWAN)
    own = re.search(r'language-notice.*?<a href="([^"]*)" hreflang="zh-Hans">', english, re.DOTALL)
    assert own
    assert own[1] == f"/articles/{card['zh-Hans'].slug}"
    chinese = page(stranger, own[1], **TAIWAN)
    assert "language-notice" in chinese  # says in which script it is
    assert 'hreflang="en"' not in chinese.partition("language-notice")[2].partition("</p>")[0]
    assert card["zh-Hans"].title in page(stranger, "/", **TAIWAN)
    assert "Pay by card" not in page(stranger, "/", **TAIWAN)
