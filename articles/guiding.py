"""The manual as a guide to the pages: it can be read whatever became of its articles here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final

from articles import reading
from articles.records import Record
from kb.languages import fallbacks

_KEY: Final = re.compile(r"[a-z]{1,30}(?:-[a-z]{1,30}){0,4}")
_LINK: Final = re.compile(r"\]\(([a-z]+(?:-[a-z]+)*)\.md(#[^()\s]*)?\)")


@dataclass(frozen=True, slots=True)
class Page:
    """An article of the manual as it ships; `body` is Markdown whose links lead to other pages of the guide."""

    key: str
    language: str
    title: str
    body: str

    @property
    def source_key(self) -> str:
        """What the article is called by that seeding made of it."""
        return f"manual:{self.language}/{self.key}.md"


def pages(key: str, *, language: str) -> list[Page]:
    """The page in each language that the manual has it in, the reader's first; empty where there is no such page."""
    if not _KEY.fullmatch(key):
        return []
    found = (_shipped(key, each) for each in fallbacks(language))
    return [page for page in found if page]


@lru_cache(maxsize=256)
def _shipped(key: str, language: str) -> Page | None:
    with as_file(files("articles") / "manual" / language / f"{key}.md") as file:
        if not file.is_file():
            return None
        record = next(iter(reading.read(file, language=language)))
    assert isinstance(record, Record)
    return Page(key, language, record.title, _LINK.sub(r"](/guide/\1\2)", record.body))
