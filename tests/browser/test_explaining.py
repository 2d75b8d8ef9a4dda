"""A moderator asks why, puts it right, keeps the question, and is told what a change broke."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORMS, NewContext, Shot
from tests.browser.serving import Server
from tests.browser.test_curation import look, said, signed_in

PATIENCE: Final = 60_000
"""Milliseconds for index, wordings and a run."""


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(page.locator(".verdict")).to_be_visible()


def test_from_a_wrong_answer_to_a_test_question_that_breaks(new_context: NewContext, server: Server) -> None:
    page = signed_in(new_context(), server, "/manage/explain")
    ask(page, "our bonbons have gone mouldy overnight")
    page.locator("#find").type("your phone", delay=30)
    page.get_by_label("Use it on your phone").check(timeout=PATIENCE)
    page.get_by_role("button", name="It should have come").click()
    expect(page.get_by_role("status")).to_contain_text("“Use it on your phone”")
    page.get_by_role("button", name="Keep as a test question").click()
    expect(page.locator(".standing-number")).to_have_text(re.compile(r"^(\d+) of \1 right$"), timeout=PATIENCE)
    page.goto(f"{server.url}/manage/articles?only=en")
    page.get_by_role("link", name="Use it on your phone").first.click()
    learned = page.locator("input[name=learned_phrasings][value='our bonbons have gone mouldy overnight']")
    learned.uncheck()
    page.locator(".manage-bar .button.primary").click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.goto(f"{server.url}/manage/regressions")
    broke = page.locator(".test").filter(has_text="bonbons")
    expect(broke.locator(".badge.bad")).to_be_visible(timeout=PATIENCE)
    expect(broke).to_contain_text("“Use it on your phone” or its wordings were changed")
    page.goto(f"{server.url}/manage/articles")
    expect(page.locator(".notice.warn")).to_contain_text("1 test question")
    page.goto(f"{server.url}/manage/regressions")
    broke.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_have_text("Removed.")


def test_it_works_without_scripts(new_context: NewContext, server: Server) -> None:
    page = signed_in(new_context(java_script_enabled=False), server, "/manage/explain")
    ask(page, "how do I add a collegue")
    page.locator("#find").fill("import articles")
    page.locator("#find").press("Enter")
    expect(page.get_by_role("radio", name=re.compile("^Import articles from"))).to_be_visible()
    page.get_by_label("Nothing here answers it").check()
    page.get_by_role("button", name="Keep as a test question").click()
    expect(page.get_by_role("status").first).to_contain_text("1 question is kept.")
    page.locator(".test").filter(has_text="collegue").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status").first).to_have_text("Removed.")


@pytest.mark.parametrize("form", FORMS)
def test_both_pages_in_every_form(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    page = signed_in(new_context(**FORMS[form]), server, "/manage/explain")
    look(page, shot, f"explain-{form}-1-empty")
    ask(page, "请问怎么备份" if form.startswith("zh") else "Hello, how do I reset my pasword")
    for fold in page.locator("details.small > summary").all():
        fold.click()
    look(page, shot, f"explain-{form}-2-answer")
    ask(page, "can I talk to a person")
    look(page, shot, f"explain-{form}-3-person")
    page.goto(f"{server.url}/manage/regressions")
    look(page, shot, f"explain-{form}-4-tests")
    page.locator("details.add").nth(1).locator("summary").click()
    page.locator("#lines").fill(f"do you sell shoes to {form} => -\nno arrow")
    page.locator("details.add").nth(1).locator("button.primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, shot, f"explain-{form}-5-pasted")


def test_who_may_put_it_right_gets_there_from_the_desk(new_context: NewContext, server: Server) -> None:
    question = "how do I import articles from a spreadsheet"
    said(server, question, solved=False)
    email = next(each for each in server.sign_ins if each.startswith("supervisor"))
    page = new_context().new_page()
    page.goto(f"{server.url}/desk")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    page.locator(".entry").last.click()  # other tests' customers wait before
    page.locator(".evidence-line").click()
    with page.expect_popup() as opened:
        page.locator(".tried[data-kind=searched] .tried-why").first.click()
    expect(opened.value.locator("#question")).to_have_value(question)
    expect(opened.value.locator(".verdict-why")).to_be_visible()
