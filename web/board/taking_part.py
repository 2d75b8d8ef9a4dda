"""Who reads or writes on the board, and how often they may."""

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar
from urllib.parse import quote

from flask import redirect, request

from kb import admitting, standing
from kb.admitting import Admitted
from kb.standing import Deed, Press
from kb.store import posts
from kb.store.people import Person
from kb.store.posts import Reader
from web import tries
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.words import _

HOUR: Final = 3_600_000
MOST_BYTES: Final = 512 * 1024
"""Of a form with a long text, as it is sent."""

P = ParamSpec("P")
R = TypeVar("R")


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """A view for whoever is signed in; all others are led there, and come back after it."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if person() is None:
            if request.method == "GET":
                return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}", code=303)  # type: ignore[return-value]
            raise Refusal(401, "sign_in", _("Please sign in first."))
        return view(*args, **kwargs)

    return guarded


def me() -> Person:
    """Who is signed in, behind `signed_in`."""
    found = person()
    assert found is not None
    return found


def reader() -> Reader:
    return posts.reader(person(), now=now())


def admitted() -> Admitted | None:
    """What is open to whoever reads; None for strangers."""
    found = person()
    return admitting.somebody(house().db, found.id, now=now()) if found else None


def reviews(found: Person) -> bool:
    """Whether this person decides about first posts and edits."""
    by = admitting.somebody(house().db, found.id, now=now())
    return by.known.suspended_until is None and not standing.missing("review", by.standing, by.rules)


def hold(deed: Deed | Press) -> None:
    """Refuses (429) who has done this too often within the hour."""
    if house().settings.limits:
        tries.hold(_counted(deed), now=now(), window=HOUR)


def count(deed: Deed | Press) -> None:
    """It was done once more."""
    if house().settings.limits:
        tries.count(_counted(deed), now=now(), window=HOUR)


def long_text() -> None:
    """The request that is being read may be as large as a long text is."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES


def _counted(deed: Deed | Press) -> tries.Counted:
    by = admitting.somebody(house().db, me().id, now=now())
    return f"board:{deed}", me().id, standing.per_hour(deed, by.standing, now=now())
