"""A flag, a moderator who hides what was flagged, and the way back; gone from wherever it could be found meanwhile."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from kb import asking, posting
from kb.fitting import Draft
from kb.store.posts import Post
from tests.browser.board.hands import demo_person, read, soon, store
from tests.browser.conftest import WALKS, NewContext, Shot
from tests.browser.serving import Server
from tests.browser.test_reviewing import look, member, signed_in
from web.clock import now

FORMS: Final[dict[str, dict[str, Any]]] = {**WALKS, "without-scripts": {"java_script_enabled": False}}


def asked(server: Server, form: str) -> Post:
    """A question of the demo's agent, with an answer of the same agent."""
    with store(server) as db:
        author = demo_person(server, db, "agent1")
        title, body = f"Why does the zebralamp {form} flicker at night?", "It **flickers** every hour."
        draft = Draft(title, body, ("lamp", form.lower()))
        post = asking.ask(db, draft, site="main", language="en", author=author, now=now())
        posting.answer(db, post.id, "Turn the dimmer down.", language="en", author=author, now=now())
        return post


def places(server: Server, post: Post, form: str) -> list[str]:
    """Where a stranger finds the question."""
    tag = f"/questions/tagged/{form.lower()}"
    paths = (
        "/questions?sort=newest", tag, f"/people/{post.author}?tab=questions", "/questions/feed.atom",
        f"{tag}/feed.atom",
    )
    return [path for path in paths if post.id in read(server, path)]


def found(server: Server, post: Post, form: str) -> bool:
    """Whether a stranger's search finds it; the index hears of a change a moment later."""
    return post.id in read(server, f"/search?q=zebralamp+{form}")


def seen(page: Page, shot: Shot, name: str, *, form: str) -> None:
    if form != "without-scripts":
        look(page, shot, f"care-{form}-{name}")


@pytest.mark.parametrize("form", FORMS)
def test_flag_hide_undo(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    post = asked(server, form)
    before = places(server, post, form)
    assert len(before) == 5
    soon(lambda: found(server, post, form), "search finds it")

    reader = member(new_context(**FORMS[form]), server, f"care-{form}")
    reader.goto(f"{server.url}/posts/{post.id}")
    reader.locator(f"a[href='/posts/{post.id}/flag']").click()
    reader.locator("button.primary").click()
    expect(reader.get_by_role("alert")).to_be_visible()
    reader.locator("input[value=spam]").check()
    reader.locator("#text").fill("Sells lamps")
    seen(reader, shot, "1-flag", form=form)
    reader.locator("button.primary").click()
    expect(reader.locator(".notice[role=status]")).to_be_visible()
    seen(reader, shot, "2-flagged", form=form)

    moderator = signed_in(new_context(**FORMS[form]), server, "moderator", "/manage/board?kind=flags")
    row = moderator.locator(".care-row").filter(has_text=post.title)  # others' tasks may wait here, too
    expect(row).to_have_count(1)
    seen(moderator, shot, "3-queue", form=form)
    row.locator("a").click()
    expect(moderator.get_by_text("Sells lamps")).to_be_visible()
    moderator.locator("form[action$='/claim'] button").click()
    expect(moderator.locator("form[action$='/release'] button")).to_be_visible()
    moderator.locator("input[name=then]").uncheck()
    seen(moderator, shot, "4-task", form=form)
    moderator.locator("button[name=decision][value=hide]").click()
    moderator.wait_for_url(re.compile("did=hide"))
    assert places(server, post, form) == []
    soon(lambda: not found(server, post, form), "search finds it no more")
    seen(moderator, shot, "5-hidden", form=form)

    moderator.locator(".notice[role=status] form[action='/manage/board/undo'] button").click()
    moderator.wait_for_url(re.compile("did=undone"))
    assert places(server, post, form) == before
    soon(lambda: found(server, post, form), "search finds it")
    moderator.goto(f"{server.url}/manage/board?kind=flags")
    row.locator("input[name=task]").check()
    moderator.locator("button[name=deed][value=show]").click()
    moderator.wait_for_url(re.compile("did=show"))
    expect(row).to_have_count(0)

    for name, path in (
        ("6-post", f"/manage/board/posts/{post.id}?q=zebralamp"), ("7-log", "/manage/board/log"),
        ("8-person", f"/manage/board/people/{post.author}"), ("9-tags", "/questions/tags"),
        ("10-tag", f"/questions/tagged/{form.lower()}"), ("11-public-log", "/moderation"),
        ("12-question", f"/posts/{post.id}"),
    ):
        moderator.goto(f"{server.url}{path}")
        seen(moderator, shot, name, form=form)
    moderator.goto(f"{server.url}/questions/tagged/{form.lower()}")
    moderator.locator("a[href^='/manage/board/tags/']").click()
    seen(moderator, shot, "13-tag-care", form=form)


@pytest.mark.parametrize("form", WALKS)
def test_the_steps(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    page = signed_in(new_context(**FORMS[form]), server, "administrator", "/manage/board/steps")
    page.locator("#step-vote_up").fill("many")
    page.locator(".care-steps button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#step-vote_up")).to_have_value("many")
    seen(page, shot, "14-steps", form=form)
