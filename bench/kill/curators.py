"""Moderators who write, publish and archive on their pages, as a browser does, and read again where no answer came."""

import random
import re
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode

import gevent

from bench.chat.wire import Browser, Connection
from bench.kill.checks import Edited
from bench.kill.people import PATIENCE, Flights, Unanswered

_VERSION: Final = re.compile(r'name="version" value="(\d+)"')
_TITLE: Final = re.compile(r'name="title" value="([^"]*)"')
_STATES: Final = {"Published": "published", "Archived": "archived", "Draft": "draft"}
_STATE: Final = re.compile(r'<span class="badge[^"]*">(Published|Archived|Draft)</span>')


class Curator:
    """One moderator, signed in. `edited` is what this one knows of all articles that came back as written."""

    def __init__(self, port: int, flights: Flights, *, chance: random.Random) -> None:
        self.edited: list[Edited] = []
        self.titles: dict[str, str] = {}
        """Each article's title as last read."""
        self.done = 0
        self._port = port
        self._flights = flights
        self._chance = chance
        self._browser = Browser(port)
        self._unsure: set[str] = set()

    def sign_in(self, email: str, password: str) -> None:
        self._browser.ask("POST", "/api/desk/session", {"email": email, "password": password})

    def work(self) -> None:
        """One edit: mostly of an article that is there, else a new one."""
        if not self.edited or self._chance.random() < 0.2:
            self._create()
            return
        article = self._chance.choice(self.edited[-8:])
        deed = "revise" if self._chance.random() < 0.4 else "archive" if article.state == "published" else "publish"
        self._change(article, deed)

    def find(self, title: str) -> bool:
        """Whether readers find an article of that title by its words."""
        answer = self._browser.ask("GET", f"/suggest?q={quote(title)}")
        return any("".join(run["text"] for run in each["title"]) == title for each in answer["suggestions"])

    def read_again(self) -> None:
        """Whatever was left open by a lost answer is looked up."""
        for article in self.edited:
            if article.id in self._unsure:
                self._read(article)

    def _create(self) -> None:
        title = self._title()
        location = self._post("/manage/articles/new", {**_form(title), "audience": "public"})
        if location:  # else it may be there under an id that nobody was told; the next one has another title
            article = Edited(location.split("/")[-1].partition("?")[0], [title])
            self.edited.append(article)
            self._read(article)

    def _change(self, article: Edited, deed: str) -> None:
        if article.id in self._unsure:
            self._read(article)
        title = self._title() if deed == "revise" else self.titles[article.id]
        self._unsure.add(article.id)
        if not self._post(f"/manage/articles/{article.id}/{deed}", {**_form(title), "version": str(article.version)}):
            return
        if deed == "revise":
            article.texts.append(title)
        self._read(article)

    def _read(self, article: Edited) -> None:
        """Where the article stands now, as its page says."""
        page = self._insist("GET", f"/manage/articles/{article.id}")
        version, title, state = _VERSION.search(page), _TITLE.search(page), _STATE.search(page)
        assert version and title and state, page[:500]
        article.version, article.state = int(version[1]), _STATES[state[1]]
        self.titles[article.id] = title[1]
        self._unsure.discard(article.id)

    def _title(self) -> str:
        """Words that no other article has."""
        return "Lantern " + " ".join("".join(self._chance.choices("abdefgiklmnoprstuz", k=9)) for _ in range(2))

    def _post(self, path: str, form: dict[str, str]) -> str:
        """Where it leads; empty where there was no answer, so that it may be done or not. A form is not sent twice."""
        with self._flights.once():
            try:
                status, head, body = self._ask("POST", path, urlencode(form))
            except OSError:
                return ""
        if status >= 500 or status == 409:  # what was not answered may be done just now, behind our back
            return ""
        assert status == 303, (path, status, body[:2_000])
        self.done += 1
        return next(_values(head, "location"))

    def _insist(self, method: str, path: str) -> str:
        until = time.perf_counter() + PATIENCE
        while time.perf_counter() < until:
            try:
                status, _head, body = self._ask(method, path, "")
                if status == 200:
                    return body.decode()
                assert status >= 500, (path, status)
            except OSError:
                pass
            gevent.sleep(0.2)
        raise Unanswered(path)

    def _ask(self, method: str, path: str, body: str) -> tuple[int, bytes, bytes]:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._browser.headers}"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        connection = Connection(self._port)
        try:
            return connection.ask(f"{head}Connection: close\r\n\r\n{body}".encode())
        finally:
            connection.close()


def _form(title: str) -> dict[str, str]:
    body = f"## How it is done\n\n{title}: turn the wick, wait a moment, and close the lid."
    return {"title": title, "body": body, "language": "en", "topic": "", "phrasings": "", "note": ""}


def _values(head: bytes, name: str) -> Iterator[str]:
    for line in head.decode().split("\r\n"):
        key, _colon, value = line.partition(":")
        if key.lower() == name:
            yield value.strip()
