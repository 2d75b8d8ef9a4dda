"""What a customer confirmed comes before a moderator, who keeps it; and a synonym helps the next one at once."""

import json
import urllib.request
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import FORMS, NewContext, Shot, Visit, check_access
from tests.browser.serving import Server

ASKED: Final = "where do I put the chat on my own website please"


def said(server: Server, question: str, *, solved: bool) -> None:
    """A customer asks, gets an answer, and says whether it helped."""

    def post(path: str, body: dict[str, Any], token: str = "") -> Any:
        request = urllib.request.Request(
            f"{server.url}/api/chat/conversations{path}", method="POST", data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    started = post("", {"language": "en"})
    id, token = started["conversation"]["id"], started["token"]
    turn = post(f"/{id}/messages", {"key": "ask", "text": question}, token)
    offered = [choice["id"] for message in turn["messages"] for choice in message.get("choices") or ()]
    if offered:
        turn = post(f"/{id}/messages", {"key": "choose", "choice": offered[0]}, token)
    assert "passage" in [message["kind"] for message in turn["messages"]], question
    post(f"/{id}/solved", {"key": "solved", "solved": solved}, token)


def signed_in(context: BrowserContext, server: Server, path: str) -> Page:
    email = next(each for each in server.sign_ins if each.startswith("moderator"))
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    page.wait_for_url(f"**{path}")
    return page


def test_from_a_confirmed_answer_to_a_wording_of_the_article(
    new_context: NewContext, server: Server, shot: Shot
) -> None:
    said(server, ASKED, solved=True)
    page = signed_in(new_context(), server, "/manage/phrasings")
    row = page.locator(".suggestion").filter(has=page.locator(f'input[value="{ASKED}"]'))
    row.locator("input[name=text]").fill("chat on my own website")
    row.locator("input[name=text]").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"{server.url}/manage/articles?only=en")
    page.get_by_role("link", name="Put the chat on your website").first.click()
    kept = page.locator('input[name=learned_phrasings][value="chat on my own website"]')
    expect(kept).to_be_checked()
    kept.uncheck()
    page.locator(".manage-bar .button.primary").click()
    expect(page.locator(".notice.good")).to_be_visible()
    expect(kept).to_have_count(0)


@pytest.mark.parametrize("form", FORMS)
def test_every_page(form: str, visit: Visit, new_context: NewContext, server: Server, shot: Shot) -> None:
    place = form.rpartition("-")[2]  # each form has suggestions of its own
    said(server, f"how do I install Firstline on {place}", solved=True)
    said(server, f"put the chat on the website of my {place} shop", solved=True)
    said(server, f"how do I import the articles of {place}", solved=False)
    context = new_context(**FORMS[form])
    page = signed_in(context, server, "/manage/phrasings")
    look(page, shot, f"curate-{form}-1-phrasings")
    page.goto(f"{server.url}/manage/phrasings?kind=never_answer")
    look(page, shot, f"curate-{form}-2-never")
    page.locator(".suggestion button.quiet").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"{server.url}/manage/phrasings")
    page.locator(".suggestion a").first.click()
    page.locator(".learned").first.scroll_into_view_if_needed()
    look(page, shot, f"curate-{form}-3-article")
    page.goto(f"{server.url}/manage/synonyms")
    if page.locator("details.add[open]").count() == 0:
        page.locator("details.add summary").click()
    look(page, shot, f"curate-{form}-4-synonyms-empty")
    page.locator("#words").fill(f"wallet {form}, purse, 钱包")
    page.locator('[name=direction][value="one_way"]').check()
    page.locator("details.add button").click()
    expect(page.get_by_role("status")).to_be_visible()
    look(page, shot, f"curate-{form}-5-synonyms")
    page.locator(".synonym a").first.click()
    page.locator("#words").fill("alone")
    page.locator("#words").press("Enter")
    expect(page.locator(".problem")).to_be_visible()
    look(page, shot, f"curate-{form}-6-synonym")


def look(page: Page, shot: Shot, name: str) -> None:
    shot(page, name)
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
