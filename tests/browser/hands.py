"""What a customer does with the chat, and what an agent does through the public interface."""

import http.cookiejar
import json
import urllib.request
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

Place = Page | FrameLocator


class Chat:
    """The chat in a page of ours, or in the frame on somebody else's page."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.question = place.locator(".chat-ask input")
        self.composer = place.locator("[data-composer] textarea")
        self.messages = place.locator(".messages > .message")
        self.own = place.locator(".messages > .own")
        self.line = place.locator("[data-line]")

    def ask(self, text: str) -> None:
        """The first question, on the first screen."""
        expect(self.place.locator(".chat-ask button")).to_be_enabled()
        self.question.fill(text)
        self.question.press("Enter")
        expect(self.composer).to_be_visible()

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def saying(self, text: str) -> Locator:
        """The messages of mine that say just this."""
        return self.own.filter(has=self.place.get_by_text(text, exact=True))

    def delivered(self) -> None:
        """Waits until nothing of mine is on its way."""
        unsent = '.own:is([data-state="sending"], [data-state="waiting"], [data-state="failed"])'
        expect(self.place.locator(unsent)).to_have_count(0)
        expect(self.place.locator("[data-typing]")).to_be_hidden()


def opened(page: Page) -> Chat:
    """The widget on a page of another site, opened by its button."""
    page.locator("firstline-chat button").click()
    return Chat(page.frame_locator("firstline-chat iframe"))


def kept(page: Page) -> dict[str, Any]:
    """The conversation that a page of ours keeps: `id`, `token`, `link`."""
    found: dict[str, Any] = page.evaluate("JSON.parse(localStorage.getItem('firstline.chat.session'))")
    return found


class Agent:
    """An agent without a screen: signs in and does deeds through the public interface."""

    def __init__(self, url: str, *, email: str, password: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.send("POST", "session", {"email": email, "password": password})

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/desk/{path}", method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        with self.opener.open(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def go_away(self) -> None:
        """So that nobody is online, as far as this agent goes."""
        self.send("PUT", "presence", {"presence": "away"})

    def claim(self, conversation: str) -> None:
        self.send("POST", f"conversations/{conversation}/claim", {})

    def reply(self, conversation: str, text: str) -> None:
        self.send("POST", f"conversations/{conversation}/reply", {"key": f"r-{hash(text)}", "text": text})

    def resolve(self, conversation: str) -> None:
        self.send("POST", f"conversations/{conversation}/resolve", {})

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """The transcript as the server has it."""
        found: list[dict[str, Any]] = self.send("GET", f"conversations/{conversation}")["messages"]
        return found
