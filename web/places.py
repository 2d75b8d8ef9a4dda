"""Every place that a person or a program can stand in, in one readable list."""

from typing import Final

from flask import Blueprint

from web import chat_api, desk_api, health, language, sign_in

PLACES: Final[tuple[Blueprint, ...]] = (
    language.pages,
    chat_api.pages,
    sign_in.pages,
    desk_api.pages,
    health.pages,
)
