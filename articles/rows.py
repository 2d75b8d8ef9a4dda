"""The rows of a file as they stand there: names and values, not yet looked at."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Final

from articles import front_matter
from articles.decoding import decoded
from kb.languages import LANGUAGES

MARKDOWN: Final = frozenset({".md", ".markdown"})
_LONGEST_CELL: Final = 10_000_000
_HEADS: Final = frozenset({"title", "question"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not imported, or not wholly: where it stands, and why; `named` is what the reason is about."""

    where: str
    reason: str
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Names and values. Key, language and variant group are those that a file has by its place in a folder, which is
    `path`."""

    where: str
    fields: Mapping[str, object]
    key: str | None = None
    language: str | None = None
    variant: str | None = None
    path: str | None = None


def of(path: Path) -> Iterator[Row | Problem]:
    """The rows of a file, or of the Markdown files in a folder and those below it, one by one."""
    try:
        if path.is_dir():
            for file in _markdown_files(path):
                yield _markdown(file, file.relative_to(path).as_posix())
        elif path.suffix.lower() in MARKDOWN:
            yield _markdown(path, path.name)
        elif reader := _READERS.get(path.suffix.lower()):
            yield from reader(path)
        elif path.exists():
            yield Problem(path.name, f"what the file holds is told by its name's end: {', '.join(sorted(_KNOWN))}")
        else:
            yield Problem(str(path), "there is no such file")
    except OSError as error:
        yield Problem(str(path), f"the file cannot be read: {error.strerror}")


def count(path: Path) -> int:
    """How many rows `of` gives."""
    if path.is_dir():
        return sum(1 for _ in _markdown_files(path))
    if path.suffix.lower() not in _LINES:
        return sum(1 for _ in of(path))
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 1


def _markdown_files(folder: Path) -> list[Path]:
    """In the order of their names, without hidden ones."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in MARKDOWN and path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _markdown(file: Path, key: str) -> Row | Problem:
    try:
        fields, body = front_matter.parted(decoded(file.read_bytes()))
    except ValueError as error:
        return Problem(key, str(error))
    except OSError as error:
        return Problem(key, f"the file cannot be read: {error.strerror}")
    language, rest = _language_of(key)
    return Row(key, {**fields, "text": body}, key, language, rest if language else None, path=key)


def _language_of(key: str) -> tuple[str | None, str]:
    """The language that a folder is called by, and the path without it: the same in each language."""
    path = PurePosixPath(key)
    known = {language.lower(): language for language in LANGUAGES}
    named = next((part for part in path.parts[:-1] if part.lower() in known), None)
    if named is None:
        return None, key
    rest = PurePosixPath(*(part for part in path.parts if part != named))
    return known[named.lower()], rest.with_suffix("").as_posix()


def _json_lines(path: Path) -> Iterator[Row | Problem]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _json(line.removeprefix(b"\xef\xbb\xbf"), f"{path.name}, line {number}")


def _json(line: bytes, where: str) -> Row | Problem:
    try:
        fields = json.loads(line)
    except UnicodeDecodeError:
        return Problem(where, "the line is not UTF-8")
    except json.JSONDecodeError as error:
        return Problem(where, f"the line is not JSON: there is a mistake at character {error.pos + 1}")
    except (RecursionError, ValueError):
        return Problem(where, "the line is not JSON that can be read")
    if not isinstance(fields, dict):
        return Problem(where, "the line is not a JSON object with names and values")
    return Row(where, fields)


def _csv(path: Path) -> Iterator[Row | Problem]:
    try:
        text = decoded(path.read_bytes())
    except ValueError as error:
        yield Problem(path.name, str(error))
        return
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    names = [name.strip().lower() for name in next(reader, [])]
    if not _HEADS.intersection(names):
        yield Problem(f"{path.name}, line 1", "the first line does not name the columns: there is none called title")
        return
    first = reader.line_num + 1
    # An unclosed quotation runs to the end of the file; nothing else can go wrong from here.
    for cells in reader:
        where = f"{path.name}, line {first}"
        first = reader.line_num + 1
        if len(cells) > len(names):
            yield Problem(where, f"the row has {len(cells)} cells, but there are {len(names)} columns")
        elif any(cell.strip() for cell in cells):
            # An empty cell says nothing.
            yield Row(where, {name: cell for name, cell in zip(names, cells, strict=False) if name and cell.strip()})


def _delimiter(text: str) -> str:
    """Spreadsheets write what their country uses; the line with the columns' names shows it."""
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


_LINES: Final = frozenset({".jsonl", ".ndjson"})
_READERS: Final[Mapping[str, Callable[[Path], Iterator[Row | Problem]]]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".tsv": _csv,
}
_KNOWN: Final = MARKDOWN | _READERS.keys()
