"""The community board: where customers help each other. Its places, in one readable list."""

from typing import Final

from flask import Blueprint

from web.board import answering, deeds, drafts, home, promotion, question

PLACES: Final[tuple[Blueprint, ...]] = (
    home.pages,
    question.pages,
    answering.pages,
    deeds.pages,
    drafts.pages,
    promotion.pages,
)
