"""What every page of this process shares, and who is asking."""

from dataclasses import dataclass

from flask import current_app, g, request

from kb import ids
from kb.index import Index
from kb.store import sessions
from kb.store.engine import Database
from kb.store.people import Person
from web.buckets import Buckets
from web.clock import now
from web.config import Settings
from web.live import Live

COOKIE = "firstline_session"


@dataclass(frozen=True, slots=True)
class House:
    """The process's settings, store, index, live streams and limits."""

    settings: Settings
    db: Database
    index: Index
    live: Live
    buckets: Buckets


def house() -> House:
    found: House = current_app.extensions["firstline"]
    return found


def person() -> Person | None:
    """Who is signed in, read once for each request; a request without the cookie costs nothing."""
    if "person" not in g:
        token = request.cookies.get(COOKIE, "")
        g.person = sessions.person_of(house().db, ids.digest(token), now=now()) if token else None
    found: Person | None = g.person
    return found


def visitor() -> str:
    """The address that a request comes from, as limits count it: IPv6 by its network of 64 bits."""
    peer = request.remote_addr or ""
    if house().settings.trusts(peer):
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        # The nearest address that is not one of our proxies: whatever stands left of it, the visitor wrote.
        peer = next((part for part in reversed(forwarded) if not house().settings.trusts(part)), peer)
    return ":".join(peer.split(":")[:4]) if ":" in peer else peer
