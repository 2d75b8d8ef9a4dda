"""What a reader does around an article, and how moderators arrange what readers find."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORMS, PHONE, NewContext, Shot, Visit, check_access
from tests.browser.desk.hands import soon
from tests.browser.serving import Server
from tests.browser.test_curation import signed_in

ARTICLE: Final = "/articles/put-the-chat-on-your-website"
LONG: Final = """No line holds this: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.

## 在手机上查看表格和代码

请打开“设置”，选择“账单与付款”，然后按“下载发票”；如果没有看到这个按钮，请先确认您已经登录并且拥有查看账单的权限。

| Setting | What it does | 默认值 | Since |
|---|---|---|---|
| `FIRSTLINE_A_VERY_LONG_NAME_OF_A_SETTING` | Switches something on that is explained at length here | 没有 | 1.0 |

```
firstline import --from https://help.example.com/a/very/long/address/that/no/phone/shows/on/one/line.jsonl --language en
```

## Second part

https://help.example.com/another/very/long/address/without/any/space/in/it/that/goes/on/and/on
"""


def test_a_vote_is_given_and_taken_back(visit: Visit, new_context: NewContext, server: Server, shot: Shot) -> None:
    page = visit(f"{server.url}{ARTICLE}")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#helped-title")).to_be_focused()
    page.get_by_label("Something is missing").check()
    page.get_by_label("Anything else we should know?").fill("Which file is it in WordPress?")
    shot(page, "reading-why-not")
    check_access(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Do you still need an answer?")).to_be_visible()
    page.get_by_role("button", name="It did help after all").click()
    expect(page.get_by_text("Good to hear that it helped.")).to_be_visible()
    page.get_by_role("button", name="It did not help after all").click()
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Do you still need an answer?")).to_be_visible()
    moderators = signed_in(new_context(), server, "/manage/feedback")
    comment = moderators.locator(".feedback-comment").filter(has_text="Put the chat on your website")
    expect(comment).to_have_count(1)
    comment.get_by_role("button", name="Mark handled").click()
    expect(moderators.get_by_role("status")).to_be_visible()
    expect(comment).to_have_count(0)


def test_a_vote_without_a_script(new_context: NewContext, server: Server) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{server.url}{ARTICLE}")
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It is hard to follow").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Do you still need an answer?")).to_be_visible()


def test_a_section_is_linked_to_and_the_contents_follow(new_context: NewContext, server: Server) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server.url}{ARTICLE}")
    heading = page.locator(".prose h2").nth(2)
    heading.hover()
    heading.locator(".anchor").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{server.url}{ARTICLE}#h-")
    assert page.url == copied
    expect(page.locator(".contents a[aria-current]")).to_have_text(heading.inner_text().removesuffix("#").strip())
    beside = page.locator(".beside a")
    expect(beside.first).to_be_visible()  # search was asked while the server worked
    assert 1 <= beside.count() <= 5


def test_on_paper_there_is_nothing_to_press(visit: Visit, server: Server, shot: Shot) -> None:
    page = visit(f"{server.url}{ARTICLE}")
    page.emulate_media(media="print")
    for gone in (".masthead", ".footer", ".helped", ".beside", ".stuck", ".contents", ".breadcrumbs"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    shot(page, "reading-print")


def publish(page: Page, title: str, body: str) -> str:
    """Publishes an article by the editor; its address."""
    page.goto(page.url.split("/manage")[0] + "/manage/articles/new")
    page.fill("#title", title)
    page.fill("#body", body)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/manage/articles/*done=*")
    page.get_by_role("button", name="Publish", exact=True).first.click()
    page.wait_for_url("**done=published*")
    return page.locator("a[href^='/articles/']").first.get_attribute("href") or ""


def test_long_words_tables_and_chinese_on_a_phone(
    new_context: NewContext, visit: Visit, server: Server, shot: Shot
) -> None:
    address = publish(signed_in(new_context(), server, "/manage/articles"), "Tables on a phone", LONG)
    page = visit(f"{server.url}{address}", viewport=PHONE, has_touch=True)
    look(page, shot, "reading-long-phone")
    assert page.locator("table").evaluate("each => each.scrollWidth > each.clientWidth")  # it scrolls by itself
    page.locator(".contents-folded summary").click()
    page.locator(".contents-folded a").last.click()
    assert page.url.endswith("#h-second-part")


def names(page: Page) -> list[str]:
    """The tree: each topic with a dash for each level above it."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".topic-row")].map((row) =>
             "-".repeat(row.dataset.level - 1) + row.querySelector(".table-title").textContent.trim())"""
    )
    return found


def add(page: Page, name: str) -> None:
    page.goto(page.url.split("/manage")[0] + "/manage/topics")
    page.locator("details.add > summary").click()
    page.get_by_label("Name in English").fill(name)
    page.get_by_placeholder("Find an icon").fill("rocket")
    page.get_by_placeholder("Find an icon").press("ArrowDown")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(name)


def test_topics_by_keyboard_and_by_drag(new_context: NewContext, server: Server, shot: Shot) -> None:
    page = signed_in(new_context(), server, "/manage/topics")
    for name in ("Alpha", "Beta"):
        add(page, name)
    assert names(page)[-2:] == ["Alpha", "Beta"]
    handle = page.get_by_role("button", name="Move “Beta”")
    for key, expected in (
        ("ArrowRight", ["Alpha", "-Beta"]), ("ArrowLeft", ["Alpha", "Beta"]), ("ArrowUp", ["Beta", "Alpha"]),
    ):
        handle.press(key)
        soon(page, lambda expected=expected: names(page)[-2:] == expected)
        expect(page.get_by_role("status").first).to_contain_text("“Beta” was moved.")
        expect(handle).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".topic-row").last).to_contain_text("Beta")
    drag(page, "Beta", onto="Alpha", right=0, below=-4, shot=shot)
    soon(page, lambda: names(page)[-2:] == ["Beta", "Alpha"])
    drag(page, "Alpha", onto="Alpha", right=40, below=6, shot=shot)
    soon(page, lambda: names(page)[-2:] == ["Beta", "-Alpha"])
    look(page, shot, "reading-topics-tree")


def drag(page: Page, name: str, *, onto: str, right: int, below: int, shot: Shot) -> None:
    handle = page.get_by_role("button", name=f"Move “{name}”")
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    target = page.get_by_role("button", name=f"Move “{onto}”").bounding_box()
    assert start
    assert target
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y - 3, steps=3)
    page.mouse.move(x + right, target["y"] + target["height"] / 2 + below, steps=6)
    expect(page.locator(".drop")).to_be_visible()
    shot(page, f"reading-drag-{name}")
    page.mouse.up()


def test_what_stands_beside_is_picked_in_the_editor(
    new_context: NewContext, visit: Visit, server: Server, shot: Shot
) -> None:
    editor = signed_in(new_context(), server, "/manage/articles")
    address = publish(editor, "Zebra stripes explained", "Black and white.\n\n## Why\n\nNobody knows.")
    find = editor.get_by_placeholder("Find an article")
    find.fill("Keyboard shortcuts")
    expect(editor.locator(".related-option").first).to_be_visible()
    find.press("ArrowDown")
    shot(editor, "reading-pick")
    find.press("Enter")
    expect(editor.locator(".related-list li")).to_have_count(1)
    page = visit(f"{server.url}{address}")
    expect(page.locator(".beside a").first).to_contain_text("Keyboard shortcuts")


@pytest.mark.parametrize("form", FORMS)
def test_every_page(form: str, visit: Visit, new_context: NewContext, server: Server, shot: Shot) -> None:
    page = visit(f"{server.url}/topics", **FORMS[form])
    look(page, shot, f"reading-{form}-1-topics")
    page.goto(f"{server.url}/topics/running")
    look(page, shot, f"reading-{form}-2-topic")
    page.goto(f"{server.url}{ARTICLE}")
    look(page, shot, f"reading-{form}-3-article")
    page.locator(".helped button").nth(1).click()
    expect(page.locator("#helped-title")).to_be_focused()
    page.locator(".helped").scroll_into_view_if_needed()
    look(page, shot, f"reading-{form}-4-why-not")
    context = new_context(**FORMS[form])
    page = signed_in(context, server, "/manage/topics")
    look(page, shot, f"reading-{form}-5-manage-topics")
    page.locator(".topic-row .table-title").first.click()
    look(page, shot, f"reading-{form}-6-manage-topic")
    page.locator("button[form=remove]").click()
    look(page, shot, f"reading-{form}-7-remove")
    page.goto(f"{server.url}/manage/feedback")
    look(page, shot, f"reading-{form}-8-feedback")


def look(page: Page, shot: Shot, name: str) -> None:
    shot(page, name)
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
