"""What somebody is told of the board: their list of notices, and the words for each, which their mail says as well."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb import following
from kb.store import notifications
from kb.store.notifications import Notice
from web.board import taking_part, times
from web.board.notice_words import Words, words
from web.clock import now
from web.house import house

PAGE: Final = 30

ICONS: Final[Mapping[str, str]] = {
    "question": "question-mark-circle", "answer": "chat-bubble-left-right", "comment": "chat-bubble-left",
    "mention": "at-symbol", "accepted": "check", "official": "check-badge", "edited": "pencil-square",
    "closed": "no-symbol", "duplicate": "document-duplicate", "hidden": "eye-slash", "shown": "eye",
    "flag_decided": "flag", "edit_decided": "pencil-square", "article": "document-text", "suspended": "pause-circle",
}

pages = Blueprint("board_notices", __name__)


@pages.get("/notifications")
@taking_part.signed_in
def notices() -> str:
    """The newest first; a thread that was opened since is read."""
    before = request.args.get("before", "")[:32]
    me, to = taking_part.me(), taking_part.reader()
    found = notifications.of_person(house().db, me.id, to=to, before=before, limit=PAGE + 1)
    rows = found[:PAGE]
    return render_template(
        "board/notifications.html", rows=listed(rows), icons=ICONS, when=times.when, upto=rows[0].id if rows else "",
        unread=notifications.unread(house().db, me.id, to=to, most=1), before=before,
        older=f"/notifications?before={rows[-1].id}" if len(found) > PAGE else "",
    )


@pages.post("/notifications/read")
@taking_part.signed_in
def read() -> ResponseReturnValue:
    """All up to the newest that stood on the page."""
    following.read_all(house().db, taking_part.me().id, upto=request.form.get("upto", "")[:32], now=now())
    return redirect("/notifications", code=303)


def listed(rows: Sequence[Notice]) -> list[tuple[Notice, Words]]:
    return [(row, words(row)) for row in rows]
