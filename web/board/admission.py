"""What programs stumble over that fill in every form, and people do not: a field that nobody sees, and a little time.

A page puts `trap()` into its form, and asks `stumbled()` when the form comes back; what the form said stays in it.
"""

import hmac
from typing import Final

from flask import request
from markupsafe import Markup

from kb.standing import Deed
from kb.store import people
from web import tries
from web.board import taking_part
from web.clock import now
from web.house import house, person, visitor
from web.words import _

LEAST: Final = 2_000
"""Milliseconds within which nobody has read a page and written something."""

LASTS: Final = 7 * 24 * 3_600_000
"""Milliseconds after which the form of a page is taken for one that a program kept."""

GUESTS: Final = 3
"""What one visitor without an account may send within an hour."""

_TRAP: Final = Markup(
    '<div class="hidden-visually" aria-hidden="true"><label>Website <input name="website" value="" tabindex="-1" '
    'autocomplete="off"></label></div><input type="hidden" name="begun" value="{begun}">'
)


def trap() -> Markup:
    """Stands inside of a form."""
    return _TRAP.format(begun=begun(now()))


def begun(at: int) -> str:
    """When a form was shown, signed."""
    return f"{at}.{_proof(str(at))}"


def stumbled() -> str:
    """Why this form is not taken, in a sentence; '' where a person may have filled it in. Staff and moderators always
    may."""
    found = person()
    if not house().settings.limits or (found and found.role in (*people.STAFF, *people.CURATORS)):
        return ""
    moment, _dot, proof = request.form.get("begun", "").partition(".")
    whole = moment.isascii() and moment.isdecimal() and len(moment) < 16
    if request.form.get("website") or not whole or not hmac.compare_digest(proof.encode(), _proof(moment).encode()):
        return _("This did not look like it came from a person. If you are one, please send it again.")
    since = now() - int(moment)
    if since < LEAST:
        return _("That was very fast. Please wait a moment, then send it again.")
    if since > LASTS:
        return _("This page was open for a long time. Nothing is lost: please send it again.")
    return ""


def hold(deed: Deed) -> None:
    """Refuses (429) who has done this too often within the hour, by their standing; guests by where they come from."""
    if person():
        taking_part.hold(deed)
    elif house().settings.limits:
        tries.hold(_guest(deed), now=now(), window=taking_part.HOUR)


def count(deed: Deed) -> None:
    """It was done once more."""
    if person():
        taking_part.count(deed)
    elif house().settings.limits:
        tries.count(_guest(deed), now=now(), window=taking_part.HOUR)


def _guest(deed: Deed) -> tries.Counted:
    return f"board:{deed}", visitor(), GUESTS


def _proof(moment: str) -> str:
    return hmac.digest(house().settings.secret.encode(), f"board form:{moment}".encode(), "sha256").hex()[:32]
