"""Somebody joins, confirms, looks after their profile and leaves; an administrator invites, and sends somebody away."""

import io
from collections.abc import Iterator
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kb.store import tokens
from kb.store.engine import columns, open_database
from kb.store.tokens import Kind, Token
from tests.browser.conftest import WALKS, NewContext, Shot, Visit, check_access
from tests.browser.serving import Server
from web import config
from web.people import links

PASSWORD: Final = "a quiet walk by the river"
OTHER: Final = "another quiet walk"
GO: Final = "main form .button.primary"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With a mail server to be named, at which nobody answers: what mail would say is made from the store."""
    made = Server(tmp_path_factory.mktemp("joining"), settings={"FIRSTLINE_MAIL": "smtp://127.0.0.1:9"})
    made.run("migrate")
    made.run("seed", "--demo")
    made.start()
    yield made
    made.stop()


def mailed(server: Server, kind: Kind, email: str) -> str:
    """The link that goes to this address."""
    db = open_database(str(server.data / "firstline.db"))
    try:
        rows = db.all(
            Token, f"SELECT {columns(Token)} FROM token WHERE kind = :kind AND email = :email ORDER BY created_at",
            kind=kind, email=email,
        )
        assert tokens.by_id(db, rows[-1].id) == rows[-1]
    finally:
        db.close()
    settings = config.read({"FIRSTLINE_DATA": str(server.data), "FIRSTLINE_URL": server.url})
    return links.address(settings, rows[-1].id, kind=kind)


def looked_at(page: Page, shot: Shot, name: str) -> None:
    shot(page, f"joining-{name}")
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


def sign_in(page: Page, server: Server, email: str, password: str) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("form", WALKS)
def test_from_signing_up_to_leaving(form: str, visit: Visit, server: Server, shot: Shot) -> None:
    email = f"{form.lower()}@example.com"
    page = visit(f"{server.url}/sign-in", **WALKS[form])
    looked_at(page, shot, f"sign-in-{form}")
    page.click('a[href="/sign-up"]')
    page.fill("#name", "Li Wei")
    page.fill("#email", email)
    page.fill("#password", "password123")
    page.click(GO)
    expect(page.locator("#password-problem")).to_be_visible()
    looked_at(page, shot, f"sign-up-{form}")
    page.fill("#password", PASSWORD)
    page.click(GO)
    expect(page.locator("main")).to_contain_text(email)
    looked_at(page, shot, f"sent-{form}")

    page.goto(mailed(server, "sign_up", email))
    looked_at(page, shot, f"confirm-{form}")
    page.click(GO)
    page.wait_for_url("**/profile**")
    looked_at(page, shot, f"profile-{form}")

    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(picture, "PNG")
    page.set_input_files("#picture", {"name": "me.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    page.click(".picture-form .button")
    expect(page.locator(".profile-head img.portrait")).to_be_visible()
    page.fill("#name", "Wei Li")
    page.click('form[action="/profile"] .button.primary')
    page.locator("details:has(.account-menu) > summary").click()
    expect(page.locator(".account-menu")).to_contain_text("Wei Li")
    looked_at(page, shot, f"menu-{form}")
    page.keyboard.press("Escape")

    page.goto(f"{server.url}/profile")
    page.locator("section[aria-labelledby=secret] summary").click()
    page.fill("#old", PASSWORD)
    page.fill("#password", OTHER)
    page.click('form[action="/profile/password"] .button.primary')
    expect(page.locator(".notice.good")).to_be_visible()

    page.locator("section[aria-labelledby=address] summary").click()
    page.fill("#email", f"new-{email}")
    page.fill("#move-old", OTHER)
    page.click('form[action="/profile/address"] .button.primary')
    expect(page.locator(".notice.accent")).to_contain_text(f"new-{email}")
    page.goto(mailed(server, "address", f"new-{email}"))
    page.click(GO)
    page.wait_for_url("**/profile**")
    expect(page.locator(".profile-head")).to_contain_text(f"new-{email}")

    page.click('a[href="/profile/leave"]')
    looked_at(page, shot, f"leave-{form}")
    page.fill("#old", OTHER)
    page.click("main form .button.danger")
    expect(page.locator("#proof")).to_be_visible()
    looked_at(page, shot, f"left-{form}")
    page.goto(f"{server.url}/sign-in")
    page.fill("#email", f"new-{email}")
    page.fill("#password", OTHER)
    page.click(GO)
    expect(page.locator("#sign-in-error")).to_be_visible()


def test_a_forgotten_password_and_a_link_that_was_used(visit: Visit, server: Server, shot: Shot) -> None:
    email = next(each for each in server.sign_ins if each.startswith("agent2"))
    page = visit(f"{server.url}/password")
    page.fill("#email", email)
    page.click(GO)
    expect(page.locator("main")).to_contain_text(email)
    there = mailed(server, "password", email)
    page.goto(there)
    looked_at(page, shot, "choose")
    page.fill("#password", OTHER)
    page.click(GO)
    page.wait_for_url("**/profile**")
    page.goto(there)
    expect(page.locator('a[href="/password"]')).to_be_visible()
    looked_at(page, shot, "gone")


@pytest.mark.parametrize("form", WALKS)
def test_an_administrator_invites_and_sends_somebody_away(
    form: str, visit: Visit, new_context: NewContext, server: Server, shot: Shot
) -> None:
    admin = next(each for each in server.sign_ins if each.startswith("admin"))
    page = visit(f"{server.url}/", **WALKS[form])
    sign_in(page, server, admin, server.sign_ins[admin])
    page.goto(f"{server.url}/manage/people")
    looked_at(page, shot, f"people-{form}")
    page.locator(".add summary").click()
    page.fill("#name", "New Agent")
    page.fill("#email", f"agent-{form.lower()}@example.com")
    looked_at(page, shot, f"invite-{form}")
    page.click(".manage-form .button.primary")
    link = page.locator("#link").input_value()
    looked_at(page, shot, f"person-{form}")

    invited = visit(link, **WALKS[form])
    looked_at(invited, shot, f"invitation-{form}")
    invited.fill("#password", PASSWORD)
    invited.click(GO)
    invited.wait_for_url("**/profile**")
    invited.goto(f"{server.url}/desk")
    expect(invited.locator("#line")).to_have_attribute("data-state", "open")
    page.goto(f"{server.url}/manage/people?q=agent-{form.lower()}")
    page.click(".person .name")
    page.click('form[action$="/deactivate"] .button')
    expect(page.locator(".notice.good")).to_be_visible()
    expect(invited.locator("#signed-out")).to_be_visible()
    looked_at(page, shot, f"deactivated-{form}")
