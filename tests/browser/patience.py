"""Hands that act once a page is there, as people's do: a key that is pressed before its scripts have come is lost."""

import functools
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Keyboard, Locator, Page

DEEDS: Final = ("check", "clear", "click", "fill", "focus", "hover", "press", "select_option", "type", "uncheck")


def learn() -> None:
    """From now on every deed of this process waits for the `load` of the page and its frames, which is there nearly
    always; what a test does in spite of a page that still loads, it does in the page (`evaluate`)."""
    for owner in (Page, Locator):
        for name in DEEDS:
            if deed := getattr(owner, name, None):
                setattr(owner, name, _patient(deed))
    Page.keyboard = property(_keyboard_of_a_page)  # type: ignore[method-assign, assignment]


_keyboard: Final[Callable[[Page], Keyboard]] = Page.keyboard.fget  # type: ignore[attr-defined]


def _keyboard_of_a_page(page: Page) -> Keyboard:
    wait_for(page)
    return _keyboard(page)


def _patient(deed: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(deed)
    def done(self: Page | Locator, *args: Any, **kwargs: Any) -> Any:
        wait_for(self if isinstance(self, Page) else self.page)
        return deed(self, *args, **kwargs)

    return done


def wait_for(page: Page) -> None:
    for frame in page.frames:
        if not frame.is_detached():
            frame.wait_for_load_state()
