"""A reader suggests an edit, a reviewer sees its difference and accepts it, and readers have it; on every screen."""

import re
import secrets

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WALKS, NewContext, Shot, check_access
from tests.browser.serving import Server


def signed_in(context: BrowserContext, server: Server, who: str, path: str) -> Page:
    email = next(each for each in server.sign_ins if each.startswith(who))
    return enter(context, server, email=email, password=server.sign_ins[email], path=path)


def member(context: BrowserContext, server: Server, form: str) -> Page:
    """Somebody who only reads, and is new each time."""
    email = f"member-{form}-{secrets.token_hex(3)}@example.com".lower()
    said = server.run("person", "add", email, "--role", "member", "--name", "Mia")
    password = re.search(r"assword[^:]*: *(\S+)", said)
    assert password, said
    return enter(context, server, email=email, password=password[1], path="/")


def enter(context: BrowserContext, server: Server, *, email: str, password: str, path: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/sign-in?next={path}")
    page.fill("#email", email)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(f"**{path}")
    return page


def look(page: Page, shot: Shot, name: str) -> None:
    shot(page, name)
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def article(page: Page, server: Server) -> str:
    """The address of an article in the reader's language, which nobody has suggested anything for."""
    page.goto(f"{server.url}/topics")
    page.locator(".topic-tree-head a, .topic-card a, a.card").first.click()
    page.locator("main a[href^='/articles/']").first.click()
    page.wait_for_url("**/articles/**")
    return page.url


@pytest.mark.parametrize("form", WALKS)
def test_from_a_suggestion_to_the_readers(
    form: str, new_context: NewContext, server: Server, shot: Shot
) -> None:
    reader = member(new_context(**WALKS[form]), server, form)
    address = article(reader, server)
    reader.locator("a[href$='/suggest']").click()
    body = reader.locator("#body")
    look(reader, shot, f"review-{form}-1-suggest")
    before = body.input_value()
    added = f"Quokka {form} 小提示。"
    body.fill(f"{before}\n\n{added}")
    expect(reader.locator("#difference ins").first).to_be_attached()
    reader.fill("#note", "A hint was missing. 少了一个提示。")
    look(reader, shot, f"review-{form}-2-difference")
    reader.locator("form .button.primary").click()
    reader.wait_for_url(re.compile("/suggestions/"))
    look(reader, shot, f"review-{form}-3-sent")

    reviewer = signed_in(new_context(**WALKS[form]), server, "moderator", "/manage/reviews")
    look(reviewer, shot, f"review-{form}-4-queue")
    reviewer.locator(".suggestion-row a.title").first.click()
    expect(reviewer.locator(".difference ins:visible").first).to_contain_text(added)
    look(reviewer, shot, f"review-{form}-5-review")
    reviewer.get_by_role("link", name=re.compile("Change it first|先修改|先改")).click()
    look(reviewer, shot, f"review-{form}-6-change")
    reviewer.go_back()
    reviewer.fill("#reply", "Thank you. 谢谢。")
    reviewer.locator(".review-form .button.primary").click()
    expect(reviewer.get_by_role("status")).to_be_visible()
    look(reviewer, shot, f"review-{form}-7-accepted")

    reader.goto(address)
    expect(reader.locator("article")).to_contain_text(added)
    reader.goto(f"{server.url}/suggestions")
    expect(reader.locator(".badge.good").first).to_be_visible()
    look(reader, shot, f"review-{form}-8-mine")

    reviewer.goto(f"{server.url}/manage/reviews")
    look(reviewer, shot, f"review-{form}-9-empty")
    reviewer.goto(address)
    reviewer.locator("a[href^='/manage/articles/']").first.click()
    reviewer.locator("a[href$='/revisions']").first.click()
    look(reviewer, shot, f"review-{form}-a-versions")
    reviewer.locator(".suggestion-row a.title").first.click()
    expect(reviewer.locator(".difference ins:visible").first).to_be_visible()
    look(reviewer, shot, f"review-{form}-b-version")


def test_two_writers_and_one_press(new_context: NewContext, server: Server, shot: Shot) -> None:
    first = signed_in(new_context(), server, "moderator", "/manage/articles/new")
    first.fill("#title", "Meeting of two writers")
    first.fill("#body", "One.\n\nTwo.\n\nThree.")
    first.locator(".button.primary").last.click()
    first.wait_for_url(re.compile("done=created"))
    second = signed_in(new_context(), server, "administrator", new_path(first))
    first.fill("#body", "One, by the first.\n\nTwo.\n\nThree.")
    first.keyboard.press("Control+s")
    first.wait_for_url(re.compile("done=saved"))
    second.fill("#body", "One.\n\nTwo.\n\nThree, by the second.")
    second.keyboard.press("Control+s")
    expect(second.locator(".manage-moved")).to_be_visible()
    expect(second.locator("#body")).to_have_value("One, by the first.\n\nTwo.\n\nThree, by the second.")
    second.locator(".manage-moved summary").first.click()
    look(second, shot, "review-meeting-fits")
    second.locator(".manage-moved .button.primary").click()
    second.wait_for_url(re.compile("done=saved"))
    expect(second.locator("#body")).to_have_value("One, by the first.\n\nTwo.\n\nThree, by the second.")


def new_path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+|\?.*$", "", page.url)
