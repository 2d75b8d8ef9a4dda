"""What every page of this process shares, and who is asking."""

import ipaddress
import threading
from contextlib import suppress
from dataclasses import dataclass

from flask import current_app, g, request
from gevent import monkey

from kb import ids, repair, search
from kb.index import Index, open_index
from kb.store import sessions
from kb.store.engine import Busy, Database, Unavailable, open_database
from kb.store.people import Person
from kb.store.threads import NATIVE
from web.buckets import Buckets
from web.chat.live import Live
from web.clock import now
from web.config import Settings
from web.serving.greenlets import Greenlets
from web.serving.instruments import Instruments

COOKIE = "firstline_session"


@dataclass(frozen=True, slots=True)
class House:
    """The process's settings, store, index, live streams, limits and counters; `stopping` is set once it ends."""

    settings: Settings
    db: Database
    index: Index
    live: Live
    buckets: Buckets
    instruments: Instruments
    stopping: threading.Event

    def sample(self) -> None:
        """Counts what changes all the time and is looked at now and then; every second, and when somebody reads."""
        self.instruments.count(self.db)
        self.instruments.streams(self.live.readers(), cut=self.live.cut)
        with suppress(Unavailable, Busy):
            self.instruments.behind(self.live.behind(), now=now())


def opened(settings: Settings) -> House:
    """A house of one's own; whoever is done with it closes `live` and `db`."""
    threads = Greenlets() if monkey.is_module_patched("threading") else NATIVE
    db = open_database(settings.database, threads=threads)
    index = open_index(settings.index, settings.data / "index")
    search.prepare()
    repair.keep(index, threads=threads)
    return House(
        settings=settings,
        db=db,
        index=index,
        live=Live(db, threads=threads, settings=settings),
        buckets=Buckets(),
        instruments=Instruments("web", folder=settings.metrics),
        stopping=threading.Event(),
    )


def house() -> House:
    found: House = current_app.extensions["firstline"]
    return found


def sends_mail() -> bool:
    """Whether an answer by mail may be promised."""
    return house().settings.mail is not None


def person() -> Person | None:
    """Who is signed in, read once for each request; a request without the cookie costs nothing."""
    if "person" not in g:
        token = request.cookies.get(COOKIE, "")
        g.person = sessions.person_of(house().db, ids.digest(token), now=now()) if token else None
    found: Person | None = g.person
    return found


def visitor() -> str:
    """The address that a request comes from, as limits count it: IPv6 by its network of 64 bits."""
    peer = _bare(request.remote_addr or "")
    if house().settings.trusts(peer):
        forwarded = [_bare(part.strip()) for part in request.headers.get("X-Forwarded-For", "").split(",")]
        # The nearest address that is not one of our proxies: whatever stands left of it, the visitor wrote.
        peer = next((part for part in reversed(forwarded) if part and not house().settings.trusts(part)), peer)
    return peer if ":" not in peer else str(ipaddress.ip_network(f"{peer}/64", strict=False))


def _bare(written: str) -> str:
    """An address without brackets, port and zone, and in one spelling; as it was written where it is none."""
    host = written[1:].partition("]")[0] if written.startswith("[") else written
    host = host.partition(":")[0] if host.count(":") == 1 else host.partition("%")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return written.replace(":", "")
    # A socket that hears both kinds names the older one ::ffff:192.0.2.1.
    return str((found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None) or found)
