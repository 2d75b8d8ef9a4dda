"""An article between people: written, reviewed, published, found, bettered by a reader, renamed, archived, gone."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, NewContext
from tests.browser.serving import Server
from tests.browser.test_reviewing import look as look_at
from tests.browser.test_reviewing import member, signed_in

WITHIN: Final = 5.0
"""Seconds in which a change must have reached search and bot; a second on a quiet machine."""


@dataclass(frozen=True)
class Telling:
    wishes: dict[str, Any]
    title: str
    body: str
    question: str
    better: str
    slug: str


LIVES: Final = {
    "en-desktop": Telling(
        {}, "Rent a quokka for a day", "Book the quokka in the **Zoo** room.\n\nBring it back by six.",
        "how can I rent a quokka for a day", "Feed it eucalyptus twice.", "hire-a-quokka",
    ),
    "zh-phone": Telling(
        {"locale": "zh-CN", "viewport": PHONE, "has_touch": True}, "租用袋鼠一天",
        "在**动物园**房间预订袋鼠。\n\n六点前归还。", "怎么租用袋鼠一天", "请喂两次桉树叶。", "借用袋鼠",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_from_a_draft_to_its_readers_and_away(name: str, new_context: NewContext, server: Server) -> None:
    life = LIVES[name]

    agent = signed_in(new_context(**life.wishes), server, "agent1", "/manage/articles/new")
    agent.fill("#title", life.title)
    agent.fill("#body", life.body)
    agent.locator("[data-next]").click()
    agent.wait_for_url(re.compile("done=created"))
    agent.fill("#note", "new 新")
    agent.locator("[data-next]").click()
    agent.wait_for_url(re.compile("done=submitted"))
    assert not found(server, life.question, life.title)

    reviewer = signed_in(new_context(**life.wishes), server, "moderator", "/manage/reviews")
    reviewer.get_by_role("link", name=life.title).click()
    reviewer.locator(".review-form .button.primary").click()
    expect(reviewer.get_by_role("status")).to_contain_text(life.title)
    soon(lambda: found(server, life.question, life.title))
    soon(lambda: life.body.split("\n")[-1] in told(server, life.question))

    reader = member(new_context(**life.wishes), server, f"life-{name}")
    reader.goto(f"{server.url}/search?q={quote(life.question)}")
    reader.get_by_role("link", name=life.title).first.click()
    old = reader.url.partition("#")[0].partition("?")[0]
    reader.locator("a[href$='/suggest']").click()
    reader.fill("#body", f"{life.body}\n\n{life.better}")
    reader.locator("form .button.primary").click()
    reader.wait_for_url(re.compile("/suggestions/"))
    assert life.better not in fetched(old)[1]

    reviewer.goto(f"{server.url}/manage/reviews")
    reviewer.get_by_role("link", name=life.title).click()
    reviewer.locator(".review-form .button.primary").click()
    expect(reviewer.get_by_role("status")).to_contain_text(life.title)
    assert life.better in fetched(old)[1]
    soon(lambda: life.better.strip(".。") in told(server, life.question))

    reviewer.goto(old)
    reviewer.locator("main a[href^='/manage/articles/']").first.click()
    reviewer.fill("#slug", life.slug)
    reviewer.locator("[data-save]").first.click()
    reviewer.wait_for_url(re.compile("done=saved"))
    status, text, address = fetched(old)
    assert (status, address) == (200, f"{server.url}/articles/{quote(life.slug)}") and life.better in text

    reviewer.locator("button[formaction$='/archive']").click()
    reviewer.wait_for_url(re.compile("done=archived"))
    for path in (old, address, f"{address}.md"):
        assert fetched(path)[0] == 404
    for path in ("/", "/topics", "/sitemap.xml", "/feed.atom"):
        assert life.title not in fetched(server.url + path)[1]
    soon(lambda: not found(server, life.question, life.title))
    soon(lambda: life.better.strip(".。") not in told(server, life.question))
    reader.goto(f"{server.url}/suggestions")
    expect(reader.locator(f"a[href*='{quote(life.slug)}']")).to_have_count(0)
    look_at(reader, lambda page, shot: None, name)


def soon(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.1)


def found(server: Server, question: str, title: str) -> bool:
    """Whether search shows it."""
    return any(
        title == "".join(run["text"] for run in each["title"])
        for each in json.loads(fetched(f"{server.url}/suggest?q={quote(question)}")[1])["suggestions"]
    )


def told(server: Server, question: str) -> str:
    """All that the bot says to it."""
    language = "en" if question.isascii() else "zh-Hans"
    started = post(server, "", {"language": language})
    id, token = started["conversation"]["id"], started["token"]
    turn = post(server, f"/{id}/messages", {"key": "ask", "text": question}, token)
    offered = [choice["id"] for message in turn["messages"] for choice in message.get("choices") or ()]
    if offered:
        turn["messages"] += post(server, f"/{id}/messages", {"key": "choose", "choice": offered[0]}, token)["messages"]
    return json.dumps(turn["messages"], ensure_ascii=False)


def post(server: Server, path: str, body: dict[str, Any], token: str = "") -> Any:
    request = urllib.request.Request(
        f"{server.url}/api/chat/conversations{path}", method="POST", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def fetched(address: str) -> tuple[int, str, str]:
    """Status, text, and where it led."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.url
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), address
