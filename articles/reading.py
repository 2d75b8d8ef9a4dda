"""Files into records: Markdown with front matter, a folder of it, JSON lines, CSV.

One bad row never stops the others: it becomes a Problem that says where it stands and what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles import rows
from articles.editing import MOST_BODY, MOST_PHRASING, MOST_PHRASINGS, MOST_TITLE
from articles.rows import Problem, Row
from articles.tidying import tidy
from kb import languages, markdown
from kb.languages import LANGUAGES
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
_SPOKEN: Final = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant",
}


_MARKED: Final = re.compile(r"[*_`\[\]<>&\\~!{#]")


@dataclass(frozen=True, slots=True)
class Record:
    """An article as a file has it, fit to be stored. `key` is what the file calls it: its id, or its path.

    `body` is Markdown without marks of templates; its links are still those of the file. `state` and `audience` are
    None where the file does not say; so is `position`, its place among the others. `missing` are marks that
    stood for something that is not in the text.
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


@dataclass(frozen=True, slots=True)
class Name:
    """What another article of the same files needs to know in order to link to this one."""

    key: str
    title: str
    slug: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Files to read, as often as one likes. `name` tells one source from another when it is imported again."""

    name: str
    path: Path
    language: str

    def __iter__(self) -> Iterator[Record | Problem]:
        """The records in order; each is made when it is asked for."""
        seen: dict[str, str] = {}
        for row in rows.of(self.path):
            yield row if isinstance(row, Problem) else self._record(row, seen)

    def names(self) -> Iterator[Name]:
        """Key and title of each row that has them: much faster than the records."""
        for row in rows.of(self.path):
            if isinstance(row, Row):
                try:
                    title, _ = _title(row)
                    yield Name(_key(row, title), title, _text(row.fields, "slug") or None)
                except _Unfit:
                    continue

    def total(self) -> int:
        """How many rows there are to read, good and bad."""
        return rows.count(self.path)

    def _record(self, row: Row, seen: dict[str, str]) -> Record | Problem:
        try:
            title, body = _title(row)
            key = _key(row, title)
            if key in seen:
                raise _Unfit(f"the id {key!r} was used before, in {seen[key]}")
            language = _language(row, f"{title}\n{body}", default=self.language)
            tidied, missing = tidy(body, language=language)
            phrasings, never_answers = _wordings(row.fields)
            record = Record(
                key=key,
                title=title,
                body=_body(tidied),
                language=language,
                topic=_short(row, "topic"),
                slug=_short(row, "slug"),
                phrasings=phrasings,
                never_answers=never_answers,
                state=_state(row.fields),
                where=row.where,
                audience=_choice(row.fields, "audience", AUDIENCES),
                variant=_short(row, "variant") or row.variant,
                position=_position(row.fields),
                missing=missing,
            )
        except _Unfit as unfit:
            return Problem(row.where, str(unfit))
        seen[key] = row.where
        return record


class _Unfit(Exception):
    """What is wrong with a row, in plain words."""


def read(path: Path, *, language: str = "en") -> Source:
    """The source at `path`: a file, or a folder of Markdown. `language` is taken where neither row nor text tells."""
    whole = path.resolve()
    return Source(whole.name if whole.is_dir() else whole.stem, path, language)


def _title(row: Row) -> tuple[str, str]:
    """The title, and the text without it: where a text begins with a heading, that is the title or says it again."""
    title = _line(_text(row.fields, "title"))
    if "{" in title:
        title = _line(tidy(title, language="en")[0])
    body = printable(_text(row.fields, "body").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    heading, rest = _first_heading(body)
    if heading and (not title or heading.casefold() == title.casefold()):
        title, body = title or heading, rest
    if not title:
        raise _Unfit("the title is missing")
    if len(title) > MOST_TITLE:
        raise _Unfit(f"the title is longer than {MOST_TITLE} characters")
    return title, body


def _first_heading(body: str) -> tuple[str, str]:
    """What a text begins with if that is a heading of the highest level, and the rest."""
    first, _, rest = body.partition("\n")
    if not first.startswith("# "):
        underline, _, below = rest.partition("\n")
        if not first or len(underline) < 2 or underline.rstrip().strip("="):
            return "", body
        rest = below
    heading = first.removeprefix("# ")
    if _MARKED.search(heading):
        heading = markdown.plain(tidy(heading, language="en")[0])
    return _line(heading), rest.strip("\n")


def _key(row: Row, title: str) -> str:
    key = row.key or _line(_text(row.fields, "id")) or title
    if len(key) > MOST_KEY:
        raise _Unfit(f"the id is longer than {MOST_KEY} characters")
    return key


def _body(body: str) -> str:
    if not body.strip():
        raise _Unfit("the text is empty")
    if len(body) > MOST_BODY:
        raise _Unfit(f"the text is longer than {MOST_BODY:,} characters")
    return body


def _language(row: Row, text: str, *, default: str) -> str:
    named = _text(row.fields, "language") or row.language
    if not named:
        return languages.of_text(text, default=default)
    code = named.strip().replace("_", "-").lower()
    known = {known.lower(): known for known in LANGUAGES} | _SPOKEN
    for length in range(len(code.split("-")), 0, -1):
        if found := known.get("-".join(code.split("-")[:length])):
            return found
    raise _Unfit(f"the language {named!r} is not one of {', '.join(LANGUAGES)}")


def _wordings(fields: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrasings and never-answers. No question stands in both."""
    asked, not_asked = _lines(fields, "phrasings"), _lines(fields, "never_answers")
    if both := asked.keys() & not_asked.keys():
        raise _Unfit(f"{asked[min(both)]!r} stands in phrasings and in never_answers")
    return tuple(asked.values()), tuple(not_asked.values())


def _lines(fields: Mapping[str, object], name: str) -> dict[str, str]:
    """A list, or one text in which they stand apart by lines or bars."""
    value = fields.get(name)
    if value is None:
        return {}
    parts = value.replace("|", "\n").split("\n") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise _Unfit(f"the {name} are not a list of texts")
    wanted = {line.casefold(): line for part in parts if (line := _line(part))}
    if len(wanted) > MOST_PHRASINGS:
        raise _Unfit(f"there are more than {MOST_PHRASINGS} {name}")
    if any(len(line) > MOST_PHRASING for line in wanted.values()):
        raise _Unfit(f"one of the {name} is longer than {MOST_PHRASING} characters")
    return wanted


def _state(fields: Mapping[str, object]) -> str | None:
    """What the file says; `draft: true` and `published: false`, as site generators write it, are drafts too."""
    if str(fields.get("draft")).lower() == "true" or str(fields.get("published")).lower() == "false":
        return "draft"
    return _choice(fields, "state", STATES)


def _choice(fields: Mapping[str, object], name: str, allowed: tuple[str, ...]) -> str | None:
    value = _text(fields, name).strip().lower()
    if value and value not in allowed:
        raise _Unfit(f"the {name} {value!r} is not one of {', '.join(allowed)}")
    return value or None


def _position(fields: Mapping[str, object]) -> int | None:
    value = _text(fields, "position").strip()
    if value and not (value.isascii() and value.isdecimal() and len(value) < 7):
        raise _Unfit(f"the position {value[:20]!r} is not a number")
    return int(value) if value else None


def _short(row: Row, name: str) -> str | None:
    value = _line(_text(row.fields, name))
    if len(value) > MOST_NAME:
        raise _Unfit(f"the {name} is longer than {MOST_NAME} characters")
    return value or None


def _text(fields: Mapping[str, object], name: str) -> str:
    value = next((fields[each] for each in _NAMES.get(name, (name,)) if fields.get(each) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unfit(f"the {name} is not a text")
    return str(value)


def _line(text: str) -> str:
    return " ".join(printable(text).split())
