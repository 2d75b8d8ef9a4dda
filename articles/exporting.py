"""Every article as a folder of Markdown, in whatever state, so that it can be kept, compared and taken in elsewhere.

The same articles make the same folder, byte for byte, here and wherever the folder was imported into an empty house.
Who answers for an article stands in it by address. What it was before (its other revisions), who wrote it and when it
was made is not in it.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles import exported, naming, topic_file
from articles.records import Record
from kb import filing
from kb.languages import LANGUAGES
from kb.store import articles, exportable, never_answers, topics
from kb.store.engine import Database
from kb.store.exportable import Whole
from kb.store.files import File

LIST: Final = ".firstline-export"
"""The file that says what an export wrote: that, and nothing else, the next one may replace and take away."""

_HEAD: Final = "Written by `firstline export`. The next export into this folder replaces these files:"
_FILES: Final = "files"
_PAGE: Final = 200
_LONGEST: Final = 200  # bytes of a file's name, which most systems let be 255


class NotOurs(Exception):
    """The folder holds something, and no export wrote it."""


@dataclass(frozen=True, slots=True)
class Report:
    """How many articles and files were written, and how many files of the last export are gone."""

    articles: int
    files: int
    removed: int


def export(
    db: Database, folder: Path, *, site: str, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Writes all articles, their topics and their files into the folder; `progress` hears how many articles are done.

    Raises NotOurs for a folder that is neither empty nor a former export, OSError where it cannot be written.
    """
    before = _listed(folder)
    kept = exportable.files_in_use(db, site=site)
    paths = _paths(kept)
    now: list[str] = []
    _write(folder, LIST, _list(before))  # an export that is broken off may be begun again

    def put(path: str, content: bytes) -> None:
        _write_if_new(folder / path, content)
        now.append(path)

    put(topic_file.NAME, topic_file.written(db, site=site).encode())
    written = {path: file for file in kept if (path := paths[file.id])}
    for path, file in written.items():
        put(f"{_FILES}/{path}", exportable.content(db, file))
    done = 0
    for done, (path, text) in enumerate(_texts(db, kept, site=site), start=1):
        put(path, text.encode())
        if done % _PAGE == 0:
            progress(done)
    progress(done)
    gone = sorted(set(before).difference(now))
    _write(folder, LIST, _list(sorted(now)))
    for path in gone:
        _remove(folder, path)
    return Report(done, len(written), len(gone))


def count(db: Database, *, site: str) -> int:
    """How many articles `export` writes."""
    return sum(row.count for row in articles.state_counts(db, site=site))


# ---- what is written -----------------------------------------------------------------------------------------------


def _texts(db: Database, kept: list[File], *, site: str) -> Iterator[tuple[str, str]]:
    """Path and text of each article's file, in the order in which they were made."""
    trees = naming.paths(topics.all_names(db, site=site))
    digests = {file.id: file.digest for file in kept}
    names = _paths(kept)
    last, place = "", 0
    while page := exportable.after(db, last, site=site, limit=_PAGE):
        last = page[-1].id
        for record in _records(db, page, trees, digests, first=place, site=site):
            path = _path(record)
            up = "../" * path.count("/") + f"{_FILES}/"
            yield path, exported.written(record, body=exported.exporting_files(record.body, names, up=up))
        place += len(page)


def _records(
    db: Database, page: list[Whole], trees: dict[str, str], digests: dict[str, str], *, first: int, site: str
) -> Iterator[Record]:
    ids = [row.id for row in page]
    phrasings = articles.phrasings_of(db, ids)
    never = never_answers.of_articles(db, ids)
    redirects = exportable.redirects(db, ids)
    related = exportable.related(db, [row.variant_group for row in page if row.is_first], site=site)
    for place, row in enumerate(page, start=first + 1):
        yield Record(
            key=row.key, title=row.title, body=row.body, language=row.language, topic=trees.get(row.topic or ""),
            slug=row.slug, phrasings=phrasings.get(row.id, ()), state=row.state, where="", audience=row.audience,
            variant=row.variant_group if row.group_size > 1 else None, position=place,
            never_answers=never.get(row.id, ()), check_by=row.check_by, as_written=True, checked_at=row.checked_at,
            redirects=redirects.get(row.id, ()), related=related.get(row.variant_group, ()) if row.is_first else (),
            owner=row.owner, is_source=bool(row.is_named), is_behind=bool(row.is_behind),
            fingerprint=exported.fingerprint(row.title, row.body, digests),
        )  # fmt: skip


def _path(record: Record) -> str:
    shelf = f"{record.topic.rpartition('/')[2]}/" if record.topic else ""
    return f"{record.language}/{shelf}{_short(record.slug or '')}.md"


def _short(name: str) -> str:
    """A name that every file system takes: Chinese letters are three bytes each."""
    if len(name.encode()) <= _LONGEST:
        return name
    cut = name.encode()[: _LONGEST - 9].decode(errors="ignore").rstrip("-")
    return f"{cut}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _paths(kept: list[File]) -> dict[str, str]:
    """The name of each file in the folder, by id: its own; where several have it that differ, with a part of their
    content's digest."""
    contents: dict[str, set[str]] = {}
    for file in kept:
        contents.setdefault(file.name.casefold(), set()).add(file.digest)
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for file in kept:
        name = file.name if len(contents[file.name.casefold()]) == 1 else _told_apart(file)
        while taken.setdefault(name.casefold(), file.digest) != file.digest:
            name = _told_apart(file, more=name)
        found[file.id] = name
    return found


def _told_apart(file: File, *, more: str = "") -> str:
    stem, dot, ending = (more or file.name).rpartition(".")
    mark = f"-{file.digest[:8]}"
    return f"{stem[: filing.LONGEST_NAME - len(mark + dot + ending)]}{mark}{dot}{ending}"


# ---- the folder ----------------------------------------------------------------------------------------------------


def _listed(folder: Path) -> list[str]:
    """What the last export wrote. Makes the folder. Raises NotOurs."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / LIST
    if kept.is_file():
        head, *paths = kept.read_text(encoding="utf-8").splitlines()
        if head == _HEAD:
            return [path for path in paths if _is_ours(path)]
    if any(folder.iterdir()):
        raise NotOurs
    return []


def _is_ours(path: str) -> bool:
    """Whether an export may have written there; whoever changed the list by hand takes nothing else away."""
    first, *rest = path.split("/")
    return path == topic_file.NAME or (
        first in (_FILES, *LANGUAGES) and 1 <= len(rest) <= 2 and not {"", ".", ".."} & set(rest)
    )


def _list(paths: list[str]) -> str:
    return "".join(f"{line}\n" for line in (_HEAD, *paths))


def _write(folder: Path, path: str, text: str) -> None:
    (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _write_if_new(path: Path, content: bytes) -> None:
    """A file that is as it should be keeps its time."""
    try:
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _remove(folder: Path, path: str) -> None:
    (folder / path).unlink(missing_ok=True)
    for parent in (folder / path).parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
