"""Two people on the board: one answers, the other votes and accepts; in every form, and without scripts."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from kb import asking
from kb.fitting import Draft
from kb.store.posts import Post
from tests.browser.board.hands import demo_person, store
from tests.browser.conftest import WALKS, NewContext, Shot
from tests.browser.serving import Server
from tests.browser.test_reviewing import look, member, signed_in
from web.clock import now

FORMS: Final[dict[str, dict[str, Any]]] = {**WALKS, "without-scripts": {"java_script_enabled": False}}
TEXTS: Final = {
    "en": ("How do I change the battery of the {form} reader?", "It is **flat** after a day.", "Open the lid first."),
    "zh": ("怎么更换 {form} 阅读器的电池?", "用了一天就**没电**了。", "先打开后盖,再把电池取出来。"),
}


def asked(server: Server, form: str) -> Post:
    """A question of the demo's moderator."""
    title, body, _ = TEXTS["zh" if form.startswith("zh") else "en"]
    with store(server) as db:
        draft = Draft(title.format(form=form), body, ("battery",))
        author = demo_person(server, db, "moderator")
        return asking.ask(db, draft, site="main", language="en", author=author, now=now())


def answered(page: Page, text: str) -> None:
    page.locator("#body").fill(text)
    page.locator("#answering button.primary").click()
    expect(page.locator(".answer .prose")).to_contain_text(text)


@pytest.mark.parametrize("form", FORMS)
def test_answer_vote_accept(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    scripts = form != "without-scripts"
    post, text = asked(server, form), TEXTS["zh" if form.startswith("zh") else "en"][2]
    helper = member(new_context(**FORMS[form]), server, f"board-{form}")
    helper.goto(f"{server.url}/questions")
    if scripts:
        look(helper, shot, f"board-{form}-1-home")
    helper.locator(f"a[href*='{post.id}']").click()
    if scripts:
        helper.locator("#body").fill(f"**{text}**")
        expect(helper.locator("[data-shown] strong")).to_have_text(text)
    answered(helper, text)
    if scripts:
        look(helper, shot, f"board-{form}-2-answered")

    asker = signed_in(new_context(**FORMS[form]), server, "moderator", "/questions")
    asker.goto(f"{server.url}/posts/{post.id}")
    answer = asker.locator(".answer")
    answer.locator("[data-vote='1'] button").click()
    expect(answer.locator(".score")).to_contain_text("1")
    expect(answer.locator("[data-vote='1'] button")).to_have_attribute("aria-pressed", "true")
    answer.locator("[data-thank] button").click()
    expect(answer.locator("[data-thank] button")).to_have_attribute("aria-pressed", "true")
    answer.locator("form[action$='/accept'] button").click()
    expect(answer.locator(".badge.good").first).to_be_visible()
    answer.locator(".comment-more summary").click()
    answer.locator(".comment-box").fill("Thanks. 谢谢。")
    answer.locator(".comment-more button").click()
    expect(asker.locator(".answer .comment-text")).to_contain_text("Thanks.")
    if scripts:
        look(asker, shot, f"board-{form}-3-accepted")

    helper.goto(f"{server.url}/posts/{post.id}")
    expect(helper.locator(".answer .badge.good").first).to_be_visible()
    helper.locator(".answer a[href$='/edit']").first.click()
    helper.locator("#body").fill(f"{text} 2")
    helper.locator("form[action$='/edit'] button.primary").click()
    expect(helper.locator(".answer .prose")).to_contain_text(f"{text} 2")
    helper.locator(".answer a[href$='/history']").click()
    helper.locator(".suggestion-row .title").first.click()
    expect(helper.locator("ins:visible").first).to_contain_text("2")
    if scripts:
        look(helper, shot, f"board-{form}-4-version")
        helper.goto(f"{server.url}/people/{post.author}")
        look(helper, shot, f"board-{form}-5-member")


def test_what_was_begun_is_kept(new_context: NewContext, server: Server) -> None:
    post = asked(server, "draft")
    page = member(new_context(), server, "board-draft")
    page.goto(f"{server.url}/posts/{post.id}")
    page.locator("#body").fill("Half a thou")
    expect(page.locator("#answering [data-kept]")).to_have_text("Draft kept")
    page.goto(f"{server.url}/questions")
    page.goto(f"{server.url}/posts/{post.id}")
    expect(page.locator("#body")).to_have_value("Half a thou")


def test_the_keyboard_is_enough(new_context: NewContext, server: Server) -> None:
    post = asked(server, "keyboard")
    page = member(new_context(), server, "board-keyboard")
    page.goto(f"{server.url}/posts/{post.id}")
    page.locator("[data-thank] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-thank] button")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(page.locator("[data-thank] button")).to_have_attribute("aria-pressed", "false")
    page.locator(".comment-more summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".comment-box")).to_be_focused()
