"""What people fill in about themselves: read from a form, and judged in one sentence each."""

import re
from typing import Final

from flask import request

from kb import text as pipeline
from web.people import passwords
from web.words import _

LONGEST_NAME: Final = 80
LONGEST_ADDRESS: Final = 254

# What every mail server takes; a name of a host in other letters is written in its ASCII form.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z0-9-]{2,63}")


def name() -> str:
    return " ".join(pipeline.printable(request.form.get("name", "")).split())[:1_000]


def email() -> str:
    """In lower case, as addresses are kept."""
    return request.form.get("email", "").strip()[:1_000].lower()


def password(field: str = "password") -> str:
    return request.form.get(field, "")[:1_000]


def name_problem(written: str) -> str:
    if not written:
        return _("Please tell us what to call you.")
    if len(written) > LONGEST_NAME:
        return _("At most %(count)s characters, please.", count=LONGEST_NAME)
    return ""


def email_problem(written: str) -> str:
    if len(written) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(written) or ".." in written:
        return _("This is not a mail address. It looks like name@example.com.")
    return ""


def password_problem(chosen: str, *, email: str) -> str:
    return {
        "": "",
        "short": _("At least %(count)s characters, please.", count=passwords.SHORTEST),
        "long": _("At most %(count)s characters, please.", count=passwords.LONGEST),
        "common": _("Many people use this one, so it is tried first. Please choose another."),
        "address": _("Your mail address is not a password. Please choose another."),
    }[passwords.problem(chosen, email=email)]
