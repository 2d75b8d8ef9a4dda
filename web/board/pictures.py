"""Pictures that members put into questions and answers: nothing but pictures, so many an hour, seen with their post."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kb import filing, pictures, standing
from kb.admitting import Refused
from web import files, tries
from web.board import refusals, taking_part
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.words import _

pages = Blueprint("board_pictures", __name__)


@pages.post("/questions/pictures")
@taking_part.signed_in
def send() -> ResponseReturnValue:
    """Takes one picture, and says how a text shows it. Until a post shows it, only its author and staff see it."""
    by = taking_part.admitted()
    assert by is not None
    if by.standing.suspended_until is not None:
        raise Refusal(403, "suspended", refusals.refused(Refused("suspended", until=by.standing.suspended_until)))
    me = taking_part.me()
    counted = "board:picture", me.id, standing.most_pictures(by.standing, now=now())
    if house().settings.limits:
        tries.hold(counted, now=now(), window=taking_part.HOUR)
        tries.count(counted, now=now(), window=taking_part.HOUR)
    sent = files.sent_one(most=filing.MOST_PICTURE)
    content = sent.read()
    if content and not pictures.is_picture(content):
        raise Refusal(400, "kind", _("Only pictures can be put in here: PNG, JPEG, GIF or WebP."))
    return files.told(files.kept(content, name=sent.filename or "", audience="staff", author=me)), 201
