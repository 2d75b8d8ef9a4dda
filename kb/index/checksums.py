"""Checksums of an engine's files, for an engine that keeps none: a file that was changed is noticed before a search
stumbles over it."""

import contextlib
import json
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Final

_NAME: Final = "checksums.json"


def remember(folder: Path, *, suffixes: Collection[str]) -> None:
    """Keeps the checksums of the folder's files of these kinds."""
    sums = {path.name: _checksum(path) for path in folder.iterdir() if path.suffix in suffixes}
    new = folder / f"{_NAME}.new"
    new.write_text(json.dumps(sums))
    new.replace(folder / _NAME)


def changed(folder: Path) -> str | None:
    """The name of a file that is not as it was, or None. Files that came or went since are no matter."""
    with contextlib.suppress(FileNotFoundError):
        for name, known in json.loads((folder / _NAME).read_text()).items():
            with contextlib.suppress(FileNotFoundError):
                if _checksum(folder / name) != known:
                    return str(name)
    return None


def _checksum(path: Path) -> int:
    return zlib.crc32(path.read_bytes())
