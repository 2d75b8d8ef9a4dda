"""The desk in an agent's hands: live, by keyboard, many at once, and nothing written is ever lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.browser.conftest import PHONE, NewContext, Visit
from tests.browser.desk_hands import Customer, Desk, held, sign_in, soon
from tests.browser.hands import Agent
from tests.browser.serving import Server

ONE: Final = "agent1@example.com"
TWO: Final = "agent2@example.com"
HOSTILE: Final = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
WHOLE: Final = re.compile(r"/api/desk/conversations/[^/]+$")
Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def agents(server: Server) -> dict[str, Agent]:
    return {email: Agent(server.url, email=email, password=server.sign_ins[email]) for email in (ONE, TWO)}


@pytest.fixture(scope="module")
def cookies(browser: Browser, server: Server) -> dict[str, Any]:
    """What a browser keeps of each agent who has signed in."""
    kept = {}
    for email in (ONE, TWO):
        context = browser.new_context()
        sign_in(context.new_page(), server, email)
        kept[email] = {"cookies": context.storage_state()["cookies"]}
        context.close()
    return kept


@pytest.fixture
def desk(visit: Visit, server: Server, cookies: dict[str, Any]) -> Desk:
    return Desk(visit(f"{server.url}/desk", storage_state=cookies[ONE])).ready()


@pytest.fixture
def second_desk(visit: Visit, server: Server, cookies: dict[str, Any]) -> Desk:
    return Desk(visit(f"{server.url}/desk", storage_state=cookies[TWO])).ready()


@pytest.fixture(autouse=True)
def _tidy(agents: dict[str, Agent]) -> Iterator[None]:
    """Each test finds both agents online, an empty queue, and nothing in anybody's hands."""
    for agent in agents.values():
        agent.send("PUT", "presence", {"presence": "online"})
    yield
    for agent in agents.values():
        for view in ("mine", "queue"):
            for row in agent.send("GET", f"inbox?view={view}")["conversations"]:
                if view == "queue":
                    agent.claim(row["id"])
                agent.resolve(row["id"])


@pytest.fixture
def customer(server: Server) -> Customer:
    return Customer(server)


def serious(page: Page) -> list[str]:
    """What axe finds that would keep somebody from working here."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


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
    with held(second_desk.page.context, "**/claim") as waiting:
        second_desk.press("c")
        soon(second_desk.page, waiting)
        desk.claim(customer.id)
    expect(second_desk.notice).to_have_text("Agent One was quicker and has this conversation now.")
    expect(second_desk.state).to_have_text("With Agent One")
    expect(second_desk.entry(customer.id)).to_have_count(0)
    expect(second_desk.field).to_be_hidden()
    expect(desk.notice).to_be_hidden()


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
    with held(desk.page.context, "**/reply"):
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
    expect(second_desk.notes).to_contain_text("before anybody", timeout=10_000)
    desk.claim(customer.id)
    desk.press("Escape", "n")
    desk.reply("after the claim")
    expect(second_desk.notes.nth(1)).to_contain_text("after the claim", timeout=10_000)


def test_what_was_read_before_the_claim_is_read_again(desk: Desk, customer: Customer) -> None:
    customer.ask_for_a_person()
    expect(desk.entry(customer.id)).to_be_visible()
    early: list[tuple[Route, APIResponse]] = []
    desk.page.route(WHOLE, lambda route: early.append((route, route.fetch())), times=1)
    with held(desk.page.context, "**/claim"):
        desk.press("c")
        soon(desk.page, early)
    expect(desk.state).to_have_text("Yours")
    for route, answer in early:
        route.fulfill(response=answer)
    expect(desk.page.locator(".transcript")).to_contain_text("You claimed this")


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


def test_away_means_away(desk: Desk, server: Server, agents: dict[str, Agent]) -> None:
    asked = Customer(server)
    agents[TWO].go_away()
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
    while len(set(read)) < 30:
        desk.page.wait_for_timeout(50)
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
