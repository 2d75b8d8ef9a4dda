"""/health: whether this process lives, and whether each part of the house does its work."""

import logging
from typing import Final

from flask import Blueprint, Response, jsonify

from kb.index import IndexUnavailable
from kb.store import events, heartbeats
from kb.store.engine import Busy, Unavailable
from web.clock import now
from web.house import house

pages = Blueprint("health", __name__)

_LOG: Final = logging.getLogger("firstline")

SILENT: Final = 30_000
"""Milliseconds after which a process that said nothing counts as gone."""


@pages.get("/health")
def health() -> tuple[Response, int]:
    """200 as long as pages are served; `parts` says what does not work. 503 without the store."""
    store = _store()
    parts = {"store": store, "index": _index(), "work": _work() if store == "well" else "unknown"}
    state = "down" if store != "well" else "well" if set(parts.values()) == {"well"} else "degraded"
    return jsonify({"state": state, "parts": parts}), 503 if state == "down" else 200


def _store() -> str:
    try:
        events.latest(house().db)
    except (Unavailable, Busy) as error:
        # A driver's sentence names hosts and accounts, and anybody may ask here.
        _LOG.error("The store does not answer: %s", error)
        return "unavailable: the log says why"
    return "well"


def _index() -> str:
    try:
        return "well" if house().index.cursor() is not None else "empty: it is being built"
    except IndexUnavailable as error:
        return f"unavailable: {error}"


def _work() -> str:
    try:
        last = [row for row in heartbeats.all_of(house().db) if row.process.startswith("work")]
    except (Unavailable, Busy):
        return "unknown"
    if not last or max(row.at for row in last) < now() - SILENT:
        return "not running"
    unwell = [row.detail for row in last if row.state == "unwell" and row.at >= now() - SILENT]
    return f"unwell: {unwell[0]}" if unwell else "well"
