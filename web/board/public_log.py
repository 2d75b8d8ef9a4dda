"""What moderators did, for everybody: neither who did it, nor whom it concerned, nor what is not shown any more."""

from typing import Final

from flask import Blueprint, render_template, request

from kb.store import moderations, sites
from web.board import moderation_words, times
from web.clock import now
from web.house import house

SHOWN: Final = 50

pages = Blueprint("board_log", __name__)


@pages.get("/moderation")
def log() -> str:
    rows = moderations.public_page(
        house().db, site=sites.MAIN, before=request.args.get("before", "")[:32], now=now(), limit=SHOWN + 1
    )
    return render_template(
        "board/moderation.html", rows=rows[:SHOWN], deeds=moderation_words.deeds(),
        reasons=moderation_words.reasons(), things=moderation_words.things(), when=times.when,
        older=f"/moderation?before={rows[SHOWN - 1].id}" if len(rows) > SHOWN else "",
    )
