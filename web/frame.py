"""Rendered once for everybody who reads in the same language and colours: the frame of every page, and whole articles.

What is kept is known by all that it was made of, so nothing has to be forgotten when an article or a name changes.
Where the reader's own menu belongs, what is kept has a hole, which is filled for each.
"""

import secrets
from collections.abc import Hashable
from contextlib import suppress
from functools import lru_cache
from typing import Final

from flask import current_app, render_template, request
from markupsafe import Markup

from kb.store import notifications, posts, proposals, sites, tasks
from kb.store.engine import Busy, Unavailable
from kb.store.people import CURATORS, STAFF, WRITERS, Person
from web import language
from web.clock import now
from web.house import house, person
from web.people import portraits

HOLE: Final = Markup(f"<!-- {secrets.token_hex(8)} -->")  # noqa: S704 -- nobody else can write it
"""Stands in the frame where `account` goes."""

MOST_COUNTED: Final = 99
"""Beyond that, how many notices somebody has not read, or tasks wait, is of no use to know."""


def once(template: str, **values: Hashable) -> Markup:
    """The template's `once("parts/header.html", key=value)`: an include that sees nothing but these values."""
    return _part(template, language.current(), language.scheme(), tuple(values.items()))


def page(template: str, **values: Hashable) -> str:
    """A page that sees nothing but these values; it is not for what names the person who reads."""
    return filled(_page(template, language.current(), language.scheme(), tuple(values.items())))


def filled(kept: str) -> Markup:
    """What was kept, with the menu of whoever reads now."""
    return Markup(str.replace(kept, HOLE, account(), 1))  # noqa: S704 -- our own templates' output


def account() -> Markup:
    """The menu of who is signed in, or the way to sign in."""
    found, unread, waits = None, 0, (0, "")
    with suppress(Unavailable, Busy):  # a page that says so is shown all the same
        found = person()
        if found:
            to = posts.reader(found, now=now())
            unread = notifications.unread(house().db, found.id, to=to, most=MOST_COUNTED + 1)
            waits = _waiting(found)
    if found is None:
        return once("parts/sign_in.html")
    # Not by render_template: what a place puts into its pages (counts, asked of the store) would be asked for twice.
    menu = current_app.jinja_env.get_template("parts/account.html")
    return Markup(  # noqa: S704 -- a template's own output
        menu.render(
            me=found, portrait=portraits.of(found), serves=found.role in STAFF, writes=found.role in WRITERS,
            manages=found.role == "administrator", unread=unread, most_counted=MOST_COUNTED,
            waiting=waits[0], waiting_at=waits[1], in_rooms=request.path.startswith("/manage"),
        )
    )


def _waiting(found: Person) -> tuple[int, str]:
    """How much waits for a moderator's decision, and in which room; nothing and none for everybody else."""
    if found.role not in CURATORS:
        return 0, ""
    board = tasks.waiting(house().db, site=sites.MAIN, most=MOST_COUNTED + 1)
    reviews = proposals.count_waiting(house().db, site=sites.MAIN)
    return board + reviews, "/manage/reviews" if reviews and not board else "/manage/board"


@lru_cache(maxsize=128)
def _part(template: str, _language: str, _scheme: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(render_template(template, **dict(values)))  # noqa: S704 -- a template's own output


@lru_cache(maxsize=256)
def _page(template: str, _language: str, _scheme: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return render_template(template, shared=True, **dict(values))
