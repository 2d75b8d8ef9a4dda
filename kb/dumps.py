"""The rows of a Stack Exchange dump (Posts.xml, Users.xml …), one after another, however large the file is."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TypeVar
from xml.parsers import expat

Row = dict[str, str]
Progress = Callable[[str, int], object]
T = TypeVar("T")

AT_ONCE: Final = 200
"""Rows of one write."""

_CHUNK: Final = 256 * 1024
MOST_ROW: Final = 16 * 1024 * 1024
"""Bytes of one row; no dump has any like that."""


class Broken(Exception):
    """The file is no dump; the text says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A dump's folder; `name` tells its posts from those of another."""

    folder: Path
    name: str
    site: str

    def key(self, id: str) -> str:
        return f"{self.name}:{id}"

    def person(self, id: str) -> str:
        """The id of somebody who is called so there; the same each time."""
        return hashlib.sha256(f"{self.site}\n{self.name}\n{id}".encode()).hexdigest()[:18]


def rows(path: Path) -> Iterator[Row]:
    """The attributes of each `row`. Raises Broken, also for a document type: no dump has one, and entities could be
    made to grow without end."""
    with path.open("rb") as file:
        yield from _parsed(file, name=path.name)


def size(path: Path) -> int:
    """How many rows there are, about: for a progress line, without reading XML."""
    count = 0
    with path.open("rb") as file:
        last = b""
        while chunk := file.read(_CHUNK):
            count += (last[-4:] + chunk).count(b"<row ") if last else chunk.count(b"<row ")
            last = chunk
    return count


def moment(written: str, *, default: int) -> int:
    """Milliseconds since 1970 of a time in UTC."""
    try:
        return max(0, int(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp() * 1000))
    except ValueError:
        return default


def number(written: str) -> int:
    """0 where it is none."""
    number = written.removeprefix("-")
    return int(written) if number.isascii() and number.isdecimal() and len(number) <= 9 else 0


def slices(found: Iterator[T]) -> Iterator[list[T]]:
    """As many as one write takes."""
    while part := list(islice(found, AT_ONCE)):
        yield part


def _parsed(file: BinaryIO, *, name: str) -> Iterator[Row]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    found: list[Row] = []

    def start(tag: str, attributes: Row) -> None:
        if tag == "row":
            found.append(attributes)

    def doctype(*_told: object) -> None:
        raise Broken(f"{name} has a document type, which no dump has.")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    since = 0
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
            since = 0 if found else since + len(chunk)
            if since > MOST_ROW:
                raise Broken(f"{name} has a row that is larger than {MOST_ROW // 1024 // 1024} MB.")
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Broken(f"{name} is no XML: {error}.") from None
    yield from found
