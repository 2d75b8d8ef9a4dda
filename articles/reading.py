"""Files into records: Markdown with front matter, a folder of it, JSON lines, CSV.

One bad row never stops the others: it becomes a Problem that says where it stands and what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles import exported, records, rows
from articles.editing import MOST_BODY, MOST_PHRASING, MOST_PHRASINGS
from articles.records import MOST_KEY, Name, Record, Unfit, line, text
from articles.rows import Problem, Row
from articles.tidying import tidy
from kb import languages, markdown
from kb.languages import LANGUAGES
from kb.text import printable

_SPOKEN: Final = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant",
}
_MARKED: Final = re.compile(r"[*_`\[\]<>&\\~!{#]")


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
                    yield _name(row)
                except Unfit:
                    continue

    def total(self) -> int:
        """How many rows there are to read, good and bad."""
        return rows.count(self.path)

    def _record(self, row: Row, seen: dict[str, str]) -> Record | Problem:
        try:
            record = exported.record(row) if exported.is_exported(row) else self._foreign(row)
            if record.key in seen:
                raise Unfit(f"the id {record.key!r} was used before, in {seen[record.key]}")
        except Unfit as unfit:
            return Problem(row.where, str(unfit))
        seen[record.key] = row.where
        return record

    def _foreign(self, row: Row) -> Record:
        """What other systems wrote, made into what we would have written."""
        title, body = _title(row)
        language = _language(row, f"{title}\n{body}", default=self.language)
        tidied, missing = tidy(body, language=language)
        phrasings, never_answers = _wordings(row.fields)
        return Record(
            key=_key(row, title),
            title=title,
            body=_body(tidied),
            language=language,
            topic=records.short(row.fields, "topic"),
            slug=records.short(row.fields, "slug"),
            phrasings=phrasings,
            never_answers=never_answers,
            state=records.state(row.fields),
            where=row.where,
            audience=records.audience(row.fields),
            variant=records.short(row.fields, "variant") or row.variant,
            position=records.position(row.fields),
            missing=missing,
            check_by=records.moment(row.fields, "check_by"),
            path=row.path,
        )


def read(path: Path, *, language: str = "en") -> Source:
    """The source at `path`: a file, or a folder of Markdown. `language` is taken where neither row nor text tells."""
    whole = path.resolve()
    return Source(whole.name if whole.is_dir() else whole.stem, path, language)


def _name(row: Row) -> Name:
    if exported.is_exported(row):
        return exported.name(row)
    title, _ = _title(row)
    return Name(_key(row, title), title, text(row.fields, "slug") or None, path=row.path)


def _title(row: Row) -> tuple[str, str]:
    """The title, and the text without it: where a text begins with a heading, that is the title or says it again."""
    title = line(text(row.fields, "title"))
    if "{" in title:
        title = line(tidy(title, language="en")[0])
    body = printable(text(row.fields, "body").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    heading, rest = _first_heading(body)
    if heading and (not title or heading.casefold() == title.casefold()):
        title, body = title or heading, rest
    return records.fit_title(title), body


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
    return line(heading), rest.strip("\n")


def _key(row: Row, title: str) -> str:
    key = row.key or line(text(row.fields, "id")) or title
    if len(key) > MOST_KEY:
        raise Unfit(f"the id is longer than {MOST_KEY} characters")
    return key


def _body(body: str) -> str:
    if not body.strip():
        raise Unfit("the text is empty")
    if len(body) > MOST_BODY:
        raise Unfit(f"the text is longer than {MOST_BODY:,} characters")
    return body


def _language(row: Row, sample: str, *, default: str) -> str:
    named = text(row.fields, "language") or row.language
    if not named:
        return languages.of_text(sample, default=default)
    code = named.strip().replace("_", "-").lower()
    known = {known.lower(): known for known in LANGUAGES} | _SPOKEN
    for length in range(len(code.split("-")), 0, -1):
        if found := known.get("-".join(code.split("-")[:length])):
            return found
    raise Unfit(f"the language {named!r} is not one of {', '.join(LANGUAGES)}")


def _wordings(fields: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrasings and never-answers. No question stands in both."""
    asked, not_asked = _lines(fields, "phrasings"), _lines(fields, "never_answers")
    if both := asked.keys() & not_asked.keys():
        raise Unfit(f"{asked[min(both)]!r} stands in phrasings and in never_answers")
    return tuple(asked.values()), tuple(not_asked.values())


def _lines(fields: Mapping[str, object], name: str) -> dict[str, str]:
    """A list, or one text in which they stand apart by lines or bars."""
    value = fields.get(name)
    if value is None:
        return {}
    parts = value.replace("|", "\n").split("\n") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Unfit(f"the {name} are not a list of texts")
    wanted = {kept.casefold(): kept for part in parts if (kept := line(part))}
    if len(wanted) > MOST_PHRASINGS:
        raise Unfit(f"there are more than {MOST_PHRASINGS} {name}")
    if any(len(each) > MOST_PHRASING for each in wanted.values()):
        raise Unfit(f"one of the {name} is longer than {MOST_PHRASING} characters")
    return wanted
