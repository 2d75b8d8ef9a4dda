"""The desk by keyboard alone."""


from playwright.sync_api import expect

from tests.browser.desk.hands import Customer, Desk
from tests.browser.serving import Server


def test_everything_goes_by_keyboard(desk: Desk, server: Server) -> None:
    first, second = Customer(server).ask_for_a_person(), Customer(server).ask_for_a_person()
    expect(desk.entries).to_have_count(2)
    desk.press("j")
    expect(desk.entry(first.id)).to_be_focused()
    desk.press("j")
    expect(desk.entry(second.id)).to_have_attribute("aria-current", "true")
    desk.press("k", "c")
    expect(desk.field).to_be_focused()
    desk.press("Escape", "h")
    expect(desk.page.get_by_role("button", name="To the queue")).to_be_focused()
    desk.press("Enter")
    expect(desk.page.locator("#claim")).to_be_visible()
    expect(desk.subject).to_be_focused()
    desk.press("c")
    expect(desk.state).to_have_text("Yours")
    desk.press("Escape", "e", "Enter")
    expect(desk.state).to_have_text("Resolved")
    desk.press("?")
    expect(desk.page.get_by_role("dialog", name="Keys")).to_be_visible()
    desk.press("Escape", "1")
    expect(desk.entry(second.id)).to_be_visible()
    desk.press("/")
    expect(desk.page.locator("#filter")).to_be_focused()


def test_a_word_typed_beside_the_field_does_no_harm(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.claim(customer.id)
    for word in ("hello there", "he", "please", "see you here", "keep"):
        desk.press("Escape", *word, "Enter")
    expect(desk.state).to_have_text("Yours")
    assert customer.post("messages", text="still here")["conversation"]["state"] == "claimed"


def test_single_keys_can_be_switched_off(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    desk.open(customer.id)
    desk.press("?")
    desk.page.get_by_label("Use single keys").uncheck()
    desk.press("Escape", "c")
    desk.page.reload()
    expect(desk.page.locator("#line")).to_have_attribute("data-state", "open")
    desk.press("c")
    expect(desk.page.locator("#claim")).to_be_visible()
    desk.press("?")
    expect(desk.page.get_by_role("dialog")).to_be_hidden()
