"""The community board: where customers help each other. Its places, in one readable list."""

from typing import Final

from flask import Blueprint

from web.board import (
    answering,
    ask,
    deeds,
    drafts,
    editing,
    flagging,
    found,
    home,
    members,
    moderate,
    notices,
    pictures,
    promotion,
    public_log,
    question,
    similar,
    steps,
    suspending,
    tag_care,
    tag_pages,
    work_queue,
)

PLACES: Final[tuple[Blueprint, ...]] = (
    home.pages,
    ask.pages,
    similar.pages,
    question.pages,
    answering.pages,
    deeds.pages,
    drafts.pages,
    editing.pages,
    members.pages,
    promotion.pages,
    found.pages,
    notices.pages,
    pictures.pages,
    flagging.pages,
    work_queue.pages,
    moderate.pages,
    suspending.pages,
    public_log.pages,
    steps.pages,
    tag_pages.pages,
    tag_care.pages,
)
