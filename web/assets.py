"""Addresses of static files that change when the file does, so that browsers may keep them for good."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request


def address(app: Flask) -> Callable[[str], str]:
    """The template's `asset('base.css')`."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=256)
    def version(filename: str, _changed: int) -> str:
        return hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:10]

    def asset(filename: str) -> str:
        changed = (folder / filename).stat().st_mtime_ns
        return f"{app.static_url_path}/{filename}?v={version(filename, changed)}"

    return asset


def freshness(response: Response) -> Response:
    """A file with its version in the address never changes. Without it (a module that another one imports) the browser
    asks each time whether it did."""
    if request.endpoint == "static" and response.status_code in (200, 304):
        versioned = "v" in request.args
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
    return response
