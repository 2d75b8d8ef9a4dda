"""An article made ready for readers: its Markdown once for each text, and how fresh it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

from markupsafe import Markup

from kb import markdown
from kb.store.articles import Article
from web import language

_FEWEST_SECTIONS: Final = 2
_DEEPEST_SECTION: Final = 3
_DAY: Final = 86_400_000

SAID: Final = ("helped", "did_not_help", "told", "staff")
"""After "did this help?": yes; no, and why is asked; why was told; somebody who works here, which does not count."""


@dataclass(frozen=True, slots=True)
class Section:
    level: int
    anchor: str
    heading: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """`sections` is what the contents list shows: empty where the text is too short for one. `leads_on`: it ends with
    its writer's own list of related articles, as imported ones often do, whatever they call it."""

    html: Markup
    sections: tuple[Section, ...]
    leads_on: bool


@dataclass(frozen=True, slots=True)
class Stands:
    """How fresh an article is: what happened to it last, and on which day, written out and for machines."""

    what: Literal["updated", "checked", "last_checked"]
    day: str
    date: str


def stands(article: Article, *, now: int) -> Stands:
    """Checked, unless its text is newer than that. Once the day has passed by which somebody was to look at it again,
    only when it was checked last: nobody says that it is right."""
    at = article.updated_at
    what: Literal["updated", "checked", "last_checked"] = "updated"
    if article.checked_at is not None:
        overdue = article.check_by is not None and article.check_by <= now
        if overdue or article.checked_at + _DAY > article.updated_at:
            at, what = article.checked_at, "last_checked" if overdue else "checked"
    return Stands(what, language.day(at), datetime.fromtimestamp(at / 1000, UTC).date().isoformat())


def said(word: str | None) -> str:
    """What a reader has just said of an article, as its address has it after that; empty for anything else."""
    return word if word in SAID else ""


@lru_cache(maxsize=256)
def prepared(body: str) -> Prepared:
    """Kept by the text itself, so that no revision is ever shown as another."""
    sections = tuple(Section(*found) for found in markdown.contents(body) if found[0] <= _DEEPEST_SECTION)
    return Prepared(
        html=Markup(markdown.render(body)),  # noqa: S704 -- the one renderer sanitises last
        sections=sections if len(sections) >= _FEWEST_SECTIONS else (),
        leads_on="/articles/" in body and any(link.startswith("/articles/") for link in markdown.closing_links(body)),
    )
