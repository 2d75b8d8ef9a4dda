"""The editor at work: typed, shown, kept, recovered, saved by keys, renamed, archived and back, in every form."""

import re
import urllib.parse
import urllib.request
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import FORMS, NewContext, Shot, check_access
from tests.browser.serving import Server

PATIENCE: Final = 15_000


def signed_in(context: BrowserContext, server: Server, path: str, *, who: str = "moderator") -> Page:
    email = next(each for each in server.sign_ins if each.startswith(who))
    page = context.new_page()
    page.goto(f"{server.url}/sign-in?next={urllib.parse.quote(path)}")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    page.wait_for_url(f"**{path}")
    return page


def status(server: Server, path: str) -> tuple[int, str]:
    """What a stranger is told there, and where it ended."""
    try:
        with urllib.request.urlopen(f"{server.url}{urllib.parse.quote(path)}", timeout=10) as answer:
            return answer.status, urllib.parse.unquote(urllib.parse.urlsplit(answer.url).path)
    except urllib.error.HTTPError as error:
        return error.code, path


def found(server: Server, word: str) -> bool:
    with urllib.request.urlopen(f"{server.url}/search?q={word}", timeout=10) as answer:
        return f"{word}-lamp" in answer.read().decode()


def shown(page: Page) -> None:
    page.locator("[data-preview][data-state=shown]").wait_for(state="attached")


def test_from_the_first_word_to_the_archive(new_context: NewContext, server: Server, shot: Shot) -> None:
    context = new_context()
    page = signed_in(context, server, "/manage/articles/new")
    if page.locator(".editor-begun").count():  # what another test left, and no reader of this one
        page.get_by_role("button", name="Throw it away").click()
        expect(page.locator(".editor-begun")).to_have_count(0)
    page.fill("#title", "Wobblequick lamp")
    page.click("#body")
    page.keyboard.type("Press the button.")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    expect(page.locator("[data-shown] strong")).to_have_text("Press the button.")
    page.keyboard.press("Control+b")
    assert page.input_value("#body") == "Press the button."
    page.keyboard.press("End")
    page.keyboard.type("\n\n- one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    assert page.input_value("#body") == "Press the button.\n\n- one\n- two"
    expect(page.locator("[data-shown] li")).to_have_count(2)

    # What nobody saved is there again after the page was lost.
    expect(page.locator("[data-kept]")).to_have_text(re.compile(r"\d"), timeout=PATIENCE)
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"{server.url}/manage/articles/new")
    shot(page, "editor-recover")
    page.locator(".editor-begun .primary").click()
    assert page.input_value("#body") == "Press the button.\n\n- one\n- two"

    page.keyboard.press("Control+s")
    page.wait_for_url("**done=created")
    assert status(server, "/articles/wobblequick-lamp")[0] == 404
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=published")
    assert status(server, "/articles/wobblequick-lamp")[0] == 200
    until(page, lambda: found(server, "wobblequick"))

    page.locator("[data-ask]").click()
    expect(page.locator(".sees-passage li")).to_have_count(2)

    page.fill("#slug", "A brighter lamp")
    page.keyboard.press("Control+s")
    page.wait_for_url("**done=saved")
    assert page.input_value("#slug") == "a-brighter-lamp"
    assert status(server, "/articles/wobblequick-lamp") == (200, "/articles/a-brighter-lamp")

    page.locator("[formaction$='/archive']").click()
    page.wait_for_url("**done=archived")
    shot(page, "editor-archived")
    for path in ("/articles/wobblequick-lamp", "/articles/a-brighter-lamp", "/articles/a-brighter-lamp.md"):
        assert status(server, path)[0] == 404
    assert not found(server, "wobblequick")
    page.locator("[formaction$='/unarchive']").click()
    page.wait_for_url("**done=back")
    assert status(server, "/articles/wobblequick-lamp") == (200, "/articles/a-brighter-lamp")


def until(page: Page, true: Any) -> None:
    for _turn in range(40):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came about")


def test_leaving_with_unsaved_text_asks_first(new_context: NewContext, server: Server) -> None:
    page = signed_in(new_context(), server, "/manage/articles/new", who="supervisor")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("#body")
    page.keyboard.type("Half a")
    page.goto(f"{server.url}/manage/articles")
    assert asked == ["beforeunload"]
    # The beacon that a leaving page sends keeps even what no pause came after.
    page.goto(f"{server.url}/manage/articles/new")
    page.locator(".editor-begun button").click()
    page.wait_for_url("**done=discarded")
    expect(page.locator(".editor-begun")).to_have_count(0)


def test_marks_and_keys(new_context: NewContext, server: Server) -> None:
    page = signed_in(new_context(), server, "/manage/articles/new", who="administrator")
    page.keyboard.press("?")
    expect(page.locator("[data-keys-list]")).to_be_visible()
    page.keyboard.press("Escape")
    body = page.locator("#body")

    def after(text: str, *keys: str) -> str:
        body.fill(text)
        body.focus()
        for key in keys:
            page.keyboard.press(key)
        return body.input_value()

    assert after("word", "Control+a", "Control+i") == "*word*"
    assert after("word", "Control+a", "Control+k") == "[word](https://)"
    assert after("word", "Control+Alt+2") == "## word"
    assert after("a\nb", "Control+a", "Control+Alt+7") == "1. a\n2. b"
    assert after("- a\n- b", "Control+a", "Control+Alt+8") == "a\nb"
    assert after("- a\n- ", "Control+End", "Enter") == "- a\n"
    assert after("9. a", "Control+End", "Enter") == "9. a\n10. "
    page.locator("[data-mark=bold]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-mark=italic]")).to_be_focused()


@pytest.mark.parametrize("form", FORMS)
def test_every_page(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    context = new_context(**FORMS[form])
    page = signed_in(context, server, "/manage/articles")
    language = FORMS[form].get("locale", "")
    if language:
        chosen = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}[language]
        page.goto(f"{server.url}/manage/articles?language={chosen}")
    look(page, shot, f"editor-{form}-1-list")
    page.locator("input[name=chosen]").first.check()
    page.locator("[data-deeds] summary").first.click()
    look(page, shot, f"editor-{form}-2-bulk")
    page.goto(f"{server.url}/manage/articles?q=nosuchwordatall&owner=-")
    look(page, shot, f"editor-{form}-3-none")
    page.goto(f"{server.url}/manage/articles?only={'zh-Hans' if language else 'en'}&sort=title")
    page.locator(".table-title").first.click()
    shown(page)
    look(page, shot, f"editor-{form}-4-form")
    page.locator("[data-ask]").click()
    expect(page.locator(".sees")).to_be_visible()
    page.locator("[data-asking]").scroll_into_view_if_needed()
    look(page, shot, f"editor-{form}-5-asking")
    page.locator("#slug").scroll_into_view_if_needed()
    look(page, shot, f"editor-{form}-6-fields")
    if page.locator("[data-flip]").is_visible():
        page.locator("[data-flip]").click()
        expect(page.locator("[data-shown]")).to_be_visible()
        look(page, shot, f"editor-{form}-7-preview")


def look(page: Page, shot: Shot, name: str) -> None:
    shot(page, name)
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
