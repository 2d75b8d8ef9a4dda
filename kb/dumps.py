"""The rows of a Stack Exchange dump (Posts.xml, Users.xml), one after another, however large the file is."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

Row = dict[str, str]

_CHUNK: Final = 256 * 1024
MOST_ROW: Final = 16 * 1024 * 1024
"""Bytes of one row; no dump has any like that."""


class Broken(Exception):
    """The file is no dump; the text says why."""


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
