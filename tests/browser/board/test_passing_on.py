"""From a widget on another site to the community and back: the question stands in the conversation."""

from playwright.sync_api import expect

from tests.browser.conftest import Shot, Visit
from tests.browser.hands import opened
from tests.browser.serving import OtherSite, Server

MEMBER = "agent1@example.com"
QUESTION = "where do the zebras of the circus sleep"


def test_the_widget_leads_to_the_community_and_shows_what_was_asked(
    visit: Visit, server: Server, other_site: OtherSite, shot: Shot
) -> None:
    page = visit(other_site.url)
    chat = opened(page)
    chat.ask("do the zebras of the circus fly")
    expect(chat.messages).to_have_count(3)
    chat.say(QUESTION)
    with page.expect_popup() as popped:
        chat.place.locator("[data-link]:visible").click()
    board = popped.value
    board.fill("#email", MEMBER)  # no mail here: whoever asks signs in, and comes back with all that came along
    board.fill("#password", server.sign_ins[MEMBER])
    board.press("#password", "Enter")
    expect(board.locator("#title")).to_have_value(QUESTION)
    expect(board.locator("p.notice")).to_contain_text("Your conversation stays private")
    expect(board.locator("[name=looked]")).to_have_value(QUESTION)  # what is alike was there to be seen
    board.fill("#body", "They look tired.")
    board.get_by_role("button", name="Send question").last.click()
    expect(board.locator("h1")).to_have_text(QUESTION)
    said = chat.place.locator("[data-status=asked_community]")
    expect(said).to_contain_text("You asked the community.")
    expect(said.locator("[data-link]")).to_contain_text(QUESTION)
    shot(page, "passed-on")
    with page.expect_popup() as popped:
        said.locator("[data-link]").click()
    expect(popped.value.locator("h1")).to_have_text(QUESTION)
