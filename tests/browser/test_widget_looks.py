"""What the chat looks like in every state and form: pictures for a person, and axe for what a person would miss."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Shot, Visit, check_access
from tests.browser.hands import Agent, Chat, kept
from tests.browser.serving import Server

WIDGET: Final = {"width": 380, "height": 640}
FORMS: Final[dict[str, dict[str, Any]]] = {
    "widget": {"viewport": WIDGET},
    "zh-Hans": {"viewport": WIDGET, "locale": "zh-CN", "color_scheme": "dark"},
    "zh-Hant": {"viewport": PHONE, "locale": "zh-TW", "has_touch": True},
}
QUESTION: Final = {"zh-Hans": "怎么把聊天窗口放到我的网站上", "zh-Hant": "怎麼把聊天視窗放到我的網站上"}
REPLY: Final = {"zh-Hans": "您好，我看到您的问题了，请稍等。", "zh-Hant": "您好，我看到您的問題了，請稍候。"}


@pytest.mark.usefixtures("nobody_online")
@pytest.mark.parametrize("form", FORMS)
def test_every_state(form: str, visit: Visit, server: Server, shot: Shot) -> None:
    agent = Agent(server.url, email="agent2@example.com", password=server.sign_ins["agent2@example.com"])
    page = visit(f"{server.url}/widget", **FORMS[form])
    chat = Chat(page)
    look(page, shot, f"chat-{form}-1-home")
    chat.ask(QUESTION.get(form, "how do I put the chat on my site"))
    chat.delivered()
    look(page, shot, f"chat-{form}-2-answer")
    page.locator("[data-person]").click()
    chat.delivered()
    look(page, shot, f"chat-{form}-3-person")
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], REPLY.get(form, "Hello, I can see your question. One moment please."))
    expect(page.get_by_text(REPLY.get(form, "One moment please."))).to_be_visible()
    look(page, shot, f"chat-{form}-4-colleague")
    agent.resolve(kept(page)["id"])
    page.locator("label[for=chat-star-4]").click()
    expect(page.locator("[data-rating-more]")).to_be_visible()
    look(page, shot, f"chat-{form}-5-rated")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.usefixtures("nobody_online")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_private_page(scheme: str, visit: Visit, server: Server, shot: Shot) -> None:
    agent = Agent(server.url, email="agent2@example.com", password=server.sign_ins["agent2@example.com"])
    page = visit(f"{server.url}/widget", viewport=WIDGET)
    Chat(page).ask("i want to talk to a real person")
    Chat(page).delivered()
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], "Your order is on its way.")
    link = page.evaluate("""async ({id, token}) => {
        const options = {method: 'POST', headers: {Authorization: `Bearer ${token}`}, body: '{}'};
        return (await (await fetch(`/api/chat/conversations/${id}/link`, options)).json()).link;
    }""", kept(page))
    case = visit("about:blank", viewport=DESKTOP, color_scheme=scheme)
    case.clock.install()
    case.goto(f"{server.url}{link}")
    expect(case.get_by_text("Your order is on its way.")).to_be_visible()
    look(case, shot, f"case-{scheme}")
    case.get_by_label("Write a message").fill("Thank you.")
    case.get_by_role("button", name="Send").click()
    expect(case.locator(".own").get_by_text("Thank you.", exact=True)).to_have_count(1)
    # It keeps itself fresh while somebody looks.
    case.locator("h1").click()
    agent.reply(kept(page)["id"], "You are welcome.")
    case.clock.run_for(11_000)
    expect(case.get_by_text("You are welcome.")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_to_try_it_on(scheme: str, visit: Visit, server: Server, shot: Shot) -> None:
    page = visit(f"{server.url}/widget/demo", color_scheme=scheme)
    page.locator("firstline-chat button").click()
    expect(page.frame_locator("firstline-chat iframe").locator(".chat-ask input")).to_be_focused()
    look(page, shot, f"demo-{scheme}")


def look(page: Page, shot: Shot, name: str) -> None:
    page.wait_for_timeout(200)
    shot(page, name)
    check_access(page)
