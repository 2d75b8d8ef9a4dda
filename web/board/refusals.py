"""What is not done on the board, in one plain sentence for whoever wanted it."""

import math
from typing import Final

from flask import Response, make_response

from kb.admitting import Moved, Refused
from kb.fitting import MOST_BODY, MOST_COMMENT, MOST_DESCRIPTION, MOST_TAG, MOST_TAGS, MOST_TITLE, Unfit
from web import language
from web.errors import Refusal
from web.words import _, ngettext

CAUGHT: Final = (Unfit, Refused, Moved)

_MOST: Final = {"title": MOST_TITLE, "body": MOST_BODY, "description": MOST_DESCRIPTION}


def status(error: Exception) -> int:
    """Of the answer that says it."""
    if isinstance(error, Unfit):
        return 400
    if isinstance(error, Moved):
        return 409
    return 404 if isinstance(error, Refused) and error.reason == "gone" else 403


def told(page: str | Response, refusal: Refusal) -> Response:
    """The page that says it, with all that was typed, and when to come back."""
    answer = make_response(page, refusal.status)
    if refusal.retry_after:
        answer.headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    return answer


def sentence(error: Exception) -> str:
    match error:
        case Unfit():
            return unfit(error)
        case Refused():
            return refused(error)
        case _:
            return _("Somebody changed this in the meantime. Here it is as it is now; please look and try again.")


def unfit(error: Unfit) -> str:
    """What is wrong with a text that somebody sent."""
    match error.field, error.problem:
        case "title", "missing":
            return _("Please write your question in one line.")
        case "title", "too_short":
            return _("Please say a little more, so that others see what it is about.")
        case "body" | "text", "missing":
            return _("Please write something first.")
        case "body", "same":
            return _("Nothing has changed yet. Change the text, then save it.")
        case ("title" | "body" | "description") as field, "too_long":
            return _("At most %(count)s characters, please.", count=_MOST[field])
        case "text", "too_many":
            return _("There are a lot of comments here already. Please write an answer, or ask a question of your own.")
        case "text", "too_long":
            return _("A comment has at most %(count)s characters. An answer has room for more.", count=MOST_COMMENT)
        case "tags", "too_many":
            return _("At most %(count)s tags, please.", count=MOST_TAGS)
        case "tags", "too_long":
            return _("A tag has at most %(count)s characters.", count=MOST_TAG)
        case "tags", _:
            return _("There is no such tag yet, and you cannot make new ones so far. Please choose another.")
        case _:
            return _("This does not fit. Please change it and try again.")


def refused(error: Refused) -> str:
    """Why somebody may not do this, or not here."""
    match error.reason:
        case "gone":
            return _("This is not there any more.")
        case "unknown":
            return _("Please sign in first.")
        case "suspended":
            return _("You cannot take part until %(day)s. You can still read everything.",
                     day=language.day(error.until or 0))
        case "reputation":
            return ngettext(
                "You need %(num)s more point of reputation for this. You get points when others find your posts "
                "useful.",
                "You need %(num)s more points of reputation for this. You get points when others find your posts "
                "useful.", error.needed,
            )
        case "role":
            return _("You may not do this.")
        case "own":
            return _("This is your own, so others decide.")
        case "not_own":
            return _("Only whoever wrote it can do this.")
        case "locked":
            return _("A moderator has locked this, so nothing can be changed here.")
        case "closed":
            return _("This is closed, so nothing can be added here.")
        case "answered":
            return _("Others have answered, so your question stays. You can still edit it.")
        case "waiting":
            return _("Something of the kind is waiting already. Please come back when it is decided.")
        case "circle":
            return _("A question cannot be a duplicate of itself.")
