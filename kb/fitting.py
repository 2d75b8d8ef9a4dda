"""What fits onto the board: sizes of titles, texts, comments and tags, and how they are kept."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from kb import text as pipeline

Field = Literal["title", "body", "tags", "text", "name", "email", "reason", "note", "description"]
Problem = Literal["missing", "too_short", "too_long", "too_many", "unknown", "unfit", "taken", "same"]

LEAST_TITLE: Final = 10
LEAST_CHINESE_TITLE: Final = 4
"""A Chinese character says about as much as half a word."""

MOST_TITLE: Final = 200
MOST_BODY: Final = 30_000
MOST_COMMENT: Final = 600
MOST_TAGS: Final = 5
MOST_TAG: Final = 35
MOST_NOTE: Final = 300
MOST_NAME: Final = 80
MOST_DESCRIPTION: Final = 600

_BETWEEN: Final = re.compile(r"[\s_/]+")
_NOT_IN_TAG: Final = re.compile(r"[^\w.+#-]")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


class Unfit(Exception):
    """A text that cannot be kept: `field` says which, `problem` what is wrong with it."""

    def __init__(self, field: Field, problem: Problem) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody writes: `body` is Markdown, `tags` are names. An answer has neither title nor tags."""

    title: str
    body: str
    tags: tuple[str, ...] = ()


def question(draft: Draft) -> Draft:
    """As it is kept. Raises Unfit."""
    return Draft(title(draft.title), body(draft.body), tags(draft.tags))


def answer(draft: Draft) -> Draft:
    return Draft("", body(draft.body))


def title(text: str) -> str:
    line = one_line(text)
    least = LEAST_CHINESE_TITLE if pipeline.han(line) else LEAST_TITLE
    if not line:
        raise Unfit("title", "missing")
    if len(line) < least:
        raise Unfit("title", "too_short")
    if len(line) > MOST_TITLE:
        raise Unfit("title", "too_long")
    return line


def body(text: str) -> str:
    return _fit("body", _lines(text), most=MOST_BODY)


def comment(text: str) -> str:
    return _fit("text", _lines(text), most=MOST_COMMENT)


def tags(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, in lower case, with hyphens between words. Raises Unfit."""
    found = tuple(dict.fromkeys(name for text in names if (name := tag(text))))
    if len(found) > MOST_TAGS:
        raise Unfit("tags", "too_many")
    return found


def tag(text: str) -> str:
    """The name of a tag as it is kept, '' where nothing is left of it. Raises Unfit."""
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", pipeline.printable(text))).strip().lower()
    name = _NOT_IN_TAG.sub("", _BETWEEN.sub("-", folded)).strip("-.")
    if len(name) > MOST_TAG:
        raise Unfit("tags", "too_long")
    return name


def note(text: str) -> str:
    return one_line(text)[:MOST_NOTE]


def name(text: str) -> str:
    return _fit("name", one_line(_UNSEEN.sub("", text)), most=MOST_NAME)


def description(text: str) -> str:
    """May be empty."""
    lines = _lines(text)
    if len(lines) > MOST_DESCRIPTION:
        raise Unfit("description", "too_long")
    return lines


def one_line(text: str) -> str:
    return " ".join(pipeline.printable(text).split())


def _lines(text: str) -> str:
    return pipeline.printable(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def _fit(field: Field, text: str, *, most: int) -> str:
    if not text.strip():
        raise Unfit(field, "missing")
    if len(text) > most:
        raise Unfit(field, "too_long")
    return text
