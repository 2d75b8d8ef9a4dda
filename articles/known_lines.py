"""Test questions as lines of text: `question => article`, or the JSON lines that `firstline evaluate` reads."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from articles import question_sets
from articles.regressions import LONGEST
from kb import languages

NOTHING: Final = "-"
"""Stands for: nothing here answers it."""

Problem = Literal["no_article", "unknown_article", "several", "malformed", "too_long"]

_ARROW: Final = re.compile(r"\t|\s*(?:=+>|-+>|→|⇒|＝＞)\s*")
_ADDRESS: Final = re.compile(r"^(?:https?://[^/\s]+)?/articles/([^?#\s]+).*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A question and what its article is called: an id, an address or a title; None where nothing answers it."""

    written: str
    text: str
    language: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be kept, and why."""

    written: str
    problem: Problem


def read(text: str, *, usual: str) -> Iterator[Line | Refused]:
    """The lines of a text; `usual` is the language of those that tell none."""
    for written in filter(None, map(str.strip, text.splitlines())):
        yield _json(written) if written.startswith("{") else _plain(written, usual=usual)


def name(written: str) -> str:
    """What an article is called: of an address of the help center its last part."""
    return _ADDRESS.sub(r"\1", written.strip())


def _plain(written: str, *, usual: str) -> Line | Refused:
    *question, article = _ARROW.split(written)
    asked = " ".join(question).strip()
    if not asked or not article:
        return Refused(written, "no_article")
    if len(asked) > LONGEST:
        return Refused(written, "too_long")
    language = languages.of_text(asked, default=usual)
    return Line(written, asked, language, None if article == NOTHING else name(article))


def _json(written: str) -> Line | Refused:
    try:
        found = question_sets.question(json.loads(written))
    except (ValueError, question_sets.Unfit):
        return Refused(written, "malformed")
    if len(found.expect) > 1:
        return Refused(written, "several")
    if len(found.text) > LONGEST:
        return Refused(written, "too_long")
    return Line(written, found.text, found.language, found.expect[0] if found.expect else None)
