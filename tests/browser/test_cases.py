"""Ask, leave the page, and be answered by mail: its link opens the case, where both go on; and the list of my cases."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kb.store.engine import open_database
from tests.browser.conftest import FORMS, PHONE, NewContext, Shot, Visit, check_access
from tests.browser.hands import Agent, Chat, kept
from tests.browser.serving import Server
from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office.opened() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, office: PostOffice) -> Iterator[Server]:
    made = Server(
        tmp_path_factory.mktemp("cases"),
        settings={"FIRSTLINE_MAIL": office.url, "FIRSTLINE_MAIL_FROM": "Help <help@example.com>"},
    )
    made.run("migrate")
    made.run("seed", "--demo")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def agent(server: Server) -> Agent:
    email = "agent1@example.com"
    return Agent(server.url, email=email, password=server.sign_ins[email])


@pytest.fixture
def signed_in(server: Server, new_context: NewContext, visit: Visit) -> Page:
    page = visit(f"{server.url}/sign-in?next=/cases")
    page.get_by_label("Email address").fill("moderator@example.com")
    page.get_by_label("Password").fill(server.sign_ins["moderator@example.com"])
    page.locator("main form .button.primary").first.click()
    expect(page.get_by_role("heading", name="My cases")).to_be_visible()
    return page


def reply(agent: Agent, conversation: str, text: str) -> None:
    agent.send("POST", f"conversations/{conversation}/reply", {"key": text, "text": text})


def mail_to(office: PostOffice, address: str) -> str:
    """What the next mail to that address says; it is taken out of the mailbox."""
    end = time.monotonic() + 15
    while not (found := [mail for mail in office.mails if mail["To"] == address]):
        assert time.monotonic() < end
        time.sleep(0.1)
    office.mails.remove(found[0])
    return post_office.plain(found[0])


def link_in(text: str, server: Server, place: str) -> str:
    found = re.search(rf"{server.url}/{place}/[\w-]+", text)
    assert found
    return found[0]


def not_to_wait(server: Server, conversation: str) -> None:
    """As if the two minutes were over in which a customer who is there reads by themselves."""
    db, end = open_database(str(server.data / "firstline.db")), time.monotonic() + 10
    while not db.write(
        lambda tx: tx.run("UPDATE mail SET due_at = 0 WHERE about = :id AND state = 'noted'", id=conversation)
    ):
        assert time.monotonic() < end
        time.sleep(0.1)
    db.close()


def wait_until_read(server: Server, conversation: str) -> None:
    """The server knows that the customer has seen the last message, so that nobody writes to them."""
    db, end = open_database(str(server.data / "firstline.db")), time.monotonic() + 10
    while not db.value("SELECT 1 FROM conversation WHERE id = :id AND customer_read = last_number", id=conversation):
        assert time.monotonic() < end
        time.sleep(0.1)
    db.close()


def looked_at(page: Page, shot: Shot, name: str) -> None:
    shot(page, f"cases-{name}")
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


def test_an_answer_reaches_who_has_left(
    server: Server, office: PostOffice, agent: Agent, visit: Visit, shot: Shot
) -> None:
    page = visit(f"{server.url}/ask")
    chat = Chat(page)
    chat.ask("My paper lanterns have not arrived, order 1077")
    chat.delivered()
    agent.go_away()
    page.get_by_role("button", name="Talk to a person").click()
    page.get_by_label("Email address").fill("cleo@example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("When there is an answer, we write to cleo@example.com.")).to_be_visible()
    looked_at(page, shot, "left-an-address")
    conversation = kept(page)["id"]
    page.context.close()

    agent.claim(conversation)
    reply(agent, conversation, "They left the warehouse this morning.")
    not_to_wait(server, conversation)
    phone = visit(link_in(mail_to(office, "cleo@example.com"), server, "case"), viewport=PHONE, has_touch=True)
    expect(phone.get_by_text("They left the warehouse this morning.")).to_be_visible()
    expect(phone.locator(".own").get_by_text("My paper lanterns have not arrived, order 1077")).to_be_visible()
    looked_at(phone, shot, "by-mail")
    phone.get_by_label("Write a message").fill("Thank you. When will they be here?")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator(".own").get_by_text("When will they be here?")).to_be_visible()
    seen = agent.send("GET", f"conversations/{conversation}")
    assert seen["messages"][-1]["text"] == "Thank you. When will they be here?"
    reply(agent, conversation, "On Friday.")
    expect(phone.get_by_text("On Friday.")).to_be_visible()  # without a press: the page is live


def test_who_is_still_there_reads_and_gets_a_copy_on_request(
    server: Server, office: PostOffice, agent: Agent, visit: Visit, shot: Shot
) -> None:
    page = visit(f"{server.url}/ask", locale="zh-CN")
    chat = Chat(page)
    chat.ask("灯笼的颜色不对，订单 4100")
    chat.delivered()
    agent.go_away()
    page.locator("[data-person]").click()
    page.locator("#chat-email").fill("mei@example.com")
    page.locator("[data-save]").click()
    expect(page.get_by_text("有了答复，我们会发邮件到 mei@example.com。")).to_be_visible()
    conversation = kept(page)["id"]
    page.locator("[data-send-copy]").click()
    expect(page.get_by_text("对话记录已发往 mei@example.com。")).to_be_visible()
    looked_at(page, shot, "copy-zh-Hans")
    assert "灯笼" not in mail_to(office, "mei@example.com")  # nobody of ours has answered yet
    agent.claim(conversation)
    reply(agent, conversation, "马上给您换。")
    expect(page.get_by_text("马上给您换。")).to_be_visible()
    wait_until_read(server, conversation)


def test_from_signing_up_to_the_answer(
    server: Server, office: PostOffice, agent: Agent, visit: Visit, shot: Shot
) -> None:
    page = visit(f"{server.url}/sign-up", viewport=PHONE, has_touch=True)
    page.fill("#name", "Li Wei")
    page.fill("#email", "li@example.com")
    page.fill("#password", "a quiet walk by the river")
    page.click("main form .button.primary")
    page.goto(link_in(mail_to(office, "li@example.com"), server, "sign-up"))
    page.click("main form .button.primary")
    page.wait_for_url("**/profile**")
    page.goto(f"{server.url}/ask")
    chat = Chat(page)
    chat.ask("Order 3099 came without its candle")
    chat.delivered()
    agent.go_away()
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.get_by_text("When there is an answer, we write to li@example.com.")).to_be_visible()
    conversation = kept(page)["id"]
    page.goto("about:blank")
    agent.claim(conversation)
    reply(agent, conversation, "The candle is on its way.")
    not_to_wait(server, conversation)
    page.goto(link_in(mail_to(office, "li@example.com"), server, "case"))
    expect(page.get_by_text("The candle is on its way.")).to_be_visible()
    page.goto(f"{server.url}/cases")
    expect(page.locator(".case-row")).to_contain_text("Order 3099 came without its candle")


def test_my_cases_are_live(server: Server, agent: Agent, signed_in: Page, shot: Shot) -> None:
    page = signed_in
    expect(page.get_by_text("You have not asked anything yet")).to_be_visible()
    looked_at(page, shot, "none")
    ask = page.context.new_page()
    ask.goto(f"{server.url}/ask")
    chat = Chat(ask)
    chat.ask("The colour of my lanterns is wrong, order 2088")
    chat.delivered()
    ask.get_by_role("button", name="Talk to a person").click()
    chat.delivered()
    conversation = kept(ask)["id"]
    ask.close()
    row = page.locator(".case-row")
    page.bring_to_front()
    expect(row).to_have_count(1)  # it came by itself
    agent.claim(conversation)
    reply(agent, conversation, "We will send you red ones.")
    expect(row).to_contain_text("We will send you red ones.")
    expect(row).to_contain_text("1 new answer")
    looked_at(page, shot, "unread")
    row.get_by_role("link").click()
    expect(page.locator(".message").get_by_text("We will send you red ones.")).to_be_visible()
    page.get_by_label("Write a message").fill("Red is fine.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".own").get_by_text("Red is fine.")).to_be_visible()
    reply(agent, conversation, "They are on their way.")
    expect(page.get_by_text("They are on their way.")).to_be_visible()
    looked_at(page, shot, "one")
    page.get_by_role("link", name="My cases").first.click()
    expect(row).not_to_contain_text("new answer")
    state = page.context.storage_state()
    page.goto("about:blank")  # left open, the page would look anew as soon as it is refused
    page.context.clear_cookies()
    page.goto(f"{server.url}/cases/{conversation}")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.context.add_cookies(state["cookies"])


@pytest.mark.parametrize("form", FORMS)
def test_the_room_of_mail(form: str, server: Server, visit: Visit, shot: Shot) -> None:
    page = visit(f"{server.url}/sign-in?next=/manage/mail", **FORMS[form])
    page.fill("#email", "administrator@example.com")
    page.fill("#password", server.sign_ins["administrator@example.com"])
    page.press("#password", "Enter")
    expect(page.locator("h1")).to_have_text(re.compile("Mail|邮件|郵件"))
    looked_at(page, shot, f"room-{form}")


@pytest.mark.parametrize("form", FORMS)
def test_looks(form: str, server: Server, signed_in: Page, visit: Visit, new_context: NewContext, shot: Shot) -> None:
    context = new_context(storage_state=signed_in.context.storage_state(), **FORMS[form])
    page = visit(f"{server.url}/cases", context=context)
    looked_at(page, shot, f"list-{form}")
    if page.locator(".case-link").count():
        page.locator(".case-link").first.click()
        expect(page.locator("#live .messages")).to_be_visible()
        looked_at(page, shot, f"case-{form}")
