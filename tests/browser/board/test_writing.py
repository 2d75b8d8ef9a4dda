"""Writing on the board: what was begun is back, pictures go into the text, tags are suggested, deeds are in a menu."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import FileChooser, Page, Route, expect

from kb import asking
from kb.fitting import Draft
from kb.store import people, tags
from kb.store.engine import open_database
from kb.store.posts import Post
from tests.browser.board.test_questions import asked
from tests.browser.conftest import WALKS, NewContext, Shot
from tests.browser.serving import Server
from tests.browser.test_files import give, picture
from tests.browser.test_reviewing import look, member, signed_in
from web.clock import now

BODY: Final = "It blinks twice, and then nothing."


@pytest.fixture(scope="module")
def guests(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of its own that would send mail: guests may ask."""
    mail = {"FIRSTLINE_MAIL": "smtp://127.0.0.1:9", "FIRSTLINE_MAIL_FROM": "help@example.com"}
    made = Server(tmp_path_factory.mktemp("guests"), settings=mail)
    made.run("migrate")
    made.run("seed", "--demo")
    made.start()
    yield made
    made.stop()


def begun(page: Page, server: Server, title: str) -> None:
    page.goto(f"{server.url}/questions/ask")
    page.fill("#title", title)
    page.fill("#body", BODY)
    expect(page.locator("[data-kept]")).not_to_be_empty()


def test_what_a_guest_began_is_theirs_until_sent_or_signed_in(new_context: NewContext, guests: Server) -> None:
    context = new_context()
    page = context.new_page()
    begun(page, guests, "Why does the lamp blink at night?")
    page.goto(f"{guests.url}/questions")
    page.goto(f"{guests.url}/questions/ask")
    kept = page.locator("[data-guest-kept]")
    expect(kept).to_be_visible()
    expect(page.locator("#body")).to_have_value(BODY)
    kept.get_by_role("button").click()
    expect(kept).to_be_hidden()
    expect(page.locator("#body")).to_have_value("")
    page.reload()
    expect(kept).to_be_hidden()

    begun(page, guests, "Why does the lamp blink at night?")
    page.fill("#name", "Kim")
    page.fill("#email", "kim@example.com")
    page.locator(".ask-form .row button.primary").click()
    expect(page.locator("[data-asked], .ask-step")).to_be_visible()
    if page.locator(".ask-step").count():  # what is like it came first
        page.locator(".ask-step button.primary").click()
    expect(page.locator("[data-asked]")).to_be_visible()
    page.wait_for_load_state()
    page.goto(f"{guests.url}/questions/ask")
    expect(page.locator("#body")).to_have_value("")
    expect(kept).to_be_hidden()

    begun(page, guests, "Which lamp blinks least?")
    elsewhere = signed_in(context, guests, "agent", "/questions")  # in another tab: somebody else for all we know
    elsewhere.locator("details[data-menu] summary").last.click()
    elsewhere.locator("form[action='/sign-out'] button").first.click()
    elsewhere.wait_for_url(f"{guests.url}/")
    page.goto(f"{guests.url}/questions/ask")
    expect(page.locator("#body")).to_have_value("")

    begun(page, guests, "Which lamp blinks least?")
    page.locator(".ask-guest a").click()
    email = next(each for each in guests.sign_ins if each.startswith("moderator"))
    page.fill("#email", email)
    page.fill("#password", guests.sign_ins[email])
    page.press("#password", "Enter")
    page.wait_for_url("**/questions/ask")
    expect(page.locator("#body")).to_have_value(BODY)  # their own draft from now on
    expect(page.locator("[data-kept]")).not_to_be_empty()
    page.goto(f"{guests.url}/questions/ask")
    expect(page.locator("[data-discard]")).to_be_visible()
    page.locator("[data-discard] button").click()
    expect(page.locator("#body")).to_have_value("")


@pytest.mark.parametrize("form", WALKS)
def test_a_comment_and_an_answer_with_a_picture(
    form: str, new_context: NewContext, server: Server, shot: Shot
) -> None:
    post = asked(server, f"writing {form}")
    page = member(new_context(**WALKS[form]), server, f"writing-{form}")
    chosen: list[FileChooser] = []
    # Long before one opens, since the browser has to hear of it.
    page.on("filechooser", lambda chooser: chosen.append(chooser))
    page.goto(f"{server.url}/posts/{post.id}")
    comment = page.locator(".comment-more")
    comment.locator("summary").click()
    comment.locator("textarea").fill("Which reader")
    expect(comment.locator("[data-kept]")).not_to_be_empty()
    page.reload()
    expect(comment.locator("textarea")).to_have_value("Which reader")
    look(page, shot, f"writing-{form}-1-begun")
    comment.locator("[data-discard] button").click()
    expect(comment.locator("[data-discard]")).to_have_count(0)

    page.fill("#body", "Like this:\n\n")
    expect(page.locator("[data-choose]")).to_be_visible()
    page.locator("[data-choose]").focus()
    page.keyboard.press("Enter")
    for _ in range(100):
        if chosen:
            break
        page.wait_for_timeout(100)
    chosen[0].set_files({"name": "a.png", "mimeType": "image/png", "buffer": picture(width=2000)})
    expect(page.locator(".files-item[data-state=done] img")).to_be_visible()
    page.locator(".files-alt input").fill("The lid")
    give(page, "drop", "notes.pdf", b"%PDF-1.7", type="application/pdf")
    expect(page.locator(".files-item[data-state=failed] .files-said")).not_to_be_empty()
    expect(page.locator("[data-shown] img")).to_be_visible()
    look(page, shot, f"writing-{form}-2-picture")
    page.locator("#answering button.primary").click()
    shown = page.locator(".answer .prose img[alt='The lid']")
    expect(shown).to_be_visible()
    stranger = new_context(**WALKS[form]).new_page()
    stranger.goto(f"{server.url}/posts/{post.id}")
    width = "picture => picture.decode().then(() => picture.naturalWidth)"
    assert stranger.locator(".answer .prose img").evaluate(width) == 1600
    look(stranger, shot, f"writing-{form}-3-shown")


def tagged(server: Server) -> Post:
    """A question under tags that begin alike, one of which has another name."""
    db = open_database(str(server.data / "firstline.db"))
    try:
        email = next(each for each in server.sign_ins if each.startswith("moderator"))
        author = people.by_email(db, email, site="main")
        assert author
        draft = Draft("Where do lanterns and lasers go?", BODY, ("quokkalantern", "quokkalaser"))
        post = asking.ask(db, draft, site="main", language="en", author=author.id, now=now())
        tag = tags.by_name(db, "quokkalantern", site="main")
        assert tag
        db.write(lambda tx: tags.add_synonym(tx, site="main", name="quokkalight", tag=tag.id, now=now()))
        return post
    finally:
        db.close()


@pytest.mark.parametrize("form", WALKS)
def test_tags_are_suggested_and_what_moderators_do_is_in_a_menu(
    form: str, new_context: NewContext, server: Server, shot: Shot
) -> None:
    post = tagged(server)
    page = signed_in(new_context(**WALKS[form]), server, "moderator", "/questions")
    page.goto(f"{server.url}/posts/{post.id}/edit")
    field, options = page.locator("#tags"), page.locator(".tag-option")
    expect(field).to_have_value("quokkalantern quokkalaser")
    field.fill("quokkalas")
    expect(options).to_have_count(1)
    field.press("Escape")
    expect(options).to_be_hidden()
    field.fill("quokkali")
    expect(options).to_contain_text("quokkalantern")
    look(page, shot, f"writing-{form}-4-tags")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("quokkalantern ")
    expect(field).to_be_focused()
    field.press_sequentially("quokkala")
    expect(options).to_have_text([re.compile(r"quokkalaser\d+ ")])  # the other is there already
    options.first.click()
    expect(field).to_have_value("quokkalantern quokkalaser ")

    page.goto(f"{server.url}/posts/{post.id}")
    menu = page.locator("article .deeds-menu").first
    expect(menu.locator(".menu-list")).to_be_hidden()
    for deed in ("[data-link]", f"a[href='/posts/{post.id}/edit']"):
        expect(page.locator(f"article .post-deeds > {deed}").first).to_be_visible()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator(".menu-list")).to_be_in_viewport(ratio=1)
    look(page, shot, f"writing-{form}-5-menu")
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    menu.locator("button[value=hide]").click()
    expect(page.locator(".notice").first).to_be_visible()


def test_a_title_that_was_typed_before_the_script_came_is_looked_for(new_context: NewContext, server: Server) -> None:
    page = signed_in(new_context(), server, "moderator", "/questions")
    late: list[Route] = []
    page.route("**/board/ask.js*", lambda route: late.append(route))
    with page.expect_request("**/board/ask.js*"):
        page.goto(f"{server.url}/questions/ask", wait_until="commit")
    title = "How do I put the chat on my website?"
    page.locator("#title").evaluate("(field, words) => { field.value = words; }", title)
    expect(page.locator("[data-similar]")).to_be_hidden()
    for each in late:
        each.continue_()
    expect(page.locator("[data-similar]")).to_contain_text("Put the chat on your website")
