"""Every place that a person or a program can stand in, in one readable list."""

from typing import Final

from flask import Blueprint

from web import case, chat_api, console, desk_api, health, language, manage, metrics, sign_in, site, widget

PLACES: Final[tuple[Blueprint, ...]] = (
    site.pages,
    language.pages,
    widget.pages,
    case.pages,
    chat_api.pages,
    sign_in.pages,
    console.pages,
    desk_api.pages,
    manage.pages,
    health.pages,
    metrics.pages,
)
