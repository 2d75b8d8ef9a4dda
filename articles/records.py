"""What a row of a file is once it has been read: an article fit to be stored; and how its values are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from articles.editing import MOST_TITLE
from kb.store.articles import AUDIENCES, STATES
from kb.text import printable

MOST_KEY: Final = 300
MOST_NAME: Final = 100

# The first that a row has counts.
_NAMES: Final = {
    "title": ("title", "question"),
    "body": ("text", "body", "answer"),
    "topic": ("topic", "category"),
    "language": ("language", "lang"),
}
_DAY: Final = 24 * 3_600_000
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)?", re.ASCII)


class Unfit(Exception):
    """What is wrong with a row, in plain words."""


@dataclass(frozen=True, slots=True)
class Record:
    """An article as a file has it, fit to be stored. `key` is what the file calls it: its id, or its path.

    `body` is Markdown without marks of templates; its links are still those of the file. `state` and `audience` are
    None where the file does not say; so is `position`, its place among the others. `missing` are marks that
    stood for something that is not in the text. `path` is its file's, in the folder that is read.

    `as_written`: it was exported from here or from a house like this one. Then key and variant group are those of that
    house, and what follows says what stood around it; `owner` is a mail address, `redirects` and `related` are
    addresses of articles, and `fingerprint` is that of the text that was exported, whatever became of the file since.
    """

    key: str
    title: str
    body: str
    language: str
    topic: str | None
    slug: str | None
    phrasings: tuple[str, ...]
    state: str | None
    where: str
    audience: str | None = None
    variant: str | None = None
    position: int | None = None
    missing: tuple[str, ...] = ()
    never_answers: tuple[str, ...] = ()
    check_by: int | None = None
    path: str | None = None
    as_written: bool = False
    owner: str | None = None
    checked_at: int | None = None
    redirects: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_source: bool = False
    is_behind: bool = False
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """What another article of the same files needs to know in order to link to this one."""

    key: str
    title: str
    slug: str | None
    path: str | None = None
    as_written: bool = False


def text(fields: Mapping[str, object], name: str) -> str:
    value = next((fields[each] for each in _NAMES.get(name, (name,)) if fields.get(each) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit(f"the {name} is not a text")
    return str(value)


def texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A list of lines, each as it is."""
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unfit(f"the {name} are not a list of texts")
    return tuple(each for each in value if each)


def line(text: str) -> str:
    return " ".join(printable(text).split())


def short(fields: Mapping[str, object], name: str, *, most: int = MOST_NAME) -> str | None:
    value = line(text(fields, name))
    if len(value) > most:
        raise Unfit(f"the {name} is longer than {most} characters")
    return value or None


def fit_title(title: str) -> str:
    if not title:
        raise Unfit("the title is missing")
    if len(title) > MOST_TITLE:
        raise Unfit(f"the title is longer than {MOST_TITLE} characters")
    return title


def choice(fields: Mapping[str, object], name: str, allowed: tuple[str, ...]) -> str | None:
    value = text(fields, name).strip().lower()
    if value and value not in allowed:
        raise Unfit(f"the {name} {value!r} is not one of {', '.join(allowed)}")
    return value or None


def state(fields: Mapping[str, object]) -> str | None:
    """What the file says; `draft: true` and `published: false`, as site generators write it, are drafts too."""
    if str(fields.get("draft")).lower() == "true" or str(fields.get("published")).lower() == "false":
        return "draft"
    return choice(fields, "state", STATES)


def audience(fields: Mapping[str, object]) -> str | None:
    return choice(fields, "audience", AUDIENCES)


def position(fields: Mapping[str, object]) -> int | None:
    value = text(fields, "position").strip()
    if value and not (value.isascii() and value.isdecimal() and len(value) < 7):
        raise Unfit(f"the position {value[:20]!r} is not a number")
    return int(value) if value else None


def moment(fields: Mapping[str, object], name: str) -> int | None:
    """A day, or a moment in UTC, as milliseconds since 1970."""
    value = text(fields, name).strip()
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value).replace(tzinfo=UTC) if _DATE.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None:
        raise Unfit(f"the {name} {value[:30]!r} is not a date like 2030-01-31")
    return round(found.timestamp() * 1000)


def dated(at: int) -> str:
    """Milliseconds since 1970 as `moment` reads them: a day alone where that is all they say."""
    found = datetime.fromtimestamp(at // 1000, UTC)
    return f"{found:%Y-%m-%d}" if at % _DAY == 0 else f"{found:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"
