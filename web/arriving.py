"""A request as it arrives: when it began, how a person and the log name it, and what may be said of it."""

import random
import re
import time
from functools import cached_property
from typing import Any, Final

import flask
from flask import current_app, has_request_context

from kb import ids
from web.clock import now

HEADER: Final = "X-Request-ID"
_VARIABLE: Final = "HTTP_X_REQUEST_ID"

_SHOWN: Final = re.compile(r"[A-Za-z0-9._-]{6,64}")
_ID: Final = re.compile(rf"[{ids.ALPHABET}]{{{ids.TIME_LETTERS + ids.RANDOM_LETTERS}}}")


class Request(flask.Request):
    """`began` is in seconds of a clock that never jumps, `began_at` in milliseconds since 1970, UTC.

    Its query may hold any bytes; what is not UTF-8 in it is read as �, as it is in paths and forms.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.query_string = self.query_string.decode(errors="replace").encode()
        self.began, self.began_at = time.perf_counter(), now()
        self.said_in = ""
        """The id of the conversation, where the address does not tell."""

    @cached_property
    def reference(self) -> str:
        """A proxy of ours may name its requests, so that its log and ours fit together."""
        shown: str = self.environ.get(_VARIABLE, "")
        if shown and _SHOWN.fullmatch(shown) and current_app.extensions["firstline"].settings.trusts(self.remote_addr):
            return shown
        return f"{random.getrandbits(48):012x}"  # a name, not a secret

    @property
    def rule(self) -> str:
        """The rule that its address fits: an address itself may hold anything, and a token too."""
        return self.url_rule.rule if self.url_rule else "none"

    @property
    def conversation(self) -> str:
        """The id of the conversation that it is about, empty where there is none."""
        named = (self.view_args or {}).get("id", "")
        return named if self.blueprint in ("chat_api", "desk_api") and _ID.fullmatch(named) else self.said_in

    def about(self) -> dict[str, object]:
        """What the log says of it; nothing of what it says itself."""
        conversation = self.conversation
        where = {"conversation": conversation} if conversation else {}
        return {"request": self.reference, "method": self.method, "route": self.rule, **where}


def this() -> Request:
    """The current request itself: the proxy costs more than most of what is asked of it."""
    found: Request = flask.request._get_current_object()  # type: ignore[attr-defined]
    return found


def about() -> dict[str, object]:
    """The same of the current request, if there is one."""
    return this().about() if has_request_context() else {}
