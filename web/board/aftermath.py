"""What a moderator just did, said on the next page, with the way back."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue

from web.people import sign_in
from web.words import _, ngettext

_PLAIN: Final = ("claimed", "released", "changed", "saved", "accept", "decline", "taken", "nothing", "named", "unnamed",
                 "merged", "undone")


@dataclass(frozen=True, slots=True)
class Did:
    """`batch` undoes it, '' where that is not possible; `left` counts those that were left as they are."""

    sentence: str
    batch: str
    left: int


def did() -> Did | None:
    """Read from the address of the page."""
    deed = request.args.get("did", "")
    sentence = _sentence(deed, _number("count") or 1)
    if not sentence:
        return None
    return Did(sentence, "" if deed in _PLAIN else request.args.get("batch", "")[:32], _number("left"))


def back(then: str, deed: str, *, batch: str = "", count: int = 1, left: int = 0) -> ResponseReturnValue:
    """To the page that the form names, or to `then`."""
    there = (sign_in.asked_for() or then).partition("?")[0]
    facts = {"did": deed, "batch": batch, "count": count if count != 1 else "", "left": left or ""}
    return redirect(f"{there}?{urlencode({name: value for name, value in facts.items() if value})}", code=303)


def _number(name: str) -> int:
    written = request.args.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0


def _sentence(deed: str, count: int) -> str:
    many = {
        "hide": lambda: ngettext("%(num)s post is hidden. Only its author and moderators see it.",
                                 "%(num)s posts are hidden. Only their authors and moderators see them.", count),
        "show": lambda: ngettext("Everybody sees %(num)s post again.", "Everybody sees %(num)s posts again.", count),
        "remove": lambda: ngettext("%(num)s post is removed.", "%(num)s posts are removed.", count),
        "undone": lambda: ngettext("Taken back: %(num)s is as it was.", "Taken back: %(num)s are as they were.", count),
    }
    if deed in many:
        return many[deed]()
    return {
        "lock": _("Locked. Nobody but moderators can change it."), "unlock": _("Unlocked."),
        "close": _("Closed. Nobody can answer it any more."), "reopen": _("Open again."),
        "duplicate": _("Closed as a duplicate. Whoever finds it is led to the other question."),
        "retag": _("The tags are changed."), "suspend": _("Suspended. Nobody sees what they wrote until then."),
        "lift": _("The suspension is lifted."), "accept": _("The edit is in place."),
        "decline": _("The edit is declined."),
        "claimed": _("It is yours for 15 minutes."), "released": _("Others may take it now."),
        "taken": _("Somebody else was faster, or is at it."), "nothing": _("Nothing has changed."),
        "changed": _("It has changed since, so it was left as it is."), "saved": _("Saved."),
        "named": _("Added. Whoever writes it gets this tag."), "unnamed": _("Taken away."),
        "merged": _("Both tags are one now."),
    }.get(deed, "")
