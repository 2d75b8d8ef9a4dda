"""/health: whether this process lives, whether visitors may be sent to it, and how each part of the house does.

Anybody may ask, so a reason is one of a few fixed ones; what exactly is wrong stands in the log.
"""

import logging
import shutil
from collections.abc import Callable
from typing import Final, Literal

from flask import Blueprint, Response, jsonify

from kb.index import IndexUnavailable, follower
from kb.store import events, heartbeats, mails
from kb.store.engine import Busy, Unavailable
from kb.store.events import Behind
from kb.store.migrating import SchemaTooNew, pending
from web.clock import now
from web.house import house

pages = Blueprint("health", __name__)

_LOG: Final = logging.getLogger("firstline")

SILENT: Final = 30_000
"""Milliseconds after which a process that said nothing counts as gone."""

LOG_BEHIND: Final = 10_000
INDEX_BEHIND: Final = 60_000
"""Milliseconds that something may wait to be handed out to live streams, or to be found by search."""

LEAST_ROOM: Final = 256 * 1024 * 1024
"""Bytes that should be free on the disk of the data folder."""

Reason = Literal[
    "well", "unknown", "unavailable", "migrations pending", "newer than this version", "being built", "behind",
    "not running", "a job fails", "little room left", "not set", "mail server away",
]


@pages.get("/health/live")
def live() -> Response:
    """200: this process answers. Nothing else is looked at: what is wrong elsewhere is no reason to end it."""
    return jsonify({"state": "live"})


@pages.get("/health/ready")
def ready() -> tuple[Response, int]:
    """200 as long as visitors may be sent here. 503 without the store, with other tables, and while this stops."""
    for reason, lacks in (
        ("stopping", house().stopping.is_set()), ("store", _store() != "well"), ("schema", _schema() != "well"),
    ):
        if lacks:
            return jsonify({"state": "not ready", "reason": reason}), 503
    return jsonify({"state": "ready"}), 200


@pages.get("/health")
def health() -> tuple[Response, int]:
    """The whole picture: 200 as long as pages are served, 503 without the store or with other tables."""
    parts = {name: look() for name, look in _PARTS.items()}
    down = parts["store"] != "well" or parts["schema"] != "well"
    state = "down" if down else "well" if set(parts.values()) <= {"well", "not set"} else "degraded"
    return jsonify({"state": state, "parts": parts}), 503 if down else 200


def _store() -> Reason:
    try:
        events.latest(house().db)
    except (Unavailable, Busy) as error:
        _LOG.error("The database does not answer: %s", error)
        return "unavailable"
    return "well"


def _schema() -> Reason:
    try:
        return "migrations pending" if pending(house().db) else "well"
    except SchemaTooNew as error:
        _LOG.error("%s", error)
        return "newer than this version"
    except (Unavailable, Busy):
        return "unknown"


def _work() -> Reason:
    try:
        last = [row for row in heartbeats.all_of(house().db) if row.process.startswith("work")]
    except (Unavailable, Busy):
        return "unknown"
    # One that spoke much later than now did so before the clock was put back.
    lately = [row for row in last if abs(now() - row.at) <= SILENT]
    if not lately:
        return "not running"
    return "a job fails" if any(row.state == "unwell" for row in lately) else "well"


def _index() -> Reason:
    try:
        return "well" if house().index.cursor() is not None else "being built"
    except IndexUnavailable as error:
        _LOG.error("The search index cannot be read: %s", error)
        return "unavailable"


def _index_lag() -> Reason:
    try:
        return _behind(follower.behind(house().db, house().index), INDEX_BEHIND)
    except (IndexUnavailable, Unavailable, Busy):
        return "unknown"


def _log_lag() -> Reason:
    try:
        return _behind(house().live.behind(), LOG_BEHIND)
    except (Unavailable, Busy):
        return "unknown"


def _disk() -> Reason:
    free = shutil.disk_usage(house().settings.data).free
    return "well" if free >= LEAST_ROOM else "little room left"


def _mail() -> Reason:
    """Without a mail server nothing is amiss: none is promised."""
    if house().settings.mail is None:
        return "not set"
    try:
        return "mail server away" if mails.trouble(house().db) else "well"
    except (Unavailable, Busy):
        return "unknown"


def _behind(behind: Behind, most: int) -> Reason:
    return "well" if behind.oldest is None or now() - behind.oldest <= most else "behind"


_PARTS: Final[dict[str, Callable[[], Reason]]] = {
    "store": _store, "schema": _schema, "work": _work, "index": _index, "index_lag": _index_lag, "log_lag": _log_lag,
    "disk": _disk, "mail": _mail,
}
