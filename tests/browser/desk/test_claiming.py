"""Conversations at the desk: they arrive live, one agent has each, and many stand side by side."""

import re
from typing import Final

from playwright.sync_api import APIResponse, Route, expect

from tests.browser.conftest import Shot, Visit
from tests.browser.desk.conftest import ONE
from tests.browser.desk.hands import Customer, Desk, held, sign_in, soon
from tests.browser.hands import Agent
from tests.browser.serving import Server

WHOLE: Final = re.compile(r"/api/desk/conversations/[^/]+$")


def test_a_waiting_customer_appears_is_claimed_and_answered(desk: Desk, customer: Customer) -> None:
    expect(desk.entry(customer.id)).to_have_count(0)
    customer.ask_for_a_person()
    expect(desk.entry(customer.id)).to_contain_text("Where is my parcel?")
    desk.claim(customer.id)
    expect(desk.field).to_be_focused()
    desk.reply("Let me look.\nOne moment.")
    expect(desk.bubbles("agent")).to_have_text(["Let me look. One moment."], use_inner_text=True)
    expect(desk.letters).to_have_count(0)
    assert customer.texts("agent") == ["Let me look.\nOne moment."]
    customer.say("Thank you")
    expect(desk.bubbles("customer").last).to_have_text("Thank you")


def test_the_whole_transcript_and_the_evidence_come_along(desk: Desk, customer: Customer) -> None:
    customer.say("why does my zeppelin hum")
    customer.ask_for_a_person()
    desk.open(customer.id)
    expect(desk.bubbles("customer").first).to_have_text("why does my zeppelin hum")
    assert desk.bubbles("bot").count() >= 2
    expect(desk.page.locator('[data-author="bot"]').first).to_have_attribute("data-part", "bot")
    expect(desk.page.locator("#evidence-short")).to_contain_text("why does my zeppelin hum")
    desk.page.locator("#evidence summary").click()
    expect(desk.page.locator(".tried").first).to_contain_text("searched")


def test_who_loses_a_claim_reads_who_has_it(desk: Desk, second_desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    second_desk.open(customer.id)
    expect(second_desk.page.locator("#claim")).to_be_visible()
    with held(second_desk.page, "/claim") as waiting:
        second_desk.press("c")
        soon(second_desk.page, waiting)
        desk.claim(customer.id)
    expect(second_desk.notice).to_have_text("Agent One was quicker and has this conversation now.")
    expect(second_desk.state).to_have_text("With Agent One")
    expect(second_desk.entry(customer.id)).to_have_count(0)
    expect(second_desk.field).to_be_hidden()
    expect(desk.notice).to_be_hidden()


def test_a_supervisor_takes_over_and_what_was_ended_is_opened_again(
    desk: Desk, visit: Visit, customer: Customer, server: Server, shot: Shot
) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    expect(desk.page.locator("#take-over")).to_have_count(0)
    supervisor = sign_in(visit(f"{server.url}/sign-in"), server, "supervisor@example.com")
    supervisor.view("all")
    supervisor.open(customer.id)
    supervisor.page.get_by_text("Take over", exact=True).click()
    shot(supervisor.page, "desk-take-over")
    supervisor.page.get_by_role("button", name="Take over from Agent One").click()
    expect(supervisor.state).to_have_text("Yours")
    expect(supervisor.page.locator("#take-over")).to_be_hidden()
    for page, words in ((supervisor.page, "You took this over"), (desk.page, "Supervisor took this over")):
        expect(page.locator(".transcript")).to_contain_text(words)
        expect(page.locator("#ways-list")).to_contain_text("taken over from Agent One")
    expect(desk.state).to_have_text("With Supervisor")
    expect(desk.entry(customer.id)).to_have_count(0)
    expect(desk.field).to_be_hidden()
    supervisor.press("Escape", "e", "Enter")
    expect(supervisor.state).to_have_text("Resolved")
    expect(desk.state).to_have_text("Resolved", timeout=10_000)
    shot(desk.page, "desk-open-again")
    desk.press("o", "Enter")
    expect(desk.state).to_have_text("Yours")
    expect(desk.field).to_be_focused()
    expect(supervisor.page.locator(".transcript")).to_contain_text("Agent One opened this again", timeout=10_000)
    expect(supervisor.state).to_have_text("With Agent One")


def test_what_was_read_before_the_claim_is_read_again(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    expect(desk.entry(customer.id)).to_be_visible()
    early: list[tuple[Route, APIResponse]] = []
    desk.page.route(WHOLE, lambda route: early.append((route, route.fetch())), times=1)
    with held(desk.page, "/claim"):
        desk.press("c")
        soon(desk.page, lambda: early)
    expect(desk.state).to_have_text("Yours")
    for route, answer in early:
        route.fulfill(response=answer)
    expect(desk.page.locator(".transcript")).to_contain_text("You claimed this")


def test_a_lost_line_is_caught_up_in_order(desk: Desk, customer: Customer, server: Server) -> None:
    customer.ask_for_a_person("0")
    desk.claim(customer.id)
    expect(desk.bubbles("customer").last).to_have_text("0")
    for round_ in range(3):
        desk.page.context.set_offline(True)
        for part in "abc":
            customer.say(f"{round_}{part}")
        desk.page.context.set_offline(False)
        customer.say(f"{round_}d")
    said = [*customer.texts("customer")[:1], "0", *(f"{round_}{part}" for round_ in range(3) for part in "abcd")]
    expect(desk.bubbles("customer")).to_have_text(said)


def test_away_means_away(desk: Desk, server: Server) -> None:
    asked = Customer(server)
    for email, password in server.sign_ins.items():
        if email != ONE and not email.startswith("moderator"):
            Agent(server.url, email=email, password=password).go_away()
    desk.page.get_by_role("button", name="Away").click()
    expect(desk.page.get_by_text("You are away.")).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_role("button", name="Away")).to_have_attribute("aria-pressed", "true")
    turn = asked.post("handoff")
    assert turn["conversation"]["ticket"] is True
    expect(desk.entry(asked.id)).to_contain_text("Ticket")
    desk.page.get_by_role("button", name="Online").click()
    expect(desk.page.get_by_role("button", name="Online")).to_have_attribute("aria-pressed", "true")


def test_typing_outcome_and_rating_are_seen(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    customer.post("typing")
    expect(desk.page.locator(".transcript .typing")).to_be_visible()
    customer.say("here")
    expect(desk.page.locator(".transcript .typing")).to_have_count(0)
    desk.press("Escape", "e", "Enter")
    expect(desk.state).to_have_text("Resolved")
    customer.post("rating", rating=4, comment="Quick and kind")
    customer.post("solved", solved=True)
    expect(desk.state).to_have_text("Solved, says the customer", timeout=10_000)
    expect(desk.page.locator("#profile")).to_contain_text("4 of 5")
    expect(desk.page.locator("#profile")).to_contain_text("Quick and kind")


def test_thirty_conversations_side_by_side_switch_without_the_server(
    desk: Desk, server: Server, agents: dict[str, Agent]
) -> None:
    read: list[str] = []
    desk.page.on("response", lambda answer: WHOLE.search(answer.url) and read.append(answer.url))
    customers = [Customer(server) for _ in range(30)]
    for number, customer in enumerate(customers):
        customer.ask_for_a_person(f"question {number}")
        agents[ONE].claim(customer.id)
    desk.view("mine")
    expect(desk.entries).to_have_count(30)
    soon(desk.page, lambda: len(set(read)) == 30)
    desk.page.context.route(WHOLE, lambda route: route.abort())
    for number, customer in enumerate(customers):
        desk.open(customer.id)
        expect(desk.bubbles("customer").last).to_have_text(f"question {number}")


def test_when_the_session_ends_the_page_says_so_and_keeps_what_was_written(
    visit: Visit, customer: Customer, server: Server
) -> None:
    desk = sign_in(visit(f"{server.url}/sign-in"), server, ONE)
    customer.ask_for_a_person()
    desk.claim(customer.id)
    desk.field.fill("not yet sent")
    desk.page.evaluate("fetch('/api/desk/session', {method: 'DELETE'})")
    expect(desk.page.locator("#signed-out")).to_contain_text("You are signed out.")
    desk.page.get_by_role("link", name="Sign in again").click()
    sign_in(desk.page, server, ONE)
    desk.view("mine")
    desk.open(customer.id)
    expect(desk.field).to_have_value("not yet sent")
