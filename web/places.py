"""Every place that a person or a program can stand in, in one readable list."""

from typing import Final

from flask import Blueprint

from web import board, files, guide, language
from web.chat import api as chat_api
from web.chat import case, cases, widget
from web.desk import api as desk_api
from web.desk import console
from web.help_center import browsing, feeds, found, helping, searching, site, suggesting
from web.mail import room as mail_room
from web.mail import unsubscribing
from web.manage import (
    article_reviews,
    draft_views,
    explain,
    feedback,
    phrasings,
    regressions,
    related,
    reviews,
    revisions,
    shelf_room,
    synonyms,
    topics,
    translating,
    unsaved_text,
)
from web.manage import articles as manage
from web.people import directory as people
from web.people import joining, profile, sign_in
from web.serving import health, metrics

PLACES: Final[tuple[Blueprint, ...]] = (
    site.pages,
    searching.pages,
    suggesting.pages,
    browsing.pages,
    found.pages,
    feeds.pages,
    helping.pages,
    guide.pages,
    language.pages,
    widget.pages,
    case.pages,
    cases.pages,
    unsubscribing.pages,
    chat_api.pages,
    sign_in.pages,
    joining.pages,
    profile.pages,
    people.pages,
    console.pages,
    desk_api.pages,
    manage.pages,
    reviews.pages,
    article_reviews.pages,
    revisions.pages,
    shelf_room.pages,
    draft_views.pages,
    unsaved_text.pages,
    files.pages,
    phrasings.pages,
    synonyms.pages,
    explain.pages,
    regressions.pages,
    topics.pages,
    translating.pages,
    related.pages,
    feedback.pages,
    mail_room.pages,
    health.pages,
    metrics.pages,
    *board.PLACES,
)
