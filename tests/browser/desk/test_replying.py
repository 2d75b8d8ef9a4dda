"""Replies and notes at the desk: nothing written is ever lost, doubled or shown to the wrong person."""

import re

from playwright.sync_api import Route, expect

from tests.browser.desk.conftest import ONE
from tests.browser.desk.hands import Customer, Desk, held
from tests.browser.hands import Agent
from tests.browser.serving import Server


def test_a_reply_whose_answer_is_lost_is_said_once(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    desk.page.context.route("**/reply", lose)
    desk.reply("Only once")
    expect(desk.bubbles("agent")).to_have_text(["Only once"])
    expect(desk.letters).to_have_count(0)
    desk.reply("And then this")
    expect(desk.bubbles("agent")).to_have_count(2)
    assert lost == [200]
    assert customer.texts("agent") == ["Only once", "And then this"]


def test_what_could_not_be_sent_is_kept_shown_and_sent_after_a_reload(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    desk.page.context.route("**/reply", lambda route: route.abort())
    desk.reply("first")
    desk.reply("second")
    expect(desk.letters).to_have_count(2)
    expect(desk.letters.first).to_contain_text("Not sent yet.")
    desk.page.context.unroute("**/reply")
    desk.page.reload()
    expect(desk.bubbles("agent")).to_have_text(["first", "second"])
    assert customer.texts("agent") == ["first", "second"]


def test_a_reply_written_while_the_server_is_gone_arrives_once(
    desk: Desk, customer: Customer, server: Server
) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    server.kill()
    try:
        expect(desk.page.locator("#line")).to_contain_text("Reconnecting")
        desk.reply("Written in the dark")
        expect(desk.letters).to_contain_text("Not sent yet.")
    finally:
        server.start()
    expect(desk.bubbles("agent")).to_have_text(["Written in the dark"], timeout=15_000)
    desk.ready()
    assert customer.texts("agent") == ["Written in the dark"]


def test_a_refused_reply_can_be_edited_and_is_never_swallowed(
    desk: Desk, customer: Customer, agents: dict[str, Agent]
) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    with held(desk.page, "/reply"):
        desk.reply("Too late")
        agents[ONE].send("POST", f"conversations/{customer.id}/hand-back", {"to": "queue"})
        expect(desk.page.locator("#claim")).to_be_visible()
    expect(desk.letters).to_contain_text("Not sent.")
    desk.page.get_by_role("button", name="Edit").click()
    expect(desk.letters).to_have_count(0)
    desk.press("c")
    expect(desk.field).to_be_focused()
    expect(desk.field).to_have_value("Too late")
    desk.press("Enter")
    expect(desk.bubbles("agent")).to_have_text(["Too late"])


def test_each_conversation_keeps_its_draft(desk: Desk, server: Server) -> None:
    first, second = Customer(server).ask_for_a_person(), Customer(server).ask_for_a_person()
    desk.claim(first.id)
    desk.field.fill("half a sentence")
    desk.view("queue")
    desk.claim(second.id)
    expect(desk.field).to_have_value("")
    expect(desk.entry(first.id).locator(".entry-draft")).to_be_visible()
    expect(desk.entry(second.id).locator(".entry-draft")).to_be_hidden()
    desk.page.reload()
    desk.view("mine")
    desk.open(first.id)
    expect(desk.field).to_have_value("half a sentence")


def test_a_note_is_for_colleagues_and_looks_like_it(desk: Desk, second_desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    reply_ground = desk.page.locator("#composer").evaluate("form => getComputedStyle(form).backgroundColor")
    desk.press("Escape", "n")
    expect(desk.field).to_have_attribute("aria-label", re.compile("Private note"))
    assert desk.page.locator("#composer").evaluate("form => getComputedStyle(form).backgroundColor") != reply_ground
    desk.press(*"secret", "Enter")
    expect(desk.notes).to_contain_text("Private note")
    expect(desk.notes).to_contain_text("secret")
    assert "secret" not in customer.transcript()
    second_desk.view("all")
    second_desk.open(customer.id)
    expect(second_desk.notes).to_contain_text("secret")


def test_a_colleague_who_looks_on_sees_a_note_come(desk: Desk, second_desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.open(customer.id)
    second_desk.open(customer.id)
    desk.press("n")
    desk.reply("before anybody claimed it")
    expect(second_desk.notes).to_contain_text("before anybody", timeout=20_000)
    desk.claim(customer.id)
    desk.press("Escape", "n")
    desk.reply("after the claim")
    expect(second_desk.notes.nth(1)).to_contain_text("after the claim", timeout=20_000)


def test_new_words_since_one_began_to_write_are_told(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    desk.field.press_sequentially("I think")
    expect(desk.stale).to_be_hidden()
    customer.say("Found it, thanks")
    expect(desk.stale).to_have_text("New since you began: Found it, thanks")
    desk.page.locator("#stale-show").click()
    expect(desk.stale).to_be_hidden()
    expect(desk.field).to_have_value("I think")


def test_an_input_method_may_use_enter(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    desk.field.fill("ni hao")
    for marks in ({"isComposing": True}, {"keyCode": 229}):
        desk.field.dispatch_event("keydown", {"key": "Enter", "cancelable": True, **marks})
    expect(desk.field).to_have_value("ni hao")
    desk.field.press("Shift+Enter")
    expect(desk.field).to_have_value("ni hao\n")
    desk.field.press("Control+Enter")
    expect(desk.bubbles("agent")).to_have_text(["ni hao"])
