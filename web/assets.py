"""Addresses of static files that change when the file does, so that browsers may keep them for good."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask


def address(app: Flask) -> Callable[[str], str]:
    """The template's `asset('base.css')`."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=256)
    def version(filename: str, _changed: int) -> str:
        return hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:10]

    def asset(filename: str) -> str:
        changed = (folder / filename).stat().st_mtime_ns
        return f"{app.static_url_path}/{filename}?v={version(filename, changed)}"

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    return asset
