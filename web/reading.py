"""An article's Markdown made ready for readers, once for each text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from kb import markdown

_FEWEST_SECTIONS: Final = 2
_DEEPEST_SECTION: Final = 3
_SUMMARY: Final = 160


@dataclass(frozen=True, slots=True)
class Section:
    level: int
    anchor: str
    heading: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """`sections` is what the contents list shows: empty where the text is too short for one."""

    html: Markup
    sections: tuple[Section, ...]
    summary: str


@lru_cache(maxsize=256)
def prepared(body: str) -> Prepared:
    """Kept by the text itself, so that no revision is ever shown as another."""
    sections = tuple(Section(*found) for found in markdown.contents(body) if found[0] <= _DEEPEST_SECTION)
    return Prepared(
        html=Markup(markdown.render(body)),  # noqa: S704 -- the one renderer sanitises last
        sections=sections if len(sections) >= _FEWEST_SECTIONS else (),
        summary=_summary(markdown.plain(body)),
    )


def _summary(plain: str) -> str:
    flat = " ".join(plain.split())
    if len(flat) <= _SUMMARY:
        return flat
    return flat[:_SUMMARY].rpartition(" ")[0] + " …" if " " in flat[:_SUMMARY] else flat[:_SUMMARY] + "…"
