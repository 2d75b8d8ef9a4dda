"""A folder with a knowledge base and the questions to try it with: entries.jsonl and questions.jsonl."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from articles import rows
from articles.rows import Problem, Row
from kb import ids, languages
from kb.store import events, shelving
from kb.store.engine import Database, Transaction
from kb.text import printable

ENTRIES: Final = "entries.jsonl"
QUESTIONS: Final = "questions.jsonl"

Language = Literal["en", "zh", "zh-Hans", "zh-Hant"]
LANGUAGES: Final = ("en", "zh", "zh-Hans", "zh-Hant")

_BATCH: Final = 500
_LONGEST_TITLE: Final = 120
_TOLD: Final = 3
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Entry:
    """What may answer; some of title, phrasings and body may be empty, but not all of them. The body is Markdown.

    `never_answers` are questions that lead here but are not answered by it.
    """

    id: str
    language: str
    title: str
    phrasings: tuple[str, ...]
    body: str
    never_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the ids of the entries that answer it: any of them is right; none means that nothing does.

    `language` is that of the page where it is asked.
    """

    text: str
    language: str
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...]


class Malformed(Exception):
    """What is wrong with the files, and in which line."""


def read(folder: Path) -> QuestionSet:
    """The set in a folder. Raises Malformed."""
    entries = _read(folder / ENTRIES, _entry)
    _refuse(_twice(entries))
    known = {entry.id for _, entry in entries}
    questions = _read(folder / QUESTIONS, question)
    _refuse(
        Problem(where, f"no entry has the id {id!r}")
        for where, asked in questions
        for id in asked.expect
        if id not in known
    )
    return QuestionSet(tuple(entry for _, entry in entries), tuple(asked for _, asked in questions))


def store(
    db: Database, entries: tuple[Entry, ...], *, site: str, now: int, progress: Callable[[int], None]
) -> dict[str, str]:
    """Puts the entries on the shelves, published; returns each one's id by its article's. `progress` hears how many."""
    names: dict[str, str] = {}
    for first in range(0, len(entries), _BATCH):
        batch = {ids.new_id(now + place): entry for place, entry in enumerate(entries[first:][:_BATCH], start=first)}
        db.write(lambda tx, batch=batch: _add(tx, batch, site=site, now=now))  # type: ignore[misc]
        names |= {id: entry.id for id, entry in batch.items()}
        progress(len(names))
    return names


def _add(tx: Transaction, batch: Mapping[str, Entry], *, site: str, now: int) -> None:
    shelving.add(
        tx,
        articles=[
            {
                "id": id, "site": site, "slug": id, "language": entry.language, "topic": None, "variant_group": id,
                "source_key": None, "state": "published", "audience": "public", "now": now, "published_at": now,
            }
            for id, entry in batch.items()
        ],
        revisions=[
            {
                "article": id, "number": 1, "title": _title(entry), "body": entry.body, "author": None, "note": "",
                "now": now,
            }
            for id, entry in batch.items()
        ],
        phrasings=[row for id, entry in batch.items() for row in _wordings(id, entry.phrasings, now=now)],
        never_answers=[row for id, entry in batch.items() for row in _wordings(id, entry.never_answers, now=now)],
    )
    for id in batch:
        events.append(
            tx, kind="article.published", topic=f"article:{id}", subject=id, site=site, detail=1, now=now
        )


def _title(entry: Entry) -> str:
    """Every article has one: where an entry has none, what it is asked for first, or what it says first."""
    first = next((line.strip() for line in (*entry.phrasings, *entry.body.splitlines()) if line.strip()), "")
    return entry.title or first[:_LONGEST_TITLE]


def _wordings(article: str, texts: tuple[str, ...], *, now: int) -> Iterator[dict[str, object]]:
    for place, text in enumerate(texts):
        yield {"id": ids.new_id(now + place), "article": article, "text": text, "author": None, "now": now}


class Unfit(Exception):
    """What is wrong with a line, in plain words."""


def _read(file: Path, fit: Callable[[Mapping[str, object]], _Read]) -> list[tuple[str, _Read]]:
    """What each line says, with its place. Raises Malformed: a measure of half a file would tell something else."""
    if not file.is_file():
        raise Malformed(f"There is no {file.name} in {file.parent}.")
    found: list[tuple[str, _Read]] = []
    problems: list[Problem] = []
    for row in rows.of(file):
        if isinstance(row, Row):
            try:
                found.append((row.where, fit(row.fields)))
            except Unfit as unfit:
                problems.append(Problem(row.where, str(unfit)))
        else:
            problems.append(row)
    _refuse(problems)
    if not found:
        raise Malformed(f"{file} is empty.")
    return found


def _refuse(problems: Iterator[Problem] | list[Problem]) -> None:
    told = [f"{problem.where}: {problem.reason}" for problem in problems]
    if told:
        more = f"; and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
        raise Malformed("; ".join(told[:_TOLD]) + more + ".")


def _twice(entries: list[tuple[str, Entry]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for where, entry in entries:
        if entry.id in first:
            yield Problem(where, f"the id {entry.id!r} was used before, in {first[entry.id]}")
        first.setdefault(entry.id, where)


def _entry(fields: Mapping[str, object]) -> Entry:
    id = _text(fields, "id")
    title, body, phrasings = _text(fields, "title"), _text(fields, "body"), _texts(fields, "phrasings")
    if not id:
        raise Unfit("the id is missing")
    if not any(text.strip() for text in (title, body, *phrasings)):
        raise Unfit("title, phrasings and body are empty")
    language: str = _language(fields)
    if language == "zh":
        told = languages.of_text("\n".join((title, *phrasings, body)), default="zh-Hans")
        language = told if told.startswith("zh") else "zh-Hans"
    return Entry(id, language, title, _filled(phrasings), body, _filled(_texts(fields, "never_answers")))


def question(fields: Mapping[str, object]) -> Question:
    """What a line of questions.jsonl says. Raises Unfit."""
    text = _text(fields, "text")
    if not text.strip():
        raise Unfit("the text is missing")
    if "expect" not in fields:
        raise Unfit("expect is missing: a list of ids, [] where nothing answers")
    language = _language(fields)
    return Question(text, "zh-Hans" if language == "zh" else language, tuple(dict.fromkeys(_texts(fields, "expect"))))


def _filled(texts: list[str]) -> tuple[str, ...]:
    """Each once, without those that hold nothing."""
    return tuple(text for text in dict.fromkeys(texts) if text.strip())


def _language(fields: Mapping[str, object]) -> Language:
    language = _text(fields, "lang")
    if language not in LANGUAGES:
        raise Unfit(f"lang is {language!r}, not one of {', '.join(LANGUAGES)}" if language else "lang is missing")
    return cast(Language, language)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(f"{name} is not a text")
    return printable(value)


def _texts(fields: Mapping[str, object], name: str) -> list[str]:
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unfit(f"{name} is not a list of texts")
    return [printable(each) for each in value]
