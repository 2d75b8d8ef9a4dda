"""Files that people put here: what they are is found in their bytes, never in what they are called.

Pictures are written anew from their pixels (`kb/pictures.py`) and shown in pages. PDF, text, CSV, ZIP and Office
documents are kept as they are and only ever handed out to be saved. Everything else is refused: pages, drawings and
programs that a browser might run, and whatever nobody could name.

Who may see a file: whoever put it here, whoever it was put here for, and whoever may read a published article or see a
post that shows it. Files of the editors are put here for staff, so that a picture follows its texts, whatever becomes
of them.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import quote

from kb import ids, pictures
from kb.pictures import Picture
from kb.store import events, files
from kb.store.engine import Conflict, Database, Transaction
from kb.store.files import File

Problem = Literal["empty", "too_large", "kind", "broken", "too_many_pixels"]

MOST_PICTURE: Final = 10_000_000
"""Bytes of a picture; and MOST_BYTES, of any other file."""

MOST_BYTES: Final = 20_000_000
LONGEST_NAME: Final = 100

UNUSED: Final = 30 * 24 * 3_600_000
"""Milliseconds that a file is kept which nothing shows."""

PICTURES: Final = frozenset(pictures.TYPES.values())

# What a name may end in, by type; the first is put behind a name that ends otherwise.
_ENDINGS: Final = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".log", ".md"),
    "text/csv": (".csv", ".tsv"),
    "application/zip": (".zip",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
}
_KNOWN: Final = frozenset(ending for endings in _ENDINGS.values() for ending in endings)
# What stands in a ZIP's list of contents and tells a document from other archives.
_DOCUMENTS: Final = {
    b"word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_PROGRAMS: Final = (b"vbaProject.bin", b"META-INF/MANIFEST.MF", b"AndroidManifest.xml", b"META-INF/mozilla.rsa")
# Texts that a browser or a shell would run.
_RUNS: Final = re.compile(r"\s{0,1000}(?:#!|<\?|<!doctype|<!--|<[a-z][a-z0-9:-]{0,30}[\s>/])", re.IGNORECASE)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNFIT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*%#\[\]\\/]')
_UNADDRESSED: Final = re.compile("[^A-Za-z0-9._~\u00a1-\uffff\U00010000-\U0010ffff-]")
_MARKS: Final = re.compile(r"([\\\[\]*_`<>!&])")
_ESCAPED: Final = r"\\\1"
_AT_ONCE: Final = 8  # pieces in one write: others can write in between


class Unfit(Exception):
    """A file that is not kept: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Fit:
    """A file that was looked at and may be kept. `page` is a smaller picture for pages, where one is needed."""

    name: str
    type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    page: bytes | None = None


def keep(
    db: Database, content: bytes, *, name: str, audience: str, author: str | None, site: str, now: int
) -> File:
    """Looks at a file that somebody sent, and keeps it. Raises Unfit.

    Takes up to some seconds where it is a large picture: a process that serves many does `looked_at` aside.
    """
    return store(db, looked_at(content, name=name), audience=audience, author=author, site=site, now=now)


def looked_at(content: bytes, *, name: str) -> Fit:
    """What may be kept of a file that somebody sent; pictures are written anew. Raises Unfit. Touches no database."""
    return _looked_at(content, name=name, clean=pictures.cleaned)


def taken_in(content: bytes, *, name: str) -> Fit:
    """The same of a file from our own machine: a picture that carries nothing but its pixels stays byte for byte."""
    return _looked_at(content, name=name, clean=pictures.checked)


def store(db: Database, fit: Fit, *, audience: str, author: str | None, site: str, now: int) -> File:
    """Keeps a file that was looked at; bytes that are here already are not kept twice."""
    digest = hashlib.sha256(fit.content).hexdigest()
    known = files.same(db, digest, site=site, name=fit.name, audience=audience, author=author)
    if known and db.write(lambda tx: files.keep(tx, known.id, now=now)):
        return replace(known, kept_at=now)
    page = hashlib.sha256(fit.page).hexdigest() if fit.page else None
    file = File(
        ids.new_id(now), site, fit.name, fit.type, len(fit.content), fit.width, fit.height, digest, page,
        len(fit.page) if fit.page else None, audience, author, now, now,
    )
    try:
        return _stored(db, file, fit, now=now)
    except Conflict:
        return _stored(db, file, fit, now=now)  # the same bytes were just being cleared away


def sweep(db: Database, *, now: int, limit: int = 100) -> int:
    """Takes away files that nothing has shown for a month, and bytes that are no file's; how many files went."""
    gone = sum(
        _removed(db, lambda tx, file=file: files.remove(tx, file, before=now - UNUSED))  # type: ignore[misc]
        for file in files.unused(db, before=now - UNUSED, limit=limit)
    )
    before = now - 24 * 3_600_000  # what somebody is just sending is not forsaken
    for digest in files.forsaken(db, before=before, limit=limit):
        _removed(db, lambda tx, digest=digest: _forget(tx, digest, before=before))  # type: ignore[misc]
    return gone


def address(file: File) -> str:
    """Where the file is to be had, as it stands in an article's text: letters of every script stay readable."""
    return f"/files/{file.id}/{quoted(file.name)}"


def quoted(name: str) -> str:
    """A file's name as a part of an address, in which nothing ends the address: it may stand in any Markdown."""
    return _UNADDRESSED.sub(lambda found: quote(found[0], safe=""), name)


def shown_at(picture: File) -> str:
    """The address of a picture with the room that it takes, so that a page leaves it free."""
    return f"{address(picture)}#{picture.width}x{picture.height}"


def markdown(file: File, *, alt: str) -> str:
    """How an article shows a picture, or links to any other file."""
    if file.type in PICTURES:
        return f"![{_MARKS.sub(_ESCAPED, alt)}]({shown_at(file)})"
    return f"[{_MARKS.sub(_ESCAPED, file.name)}]({address(file)})"


def named(name: str, *, type: str) -> str:
    """A name that is fit to be shown, saved and written into an address: one line, no path, no invisible signs,
    nothing that turns the writing's direction, and an ending that says what the file is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" or sign in "\t\n\r")
    stem, ending = _split(" ".join(_UNFIT_IN_NAMES.sub(" ", seen).split()), _ENDINGS[type])
    stem = stem.strip(" .-")[: LONGEST_NAME - len(ending)].rstrip(" .") or "file"
    return stem + ending


def _split(name: str, endings: Collection[str]) -> tuple[str, str]:
    stem, dot, last = name.rpartition(".")
    ending = f".{last.lower()}" if dot else ""
    if ending in endings:
        return stem, f".{last}"
    return (stem if ending in _KNOWN else name), next(iter(endings))


def _stored(db: Database, file: File, fit: Fit, *, now: int) -> File:
    for content, digest in ((fit.content, file.digest), (fit.page, file.page_digest)):
        if content and digest and not files.is_whole(db, digest):
            _store_content(db, content, digest, now=now)

    def body(tx: Transaction) -> File:
        files.add(tx, file)
        events.append(tx, kind="file.kept", topic=f"file:{file.id}", subject=file.id, site=file.site, now=now)
        return file

    return db.write(body)


def _store_content(db: Database, content: bytes, digest: str, *, now: int) -> None:
    db.write(lambda tx: files.add_content(tx, digest, size=len(content), now=now))
    cuts = [*range(0, len(content), files.PIECE)]
    for first in range(0, len(cuts), _AT_ONCE):
        pieces = {at: content[cuts[at] : cuts[at] + files.PIECE] for at in range(len(cuts))[first : first + _AT_ONCE]}
        db.write(lambda tx, pieces=pieces: files.add_pieces(tx, digest, pieces=pieces))  # type: ignore[misc]


def _removed(db: Database, deed: Callable[[Transaction], int]) -> int:
    try:
        return db.write(deed)
    except Conflict:
        return 0  # something shows it since just now


def _forget(tx: Transaction, digest: str, *, before: int) -> int:
    files.remove_content(tx, digest, before=before)
    return 0


# ---- what it is ----------------------------------------------------------------------------------------------------


def _looked_at(content: bytes, *, name: str, clean: Callable[[bytes], Picture]) -> Fit:
    if not content:
        raise Unfit("empty")
    if len(content) > MOST_BYTES:
        raise Unfit("too_large")
    if not pictures.is_picture(content):
        kind = _type(content, name)
        return Fit(named(name, type=kind), kind, content)
    if len(content) > MOST_PICTURE:
        raise Unfit("too_large")
    try:
        found = clean(content)
    except pictures.Unfit as unfit:
        raise Unfit(unfit.problem) from unfit
    return Fit(named(name, type=found.type), found.type, found.content, found.width, found.height, found.page)


def _type(content: bytes, name: str) -> str:
    """The type of what is no picture. Raises Unfit where it is nothing that we hand out."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(content)
    if _is_text(content):
        return "text/csv" if name.lower().endswith(_ENDINGS["text/csv"]) else "text/plain"
    raise Unfit("kind")


def _archive(content: bytes) -> str:
    """A document by the parts that it lists; none that holds a program."""
    if any(part in content for part in _PROGRAMS):
        raise Unfit("kind")
    if content[30:38] == b"mimetype":
        stated = content[38:100].partition(b"PK")[0].decode("ascii", "replace")
        return next((kind for kind in _ENDINGS if kind == stated), "application/zip")
    if b"[Content_Types].xml" not in content:
        return "application/zip"
    return next((kind for part, kind in _DOCUMENTS.items() if part in content), "application/zip")


def _is_text(content: bytes) -> bool:
    """Whether these are words alone, as UTF-8, UTF-16 with its mark, or the encoding of Chinese spreadsheets."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not _CONTROL.search(text) and not _RUNS.match(text)
    return False
