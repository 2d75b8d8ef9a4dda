"""Folders of an index that are no more."""

import shutil
from pathlib import Path
from typing import Final

_GONE: Final = ".gone"


def clear(folder: Path, pattern: str) -> None:
    """Takes away what matches. It leaves its place at once, for an engine's thread that has not heard yet that its
    writer was dropped may put a file where everything is being removed; what it left is removed the next time."""
    for path in list(folder.glob(pattern)):
        gone = path if path.suffix == _GONE else path.with_suffix(f"{path.suffix}{_GONE}")
        if gone != path:
            shutil.rmtree(gone, ignore_errors=True)
            path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
