"""Heroicons as inline SVG for templates.

The package opens its archive anew for each icon, at 7 ms of CPU each: the first reader of a page would wait for all of
its icons. Here it is opened once.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from markupsafe import Markup, escape

_XMLNS: Final = ' xmlns="http://www.w3.org/2000/svg"'  # inline SVG needs none


@cache
def micro(name: str, *, size: int = 16, **attributes: str) -> Markup:
    return _svg("micro", name, size=size, attributes=attributes)


@cache
def mini(name: str, *, size: int = 20, **attributes: str) -> Markup:
    return _svg("mini", name, size=size, attributes=attributes)


@cache
def outline(name: str, *, size: int = 24, **attributes: str) -> Markup:
    return _svg("outline", name, size=size, attributes=attributes)


@cache
def solid(name: str, *, size: int = 24, **attributes: str) -> Markup:
    return _svg("solid", name, size=size, attributes=attributes)


def _svg(style: str, name: str, *, size: int, attributes: dict[str, str]) -> Markup:
    """Raises KeyError where there is no such icon."""
    drawn = _archive().read(f"{style}/{name}.svg").decode().strip().replace(_XMLNS, "", 1)
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    head = f'<svg width="{size}" height="{size}"{said}'
    return Markup(head + drawn.removeprefix("<svg"))  # noqa: S704 -- the package's own drawing


@cache
def _archive() -> ZipFile:
    """From memory, so that processes which are forked from this one share no place in a file."""
    return ZipFile(BytesIO((files("heroicons") / "heroicons.zip").read_bytes()))
