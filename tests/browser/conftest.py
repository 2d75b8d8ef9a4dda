"""A real server, a real browser, and who sits before it. Everything in this folder is marked `browser`."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from tests.browser import finding, patience
from tests.browser.hands import Agent
from tests.browser.serving import OtherSite, Server

SHOTS: Final = Path(tempfile.gettempdir()) / "firstline-shots"
"""Where screenshots lie after a run: outside the repository, for a person to look at."""

DESKTOP: Final = {"width": 1280, "height": 800}
PHONE: Final = {"width": 390, "height": 844}

FORMS: Final[dict[str, dict[str, Any]]] = {
    "desktop": {},
    "zh-Hans-dark": {"locale": "zh-CN", "color_scheme": "dark"},
    "zh-Hant-phone": {"locale": "zh-TW", "viewport": PHONE, "has_touch": True},
}
"""In which a page is looked at: each language, each scheme and each width stands in one of them."""

WALKS: Final[dict[str, dict[str, Any]]] = {
    "desktop": {},
    "zh-Hant-phone-dark": {"locale": "zh-TW", "color_scheme": "dark", "viewport": PHONE, "has_touch": True},
}
"""In which a long way is gone; the whole lives of an article and of a question are told in Simplified Chinese."""

PATIENCE: Final = 10_000
"""Milliseconds in which a page must have done what was pressed, on a busy machine, too."""

expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]
NewContext = Callable[..., BrowserContext]
Shot = Callable[[Page, str], None]


SERIOUS: Final = ("serious", "critical")


def check_access(page: Page) -> None:
    """Fails with whatever axe finds serious on a page."""
    found = Axe().run(page).response["violations"]
    assert [
        (each["id"], [node["target"] for node in each["nodes"]]) for each in found if each["impact"] in SERIOUS
    ] == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_report_header() -> str:
    return f"screenshots: {SHOTS}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    patience.learn()
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        path = finding.executable(playwright)
    except finding.NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)
    launched = playwright.chromium.launch(executable_path=path, args=finding.arguments())
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a run, with the manual and the demo people. Nobody is online until a test says so."""
    made = Server(tmp_path_factory.mktemp("server"))
    made.run("migrate")
    made.run("seed", "--demo")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def nobody_online(server: Server) -> None:
    """Whoever came online in a test before goes away: a wish for a person becomes a ticket."""
    for email, password in server.sign_ins.items():
        if not email.startswith("moderator"):
            Agent(server.url, email=email, password=password).go_away()


@pytest.fixture(scope="session")
def other_site(server: Server) -> Iterator[OtherSite]:
    made = OtherSite(f'<script src="{server.url}/embed.js" async></script>')
    made.start()
    yield made
    made.stop()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Another browser of another person: `new_context(locale="zh-CN", color_scheme="dark", viewport=PHONE)`."""
    opened: list[BrowserContext] = []

    def make(**wishes: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce", **wishes})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def visit(new_context: NewContext) -> Iterator[Visit]:
    """Opens an address as a new person; a script's error on any of these pages fails the test."""
    errors: list[str] = []

    def open_page(url: str, *, context: BrowserContext | None = None, **wishes: Any) -> Page:
        page = (context or new_context(**wishes)).new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(url)
        return page

    yield open_page
    assert errors == []


@pytest.fixture
def shot() -> Shot:
    """Keeps a picture under a name."""
    SHOTS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        path = SHOTS / f"{name}.png"
        try:
            page.screenshot(path=path)
        except Error:  # a busy browser may refuse one; the pictures are for people, and nothing else is tried again
            page.wait_for_timeout(1_000)
            page.screenshot(path=path)

    return take
