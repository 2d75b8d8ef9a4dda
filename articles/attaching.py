"""Pictures and files that lie beside the texts of a folder: taken in when a text shows them or links to them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from kb import filing
from kb.filing import Unfit
from kb.store import files
from kb.store.engine import Database
from kb.store.files import File

REASONS: Final = {
    "empty": "pictures or files were left out, since they are empty",
    "too_large": f"pictures or files were left out, since they are larger than {filing.MOST_PICTURE // 1_000_000} or "
                 f"{filing.MOST_BYTES // 1_000_000} MB",
    "kind": "files were left out, since they are of a kind that is not kept here",
    "broken": "pictures were left out, since they cannot be read",
    "too_many_pixels": "pictures were left out, since they have too many pixels",
}  # fmt: skip


class Attachments:
    """The files of one folder, each kept once; none where there is no folder."""

    def __init__(self, db: Database, folder: Path | None, *, author: str | None, site: str, now: int) -> None:
        self._db, self._folder = db, folder.resolve() if folder else None
        self._author, self._site, self._now = author, site, now
        self._kept: dict[Path, File | str] = {}

    def address(self, href: str, *, of: str) -> str | None:
        """Where a file is to be had here that the text at `of` in the folder calls `href`; None where there is none.

        What is here already stays as it is.
        """
        if files.named_in(href):
            return href
        found = self._found(href, of=of)
        return filing.address(found) if isinstance(found, File) else None

    def shown(self, href: str, *, of: str) -> str | None:
        """The same of a picture, with the room that it takes; None for what is no picture."""
        if files.named_in(href):
            return href
        found = self._found(href, of=of)
        return filing.shown_at(found) if isinstance(found, File) and found.type in filing.PICTURES else None

    def problem(self, href: str, *, of: str) -> str:
        """Why a file of the folder is not here; "" where nothing is known against it."""
        found = self._found(href, of=of)
        return found if isinstance(found, str) else ""

    def _found(self, href: str, *, of: str) -> File | str | None:
        path = next(self._paths(unquote(href.partition("#")[0].partition("?")[0]), of), None)
        if path is None:
            return None
        if path not in self._kept:
            self._kept[path] = self._take(path)
        return self._kept[path]

    def _paths(self, named: str, of: str) -> Iterator[Path]:
        """Where the file may lie: beside the text, or below the folder as its root. Never outside, by whatever way."""
        if self._folder is None or not named.strip("/"):
            return
        for start in ((self._folder / of).parent, self._folder):
            try:
                path = (start / named.lstrip("/")).resolve()
                if path.is_relative_to(self._folder) and path.is_file():
                    yield path
            except (OSError, ValueError):  # no name that a file could have
                continue

    def _take(self, path: Path) -> File | str:
        try:
            if path.stat().st_size > filing.MOST_BYTES:
                raise Unfit("too_large")
            fit = filing.taken_in(path.read_bytes(), name=path.name)
        except Unfit as unfit:
            return REASONS[unfit.problem]
        except OSError as error:
            return f"pictures or files were left out, since they cannot be read: {error.strerror}"
        return filing.store(self._db, fit, audience="staff", author=self._author, site=self._site, now=self._now)
