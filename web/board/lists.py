"""Questions as a list shows them: each with its tags, where it stands, and who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb import excerpts, markdown
from kb.store import post_lists, sites
from kb.store.post_lists import Place, Row
from web.board import addresses
from web.clock import now
from web.house import house

PAGE: Final = 20
_BEGINNING: Final = 180


@dataclass(frozen=True, slots=True)
class Listed:
    """`beginning` is plain text, cut; `tags` are names."""

    row: Row
    address: str
    beginning: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A question in one line: what is kept of a page is known by it."""

    title: str
    address: str
    language: str
    answers: int
    solved: bool


def lines(limit: int) -> tuple[Line, ...]:
    """Where something happened last, as everybody sees it."""
    rows = post_lists.home(
        house().db, site=sites.MAIN, sort="active", after=post_lists.START, now=now(), limit=limit
    )
    return tuple(
        Line(row.title, addresses.question(row.id, row.title), row.language, row.answers, row.accepted is not None)
        for row in rows
    )


def listed(rows: Sequence[Row]) -> list[Listed]:
    """In the order of `rows`."""
    tags: dict[str, list[str]] = {row.id: [] for row in rows}
    for tag in post_lists.tags_of(house().db, list(tags)) if rows else ():
        tags[tag.post].append(tag.name)
    return [
        Listed(row, addresses.question(row.id, row.title), beginning(row.beginning), tuple(tags[row.id]))
        for row in rows
    ]


def beginning(text: str) -> str:
    """The first words of a Markdown text."""
    words = excerpts.one_line(markdown.plain(text))
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rstrip()}…"


def place(written: str) -> Place:
    """Where a list goes on, as its address has it; from the start where that says nothing."""
    key, _dot, id = written.partition(".")
    number = key.removeprefix("-")
    if not (id and len(id) <= 32 and len(number) <= 15 and number.isascii() and number.isdecimal()):
        return post_lists.START
    return Place(int(key), id)


def after(row: Row, *, sort: str) -> str:
    """What stands in the address of what comes behind this row."""
    found = post_lists.place(row, sort=sort)
    return f"{found.key}.{found.id}"
