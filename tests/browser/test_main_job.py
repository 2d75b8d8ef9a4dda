"""The main job, end to end: a customer on another site asks, the bot answers or a person does. Two browsers, live."""

import re
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FORMS, NewContext, Shot, Visit, check_access
from tests.browser.desk.hands import sign_in
from tests.browser.hands import opened
from tests.browser.serving import OtherSite, Server

AGENT: Final = "agent1@example.com"


@dataclass(frozen=True)
class Talk:
    """What customer and agent say in a language, and which article answers."""

    locale: str
    page: str
    question: str
    article: str
    wish: str
    reply: str
    thanks: str


TALKS: Final = {
    "en": Talk(
        "en-GB", "?en", "how do i put the chatt on my webiste", "/articles/put-the-chat-on-your-website",
        "i want to talk to a real person",
        "Hello, I am reading what you wrote.", "That was quick, thank you",
    ),
    "zh-Hans": Talk(
        "zh-CN", "?zh-Hans", "怎么在网站上放聊天窗口", "/articles/", "转人工", "您好，我正在看您的问题。", "好的，谢谢",
    ),
    "zh-Hant": Talk(
        "zh-TW", "?zh-Hant", "怎麼在網站上放聊天視窗", "/articles/", "我要找真人客服",
        "您好，我正在看您的問題。", "好的，謝謝",
    ),
}


@pytest.mark.parametrize("language", TALKS)
def test_from_the_question_to_the_answer_of_a_person(
    language: str, visit: Visit, server: Server, other_site: OtherSite, shot: Shot
) -> None:
    talk = TALKS[language]
    desk = sign_in(visit(f"{server.url}/sign-in", locale=talk.locale), server, AGENT)
    page = visit(f"{other_site.url}{talk.page}", locale=talk.locale)
    chat = opened(page)
    chat.ask(talk.question)
    card = chat.messages.filter(has=chat.place.locator(".passage, [data-kind=passage]")).last
    expect(card.locator("a").first).to_have_attribute("href", re.compile(re.escape(talk.article)))
    shot(page, f"main-{language}-1-answered")

    chat.say(talk.wish)
    entry = desk.entries.filter(has_text=talk.question).last
    expect(entry).not_to_contain_text(talk.wish)
    entry.click()
    expect(desk.bubbles("customer").first).to_have_text(talk.question)
    expect(desk.page.locator("#evidence-short")).to_contain_text(talk.question)
    desk.press("c")
    expect(desk.field).to_be_focused()
    desk.reply(talk.reply)
    expect(chat.messages.last).to_contain_text(talk.reply)
    shot(page, f"main-{language}-2-a-person")

    chat.say(talk.thanks)
    expect(desk.bubbles("customer").last).to_have_text(talk.thanks)
    shot(desk.page, f"main-{language}-3-desk")
    check_access(desk.page)
    desk.press("Escape", "e")
    expect(chat.place.locator('[type="radio"]').first).to_be_attached()
    shot(page, f"main-{language}-4-resolved")


@pytest.mark.usefixtures("nobody_online")
def test_nobody_there_leaves_a_ticket_that_is_answered_under_the_private_link(
    visit: Visit, server: Server, other_site: OtherSite
) -> None:
    page = visit(other_site.url)
    chat = opened(page)
    chat.ask("human please")
    chat.place.locator('input[type="email"]').fill("customer@example.com")
    chat.place.locator('input[type="email"]').press("Enter")
    link = chat.place.locator("input[readonly]")
    expect(link).to_have_value(re.compile("/case/"))
    address = link.input_value()
    desk = sign_in(visit(f"{server.url}/sign-in"), server, AGENT)
    entry = desk.entries.filter(has_text="human please").first
    entry.click()
    desk.press("c")
    expect(desk.field).to_be_focused()
    desk.reply("Here I am, a little later.")
    expect(chat.messages.last).to_contain_text("Here I am, a little later.")
    case = visit(address)
    expect(case.locator("main")).to_contain_text("Here I am, a little later.")
    desk.press("Escape", "e")


@pytest.mark.parametrize("form", FORMS)
def test_every_page_of_the_help_center_is_fit_to_be_seen(
    form: str, new_context: NewContext, visit: Visit, server: Server, shot: Shot
) -> None:
    context = new_context(**FORMS[form])
    chinese = form.startswith("zh")
    question, article = ("网站", "安装并启动-firstline") if chinese else ("website", "install-and-start-firstline")
    for name, path in (
        ("home", "/"), ("topics", "/topics"), ("topic", "/topics/desk"), ("article", f"/articles/{article}"),
        ("search", f"/search?q={question}"), ("search-empty", "/search?q=zzzzqqqq"), ("ask", "/ask"),
        ("sign-in", "/sign-in"), ("nothing", "/articles/nothing-here"),
    ):
        page = visit(f"{server.url}{path}", context=context)
        status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        assert status == (404 if name == "nothing" else 200)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{path} scrolls sideways"
        shot(page, f"page-{form}-{name}")
        check_access(page)
        page.close()


def test_a_moderator_publishes_and_the_bot_knows_within_a_second(
    visit: Visit, server: Server, shot: Shot
) -> None:
    email = next(each for each in server.sign_ins if each.startswith("moderator"))
    page = visit(f"{server.url}/manage/articles")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    page.goto(f"{server.url}/manage/articles/new")
    page.locator('[name="title"]').fill("Feed the office axolotl")
    page.locator('[name="body"]').fill("Give it **two worms** on Mondays.")
    shot(page, "manage-new")
    check_access(page)
    page.locator('[name="body"]').evaluate("field => field.form.requestSubmit()")
    page.locator('button[formaction$="/publish"]').click()
    expect(page.locator('[formaction$="/archive"]')).to_be_attached()
    shot(page, "manage-published")
    reader = visit(f"{server.url}/")
    for _attempt in range(20):
        reader.goto(f"{server.url}/search?q=axolotl")
        if reader.get_by_text("Feed the office axolotl").count():
            break
        reader.wait_for_timeout(100)
    expect(reader.get_by_text("Feed the office axolotl").first).to_be_visible()
    page.locator('[formaction$="/archive"]').click()
    reader.wait_for_timeout(1000)
    reader.goto(f"{server.url}/search?q=axolotl")
    expect(reader.get_by_text("Feed the office axolotl")).to_have_count(0)
