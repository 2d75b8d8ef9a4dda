"""What an agent does at the desk in a browser, and a customer without a screen on the other side."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import Server


class Desk:
    """The desk in a page, signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.entries = page.locator(".entry")
        self.subject = page.locator("#subject")
        self.state = page.locator("#head-state")
        self.notice = page.locator("#notice-words")
        self.messages = page.locator(".transcript .message:not(.note)")
        self.notes = page.locator(".transcript .note")
        self.letters = page.locator(".transcript [data-letter]")
        self.field = page.locator("#words")
        self.stale = page.locator("#stale-words")

    def ready(self) -> "Desk":
        expect(self.page.locator("#line")).to_have_attribute("data-state", "open", timeout=15_000)
        return self

    def entry(self, id: str) -> Locator:
        return self.page.locator(f'.entry[href="#{id}"]')

    def open(self, id: str) -> None:
        self.entry(id).click()
        expect(self.entry(id)).to_have_attribute("aria-current", "true")

    def claim(self, id: str) -> None:
        self.open(id)
        self.page.keyboard.press("c")
        expect(self.state).to_have_text("Yours")
        expect(self.field).to_be_focused()

    def view(self, name: str) -> None:
        self.page.locator(f'.view[data-view="{name}"]').click()

    def reply(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def bubbles(self, author: str) -> Locator:
        return self.page.locator(f'.transcript [data-author="{author}"]:not([data-letter]) .bubble')

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def sign_in(page: Page, server: Server, email: str) -> Desk:
    """Through the form, as everybody does; the page waits at the desk, live."""
    page.goto(f"{server.url}/desk")
    page.fill("#email", email)
    page.fill("#password", server.sign_ins[email])
    page.press("#password", "Enter")
    return Desk(page).ready()


class Customer:
    """Speaks the customers' half of the public interface."""

    def __init__(self, server: Server, **wishes: str) -> None:
        self.url = f"{server.url}/api/chat/conversations"
        self.token = ""
        self.keys = 0
        started = self._send("POST", "", {"language": "en", "channel": "widget", **wishes})
        self.id: str = started["conversation"]["id"]
        self.token = started["token"]

    def say(self, text: str) -> None:
        self.post("messages", text=text)

    def ask_for_a_person(self, text: str = "Where is my parcel?") -> "Customer":
        self.post("handoff")
        self.say(text)
        return self

    def post(self, deed: str, **fields: object) -> Any:
        self.keys += 1
        return self._send("POST", f"/{self.id}/{deed}", {"key": f"key-{self.keys}", **fields})

    def texts(self, author: str) -> list[str]:
        found = self._send("GET", f"/{self.id}/messages?after=0", None)["messages"]
        return [message["text"] for message in found if message["author"] == author]

    def transcript(self) -> str:
        return json.dumps(self._send("GET", f"/{self.id}/messages?after=0", None), ensure_ascii=False)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")


def soon(page: Page, happened: Callable[[], object]) -> None:
    """Waits until it is so; fails after ten seconds."""
    for _look in range(500):
        if happened():
            return
        page.wait_for_timeout(20)
    raise AssertionError("what was waited for did not happen")


@contextmanager
def held(page: Page, ending: str) -> Iterator[Callable[[], int]]:
    """Keeps the page's requests to addresses with this ending until the block ends; gives how many wait.

    In the page itself: what the browser's driver is to hold slips through once in a thousand times.
    """
    page.evaluate(_HOLD, ending)
    yield lambda: page.evaluate("held.waiting")
    page.evaluate("held.release()")


_HOLD = """(ending) => {
  const send = window.fetch;
  window.held = { waiting: 0 };
  const open = new Promise((done) => { held.release = () => { window.fetch = send; done(); }; });
  window.fetch = async (address, ...rest) => {
    if (String(address).endsWith(ending)) { held.waiting += 1; await open; }
    return send(address, ...rest);
  };
}"""
