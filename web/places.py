"""Every place that a person or a program can stand in, in one readable list."""

from typing import Final

from flask import Blueprint

from web import (
    case,
    chat_api,
    console,
    desk_api,
    explain,
    guide,
    files,
    health,
    language,
    manage,
    metrics,
    phrasings,
    regressions,
    sign_in,
    site,
    synonyms,
    widget,
)

PLACES: Final[tuple[Blueprint, ...]] = (
    site.pages,
    guide.pages,
    language.pages,
    widget.pages,
    case.pages,
    chat_api.pages,
    sign_in.pages,
    console.pages,
    desk_api.pages,
    manage.pages,
    files.pages,
    phrasings.pages,
    synonyms.pages,
    explain.pages,
    regressions.pages,
    health.pages,
    metrics.pages,
)
