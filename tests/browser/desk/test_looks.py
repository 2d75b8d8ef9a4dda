"""What the desk looks and sounds like, on desktop and phone, light and dark, in Chinese."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewContext, Visit
from tests.browser.desk.conftest import ONE
from tests.browser.desk.hands import Customer, Desk, sign_in
from tests.browser.serving import Server

HOSTILE: Final = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
Shot = Callable[[Page, str], None]


def test_the_title_counts_and_a_tone_sounds_for_what_is_not_in_view(desk: Desk, server: Server) -> None:
    page = desk.page
    page.add_init_script(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { window.tones += 1; return start.call(this, at); };"
    )
    page.reload()
    desk.ready()
    first, second = Customer(server).ask_for_a_person(), Customer(server).ask_for_a_person()
    expect(page.locator("#arrivals")).to_contain_text("is waiting in the queue")
    desk.claim(first.id)
    desk.view("queue")
    desk.claim(second.id)
    page.wait_for_timeout(1_600)  # two tones are at least 1.5 seconds apart
    page.evaluate("window.tones = 0")
    assert page.title() == "Desk · Firstline"
    first.say("Are you there?")
    expect(page).to_have_title("(1) Desk · Firstline")
    expect(page.locator("#arrivals")).to_contain_text("New message from")
    expect(desk.entry(first.id)).to_have_class(re.compile(r"\bunread\b"))
    assert page.evaluate("window.tones") == 2
    second.say("I see you")
    expect(desk.bubbles("customer").last).to_have_text("I see you")
    expect(page).to_have_title("(1) Desk · Firstline")
    desk.open(first.id)
    expect(page).to_have_title("Desk · Firstline")
    page.locator("#sound").click()
    page.reload()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    second.say("And now?")
    expect(page).to_have_title("(1) Desk · Firstline")
    assert page.evaluate("window.tones") == 0


def test_nothing_that_a_customer_writes_is_markup(desk: Desk, server: Server) -> None:
    customer = Customer(server, page="javascript:window.harmed=1")
    customer.say(HOSTILE)
    customer.post("contact", name=HOSTILE, email="h@example.com")
    customer.ask_for_a_person(HOSTILE)
    desk.claim(customer.id)
    expect(desk.field).to_be_focused()
    desk.press("Escape", "n", *"ok", "Enter")
    expect(desk.notes).to_have_count(1)
    expect(desk.subject).to_have_text(HOSTILE)
    expect(desk.page.locator("#profile")).to_contain_text("javascript:window.harmed=1")
    assert desk.page.locator('a[href^="javascript"]').count() == 0
    assert desk.page.evaluate("window.harmed") is None


def test_on_a_phone_one_pane_at_a_time(
    visit: Visit, server: Server, cookies: dict[str, Any], customer: Customer, shot: Shot
) -> None:
    wishes = {"viewport": PHONE, "has_touch": True, "storage_state": cookies[ONE]}
    desk = Desk(visit(f"{server.url}/desk", **wishes)).ready()
    customer.ask_for_a_person()
    desk.entry(customer.id).tap()
    expect(desk.subject).to_be_visible()
    expect(desk.entry(customer.id)).to_be_hidden()
    desk.page.locator("#claim").tap()
    expect(desk.field).to_be_focused()
    shot(desk.page, "desk-phone")
    desk.page.get_by_role("button", name="About this customer").tap()
    expect(desk.page.locator("#person-name")).to_be_visible()
    desk.page.get_by_role("button", name="Conversation", exact=True).tap()
    desk.page.go_back()
    expect(desk.page.locator(".views")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def serious(page: Page) -> list[str]:
    """What axe finds that would keep somebody from working here."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(
    ("form", "wishes"),
    [
        ("desktop", {}),
        ("dark", {"color_scheme": "dark"}),
        ("chinese", {"locale": "zh-CN"}),
        ("phone", {"viewport": PHONE, "has_touch": True}),
    ],
)
def test_axe_finds_nothing_serious(
    form: str, wishes: dict[str, object], new_context: NewContext, server: Server, shot: Shot
) -> None:
    page = new_context(**wishes).new_page()
    page.goto(f"{server.url}/sign-in")
    shot(page, f"sign-in-{form}")
    page.fill("#email", ONE)
    page.fill("#password", "wrong")
    page.press("#password", "Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious(page) == []
    desk = sign_in(page, server, ONE)
    customer, other = Customer(server), Customer(server)
    for one in (customer, other):
        one.say("why does my zeppelin hum")
        one.ask_for_a_person()
    expect(desk.entries).to_have_count(2)
    shot(page, f"desk-queue-{form}")
    assert serious(page) == []
    desk.entry(customer.id).click()
    page.locator("#claim").click()
    expect(desk.field).to_be_visible()
    other.say("and another thing")
    page.locator("#write-note").click()
    desk.field.fill("a note")
    desk.field.press("Control+Enter")
    expect(desk.notes).to_have_count(1)
    page.locator("#evidence summary").click()
    shot(page, f"desk-conversation-{form}")
    page.locator("#hand-back summary").click()
    assert serious(page) == []
