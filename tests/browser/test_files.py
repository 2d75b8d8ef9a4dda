"""A picture on its way into an article: dropped, pasted or chosen, described, seen in the text and on the page."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORMS, NewContext, Shot, check_access
from tests.browser.serving import Server
from tests.browser.test_curation import signed_in

# What a browser gives to a page when a person drops files on a field, or pastes them into it.
GIVE: Final = """([kind, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name, { type }));
  const area = document.querySelector("textarea[data-files]");
  area.focus();
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true });
  area.dispatchEvent(event);
}"""


def picture(*, width: int = 900, colour: str = "#0b6459") -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (width, 500), "#e1efec")
    ImageDraw.Draw(image).rectangle((80, 80, width - 80, 420), fill=colour)
    image.save(out, "PNG")
    return out.getvalue()


def give(page: Page, kind: str, name: str, content: bytes, *, type: str = "image/png") -> None:
    page.evaluate(GIVE, [kind, name, type, base64.b64encode(content).decode()])


def written(page: Page) -> str:
    return page.input_value("#body")


@pytest.fixture
def editor(new_context: NewContext, server: Server) -> Page:
    page = signed_in(new_context(), server, "/manage/articles/new")
    page.fill("#title", "Where the sign-in page is")
    page.fill("#body", "Open the sign-in page:\n\n")
    return page


def test_a_picture_is_dropped_described_and_seen(editor: Page, server: Server, new_context: NewContext) -> None:
    give(editor, "drop", "登录 (1).png", picture(width=2000))
    expect(editor.locator(".files-item[data-state=done]")).to_have_count(1)
    editor.get_by_label("What does the picture show?").fill("The [green] button")
    editor.press(".files-alt input", "Enter")
    expect(editor.locator(".files-item")).to_have_count(0)
    expect(editor.locator("#body")).to_be_focused()
    text = written(editor)
    assert text.startswith("Open the sign-in page:\n\n![The \\[green\\] button](/files/")
    assert text.rstrip().endswith("#2000x500)")
    editor.locator(".manage-bar .button.primary").click()
    editor.wait_for_url(lambda url: "/new" not in url)
    assert "The \\[green\\] button" in written(editor)
    shown = editor.evaluate(
        """async (address) => { const picture = new Image(); picture.src = address; await picture.decode();
                                return [picture.naturalWidth, picture.naturalHeight]; }""",
        text.split("](")[1].split("#")[0],
    )
    assert shown == [1600, 400]


def test_pasted_and_chosen_files_stand_at_the_caret_in_their_order(editor: Page, tmp_path: Path) -> None:
    editor.fill("#body", "First.\n\nLast.")
    editor.evaluate("document.querySelector('#body').setSelectionRange(6, 6)")
    give(editor, "paste", "image.png", picture())
    expect(editor.locator(".files-item[data-state=done]")).to_have_count(1)
    paths = [tmp_path / "a.png", tmp_path / "b.pdf"]
    paths[0].write_bytes(picture(colour="#b3261e"))
    paths[1].write_bytes(b"%PDF-1.4 x")
    editor.locator("[data-files-place] input[type=file]").set_input_files(paths)
    expect(editor.locator(".files-item[data-state=done]")).to_have_count(3)
    places = [written(editor).index(part) for part in ("First.", "image.png", "a.png", "[b.pdf](", "Last.")]
    assert places == sorted(places)


def test_what_is_refused_is_said_in_words_and_nothing_is_lost(editor: Page) -> None:
    before = written(editor)
    give(editor, "drop", "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", type="image/svg+xml")
    failed = editor.locator(".files-item[data-state=failed]")
    expect(failed).to_contain_text("We cannot take this kind of file.")
    assert written(editor).strip() == before.strip()
    failed.get_by_role("button", name="Dismiss").click()
    expect(failed).to_have_count(0)
    expect(editor.locator("#body")).to_be_focused()


def test_off_line_a_file_is_tried_again(editor: Page) -> None:
    editor.context.set_offline(True)
    give(editor, "drop", "a.png", picture())
    failed = editor.locator(".files-item[data-state=failed]")
    expect(failed).to_contain_text("The file did not arrive. Please try again.")
    assert "![" not in written(editor)
    editor.context.set_offline(False)
    failed.get_by_role("button", name="Try again").press("Enter")
    expect(editor.locator(".files-item[data-state=done]")).to_have_count(1)
    assert "/a.png#900x500)" in written(editor)


def test_text_with_a_picture_of_it_is_pasted_as_text(editor: Page) -> None:
    editor.evaluate(
        """() => { const given = new DataTransfer();
                   given.items.add(new File(["x"], "a.png", { type: "image/png" }));
                   given.setData("text/plain", "cells");
                   document.querySelector("#body").dispatchEvent(
                     new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })); }"""
    )
    expect(editor.locator(".files-item")).to_have_count(0)


@pytest.mark.parametrize("form", FORMS)
def test_every_look(form: str, new_context: NewContext, server: Server, shot: Shot) -> None:
    page = signed_in(new_context(**FORMS[form]), server, "/manage/articles/new")
    page.fill("#title", "Where the sign-in page is")
    page.fill("#body", "Open the sign-in page.")
    give(page, "drop", "登录 页面.png", picture())
    give(page, "drop", "logo.svg", b"<svg/>", type="image/svg+xml")
    expect(page.locator(".files-item[data-state=done]")).to_have_count(1)
    expect(page.locator(".files-item[data-state=failed]")).to_have_count(1)
    check_access(page)
    page.locator("[data-choose]").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    shot(page, f"files-{form}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
