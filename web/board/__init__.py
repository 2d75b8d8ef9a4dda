"""The community board: where customers help each other. Its places, in one readable list."""

from typing import Final

from flask import Blueprint

from web.board import home

PLACES: Final[tuple[Blueprint, ...]] = (home.pages,)
