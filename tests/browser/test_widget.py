"""The chat in a customer's hands: nothing lost, nothing twice, by keyboard, on other people's pages."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import PHONE, NewContext, Visit
from tests.browser.hands import Agent, Chat, kept, opened
from tests.browser.serving import OtherSite, Server

SAY = re.compile(r"/api/chat/conversations/[^/]+/messages$")
STREAM = re.compile(r"/api/chat/conversations/[^/]+/stream$")
HOSTILE = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"


@pytest.fixture
def agent(server: Server) -> Agent:
    email = "agent1@example.com"
    return Agent(server.url, email=email, password=server.sign_ins[email])


def said_to_server(agent: Agent, page: Page) -> list[str]:
    return [message["text"] for message in agent.messages(kept(page)["id"]) if message["author"] == "customer"]


def test_message_whose_answer_is_lost_is_shown_and_stored_once(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    page.context.route(SAY, lose)
    chat = Chat(page)
    chat.ask("how do I reset my password")
    chat.delivered()
    assert lost
    expect(chat.saying("how do I reset my password")).to_have_count(1)
    assert said_to_server(agent, page) == ["how do I reset my password"]


def test_reload_keeps_the_conversation(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("how do I reset my password")
    chat.delivered()
    before = chat.messages.all_inner_texts()
    page.reload()
    expect(chat.messages).to_have_count(len(before))
    assert chat.messages.all_inner_texts() == before


def test_what_was_not_sent_is_sent_after_a_reload_once(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    page.context.route(SAY, lambda route: route.abort())
    chat.say("are you there")
    expect(page.locator('.own[data-state="failed"]')).to_have_count(1)
    page.context.unroute(SAY)
    page.reload()
    chat.delivered()
    expect(chat.saying("are you there")).to_have_count(1)
    assert said_to_server(agent, page) == ["hello", "are you there"]


def test_offline_waits_and_is_delivered_once_in_order(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    page.context.set_offline(True)
    chat.say("first")
    chat.say("second")
    expect(page.locator('.own[data-state="waiting"]')).to_have_count(2)
    expect(chat.line).to_contain_text("offline")
    page.context.set_offline(False)
    chat.delivered()
    expect(chat.line).to_be_empty()
    assert said_to_server(agent, page) == ["hello", "first", "second"]
    expect(chat.own).to_have_count(3)


def test_server_killed_in_the_middle(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    server.kill()
    chat.say("is anybody there")
    expect(chat.line).to_have_text("Reconnecting…")
    server.start()
    chat.delivered()
    assert said_to_server(agent, page) == ["hello", "is anybody there"]
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], "Here I am.")
    expect(page.get_by_text("Here I am.")).to_have_count(1, timeout=35_000)
    expect(chat.line).to_be_empty()


def test_line_that_comes_and_goes_loses_and_doubles_nothing(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    id = kept(page)["id"]
    agent.claim(id)
    for number, away in enumerate((100, 400, 1_500, 50, 3_000)):
        page.context.set_offline(True)
        for part in "abc":
            agent.reply(id, f"answer {number}{part}")
        chat.say(f"question {number}")
        page.wait_for_timeout(away)
        page.context.set_offline(False)
        agent.reply(id, f"answer {number}d")
    chat.delivered()
    expect(page.get_by_text("answer 4d")).to_be_visible()
    stored = [message["text"] for message in agent.messages(id) if message["kind"] == "text"]
    assert len(stored) == 2 + 5 * 5 + 1
    assert page.locator(".message .bubble").all_inner_texts() == stored


def test_gap_is_noticed_and_read_without_any_stream(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit("about:blank")
    page.context.route(re.compile(r"/stream$"), lambda route: route.abort())
    page.goto(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    id = kept(page)["id"]
    agent.claim(id)
    agent.reply(id, "Did you see this?")
    chat.say("see what")
    expect(page.get_by_text("Did you see this?")).to_have_count(1)
    chat.delivered()
    stored = [message["text"] for message in agent.messages(id) if message["kind"] == "text"]
    assert page.locator(".message .bubble").all_inner_texts() == stored
    expect(chat.line).to_have_text("Reconnecting…")


def test_line_that_fell_silent_is_left_for_a_new_one(visit: Visit, server: Server, agent: Agent) -> None:
    streams: list[str] = []
    page = visit("about:blank")
    page.context.on("request", lambda request: _note(request, streams))
    page.clock.install()
    page.goto(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    server.freeze()
    try:
        page.clock.run_for(40_000)
        assert len(streams) == 1
        page.clock.run_for(10_000)
        page.wait_for_timeout(300)
        assert len(streams) == 2
    finally:
        server.thaw()
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], "Here I am.")
    expect(page.get_by_text("Here I am.")).to_have_count(1)


def test_two_tabs_share_one_stream(visit: Visit, server: Server, agent: Agent) -> None:
    streams: list[str] = []
    first = visit(f"{server.url}/widget")
    first.context.on("request", lambda request: _note(request, streams))
    Chat(first).ask("hello")
    Chat(first).delivered()
    second = visit(f"{server.url}/widget", context=first.context)
    expect(Chat(second).messages).to_have_count(Chat(first).messages.count())
    agent.claim(kept(first)["id"])
    agent.reply(kept(first)["id"], "To both of you.")
    for tab in (first, second):
        expect(tab.get_by_text("To both of you.")).to_have_count(1)
    assert len(streams) == 1
    first.close()
    agent.reply(kept(second)["id"], "To the one that is left.")
    expect(second.get_by_text("To the one that is left.")).to_have_count(1)
    assert len(streams) == 2
    Chat(second).say("Thank you")
    Chat(second).delivered()
    assert said_to_server(agent, second) == ["hello", "Thank you"]


def test_new_conversation_in_one_tab_is_the_others_too(visit: Visit, server: Server) -> None:
    first = visit(f"{server.url}/widget")
    Chat(first).ask("hello")
    Chat(first).delivered()
    second = visit(f"{server.url}/widget", context=first.context)
    expect(Chat(second).saying("hello")).to_have_count(1)
    second.get_by_role("button", name="New conversation").click()
    expect(Chat(first).question).to_be_visible()
    Chat(first).ask("good morning")
    expect(Chat(second).saying("good morning")).to_have_count(1)
    expect(Chat(second).own).to_have_count(1)


def test_refused_storage_is_said_and_the_chat_works(visit: Visit, server: Server, new_context: NewContext) -> None:
    context = new_context()
    context.add_init_script(REFUSED)
    page = visit(f"{server.url}/widget", context=context)
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    expect(chat.line).to_contain_text("does not let us keep")
    chat.say("and goodbye")
    chat.delivered()
    expect(chat.own).to_have_count(2)
    page.reload()
    expect(chat.question).to_be_visible()


def test_without_locks_and_channels_each_tab_listens_for_itself(
    visit: Visit, server: Server, agent: Agent, new_context: NewContext
) -> None:
    context = new_context()
    context.add_init_script("delete Navigator.prototype.locks; delete window.BroadcastChannel")
    first = visit(f"{server.url}/widget", context=context)
    Chat(first).ask("hello")
    Chat(first).delivered()
    second = visit(f"{server.url}/widget", context=context)
    agent.claim(kept(first)["id"])
    agent.reply(kept(first)["id"], "To both of you.")
    for tab in (first, second):
        expect(tab.get_by_text("To both of you.")).to_have_count(1)


@pytest.mark.usefixtures("nobody_online")
def test_everything_by_keyboard(visit: Visit, other_site: OtherSite) -> None:
    page = visit(other_site.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("firstline-chat button")).to_be_focused()
    page.keyboard.press("Enter")
    chat = Chat(page.frame_locator("firstline-chat iframe"))
    expect(chat.question).to_be_focused()
    page.keyboard.type("i want to talk to a real person")
    page.keyboard.press("Enter")
    chat.delivered()
    expect(chat.composer).to_be_focused()
    email = chat.place.get_by_label("Email address")
    expect(email).to_be_visible()
    for _ in range(12):
        if email.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    expect(chat.place.get_by_text("does not look like an email address")).to_be_visible()
    page.keyboard.type("@example.com")
    page.keyboard.press("Enter")
    expect(chat.place.get_by_text("Saved: nobody@example.com")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("firstline-chat iframe")).to_be_hidden()
    expect(page.locator("firstline-chat button")).to_be_focused()


def test_enter_that_chooses_a_chinese_word_sends_nothing(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/widget?language=zh-Hans")
    chat = Chat(page)
    chat.ask("你好")
    chat.delivered()
    chat.composer.fill("zhuan ren gong")
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        chat.composer.evaluate(
            "(field, init) => field.dispatchEvent(new KeyboardEvent('keydown', init))",
            {"key": "Enter", "bubbles": True, "cancelable": True, **composing},
        )
    expect(chat.own).to_have_count(1)
    expect(chat.composer).to_have_value("zhuan ren gong")
    chat.composer.press("Enter")
    expect(chat.own).to_have_count(2)


def test_long_messages(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget", viewport={"width": 380, "height": 640})
    chat = Chat(page)
    chat.ask("hello")
    chat.delivered()
    chat.composer.fill("x" * 3_700)
    expect(page.locator("[data-left]")).to_have_text("300 characters left")
    chat.say("x" * 4_001)
    expect(page.locator("[data-left]")).to_contain_text("1 characters too many")
    expect(chat.own).to_have_count(1)
    chat.say("x" * 4_000)
    chat.delivered()
    assert said_to_server(agent, page)[1] == "x" * 4_000
    wide = page.locator(".chat-body").evaluate("body => body.scrollWidth - body.clientWidth")
    assert wide == 0
    chat.composer.fill("one")
    small = chat.composer.bounding_box()["height"]
    chat.composer.press("Shift+Enter")
    chat.composer.press_sequentially("two")
    expect(chat.composer).to_have_value("one\ntwo")
    assert chat.composer.bounding_box()["height"] > small
    chat.composer.fill("line\n" * 40)
    assert chat.composer.bounding_box()["height"] < 180


def test_hostile_text_is_shown_as_text(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    chat = Chat(page)
    chat.ask(HOSTILE)
    chat.delivered()
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], f"You wrote: {HOSTILE}")
    expect(page.get_by_text(f"You wrote: {HOSTILE}")).to_be_visible()
    expect(chat.saying(HOSTILE)).to_have_count(1)
    assert page.locator(".messages :is(img, script)").count() == 0
    assert page.evaluate("window.harmed") is None


def test_links_in_messages_leave_the_frame(visit: Visit, server: Server, agent: Agent) -> None:
    page = visit(f"{server.url}/widget")
    Chat(page).ask("hello")
    Chat(page).delivered()
    agent.claim(kept(page)["id"])
    agent.reply(kept(page)["id"], "See https://example.com/help and javascript:alert(1)")
    link = page.locator(".bubble a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("href", "https://example.com/help")


def test_frame_comes_only_when_opened_and_passes_a_strict_policy(
    visit: Visit, other_site: OtherSite, new_context: NewContext
) -> None:
    context = new_context()
    complaints: list[str] = []
    context.on("console", lambda entry: complaints.append(entry.text))
    page = visit(other_site.url, context=context)
    expect(page.locator("firstline-chat button")).to_be_visible()
    assert page.locator("firstline-chat iframe").count() == 0
    box = page.locator("firstline-chat button").bounding_box()
    assert (box["width"], box["height"]) == (56, 56)
    page.evaluate("Firstline.open()")
    expect(Chat(page.frame_locator("firstline-chat iframe")).question).to_be_focused()
    page.evaluate("Firstline.close()")
    expect(page.locator("firstline-chat iframe")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("firstline-chat button")).to_be_hidden()
    assert [each for each in complaints if "Content Security Policy" in each] == []


def test_answer_that_comes_while_closed_is_counted_on_every_page(
    visit: Visit, server: Server, other_site: OtherSite, agent: Agent
) -> None:
    page = visit(other_site.url)
    chat = opened(page)
    chat.ask("hello")
    chat.delivered()
    id = kept(page.frames[1])["id"]
    page.keyboard.press("Escape")
    agent.claim(id)
    agent.reply(id, "I am here.")
    badge = page.locator("firstline-chat .badge")
    expect(badge).to_have_text("2")
    page.goto(f"{other_site.url}other")
    expect(badge).to_have_text("2")
    expect(page.get_by_role("button", name="Open the chat: 2 unread")).to_be_visible()
    again = opened(page)
    expect(again.place.get_by_text("I am here.")).to_be_visible()
    expect(badge).to_be_hidden()


def test_whole_screen_on_a_phone(visit: Visit, other_site: OtherSite) -> None:
    page = visit(other_site.url, viewport=PHONE, has_touch=True)
    chat = opened(page)
    expect(chat.question).to_be_visible()
    assert page.locator("firstline-chat iframe").bounding_box() == {"x": 0, "y": 0, **PHONE}
    chat.place.get_by_role("button", name="Close").click()
    expect(page.locator("firstline-chat button")).to_be_visible()


def _note(request: Request, streams: list[str]) -> None:
    if STREAM.search(request.url.split("?")[0]):
        streams.append(request.url)
