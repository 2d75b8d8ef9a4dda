"""A translation is written beside its source, falls behind, and is brought up to date; readers see which is newer."""

import urllib.error
import urllib.request
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import FORMS, NewContext, Shot, Visit, check_access
from tests.browser.serving import Server

LANGUAGE: Final = {"zh-Hans-dark": "zh-Hans", "zh-Hant-phone": "zh-Hant"}


def signed_in(context: BrowserContext, server: Server, path: str) -> Page:
    email = next(each for each in server.sign_ins if each.startswith("moderator"))
    page = context.new_page()
    page.goto(f"{server.url}/sign-in?next={quote(path, safe='')}")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def publish(page: Page, *, title: str, body: str) -> str:
    """Writes what stands in the form and publishes it; the article's address in the room of articles."""
    page.fill("#title", title)
    page.fill("#body", body)
    page.locator("[data-next]").click()
    page.wait_for_url("**/manage/articles/*?done=created")
    page.locator("[data-next]").click()
    page.wait_for_url("**?done=published")
    return page.url.partition("?")[0]


def read(server: Server, path: str) -> str:
    with urllib.request.urlopen(f"{server.url}{path}", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def test_from_a_source_to_a_translation_that_keeps_up(new_context: NewContext, server: Server, shot: Shot) -> None:
    page = signed_in(new_context(), server, "/manage/articles/new")
    source = publish(page, title="Feed the lighthouse cat", body="Give it **fish** twice a day.")

    page.goto(f"{server.url}/manage/languages?lack=missing&only=zh-Hans")
    row = page.locator("tr", has=page.get_by_role("link", name="Feed the lighthouse cat", exact=True))
    row.locator("td").nth(1).get_by_role("link", name="Translate").click()
    expect(page.locator(".editor-source")).to_contain_text("Give it fish twice a day.")
    expect(page.locator("#language")).to_have_value("zh-Hans")
    shot(page, "languages-translating")
    translation = publish(page, title="喂灯塔的猫", body="一天喂两次**鱼**。")

    page.goto(source)
    page.fill("#body", "Give it **chicken** twice a day.")
    page.locator("[data-next]").click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.wait_for_url("**?done=saved")

    reader = new_context(locale="zh-CN").new_page()
    reader.goto(f"{server.url}/articles/{quote('喂灯塔的猫')}")
    notice = reader.locator(".language-notice")
    expect(notice).to_have_count(1)
    shot(reader, "languages-newer")
    notice.get_by_role("link").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Feed the lighthouse cat")

    page.goto(f"{server.url}/manage/languages?lack=stale")
    page.get_by_role("link", name="Bring up to date").click()
    expect(page.locator(".source-changes .in-line ins")).to_have_text("chicken")
    expect(page.locator(".source-changes .in-line del")).to_have_text("fish")
    check_access(page)
    shot(page, "languages-behind")
    page.fill("#body", "一天喂两次**鸡肉**。")
    page.get_by_role("checkbox", name="My text says the same as this one now").check()
    page.locator("[data-next]").click()
    page.wait_for_url(f"{translation}?done=saved")
    expect(page.locator(".editor-source")).to_have_count(0)
    page.goto(f"{server.url}/manage/languages?lack=stale")
    expect(page.get_by_role("link", name="Bring up to date")).to_have_count(0)

    address = f"/articles/{quote('喂灯塔的猫')}"
    assert address in read(server, "/sitemap/articles-0.xml")
    feed = ElementTree.fromstring(read(server, "/feed.atom?language=zh-Hans"))
    assert any("鸡肉" in text for text in feed.itertext())
    assert read(server, f"{address}.md").endswith("一天喂两次**鸡肉**。\n")

    page.goto(source)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("button[formaction$='/archive']").click()
    page.wait_for_url("**?done=archived")
    with pytest.raises(urllib.error.HTTPError):
        read(server, "/articles/feed-the-lighthouse-cat.md")
    assert "/articles/feed-the-lighthouse-cat" not in read(server, "/sitemap/articles-0.xml")
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).not_to_have_text("Feed the lighthouse cat")


@pytest.mark.parametrize("form", FORMS)
def test_every_page(form: str, visit: Visit, new_context: NewContext, server: Server, shot: Shot) -> None:
    context = new_context(**FORMS[form])
    page = signed_in(context, server, "/manage/languages")
    if form in LANGUAGE:
        page.goto(f"{server.url}/language?to={LANGUAGE[form]}")
        page.goto(f"{server.url}/manage/languages")
    check_access(page)
    shot(page, f"languages-{form}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), form
    page.locator(".language-deed").first.click()
    expect(page.locator(".editor-source")).to_be_visible()
    check_access(page)
    shot(page, f"languages-beside-{form}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), form
    missing = visit(f"{server.url}/articles/widget-on-my-website", **FORMS[form])
    expect(missing.get_by_role("heading", level=1)).to_be_visible()
    expect(missing.locator(".results .result").first).to_be_visible()
    check_access(missing)
    shot(missing, f"missing-{form}")
    assert missing.evaluate("document.documentElement.scrollWidth <= innerWidth"), form
