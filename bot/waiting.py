"""Promises that hold no longer: a customer waits for a person, and everybody has left."""

from typing import Final

from bot import sentences
from kb import conversing, presence
from kb.saying import Said
from kb.store import inbox
from kb.store.engine import Database
from kb.store.inbox import Row

PATIENCE: Final = 120_000
"""Milliseconds without anybody: agents come back from a lost line, and a server from its restart, in less."""

_AT_ONCE: Final = 200


class Watch:
    """Looks again and again whether anybody is there for those who wait."""

    def __init__(self, db: Database, *, site: str) -> None:
        self._db = db
        self._site = site
        self._alone_since: int | None = None

    def look(self, *, now: int) -> int:
        """Tells those who wait that nobody is there, once that has been so for long enough; how many were told.

        They wait on as tickets: the answer will come later, and nobody is promised a place.
        """
        if presence.anybody_online(self._db, site=self._site, now=now):
            self._alone_since = None
            return 0
        if self._alone_since is None or now < self._alone_since:  # the clock may be put back
            self._alone_since = now
        if now - self._alone_since < PATIENCE:
            return 0
        return sum(
            conversing.wait_as_ticket(self._db, row.id, said=_nobody_here(row), now=now)
            for row in inbox.queue(self._db, site=self._site, limit=_AT_ONCE)
            if row.kind == "live"
        )


def _nobody_here(row: Row) -> Said:
    words = sentences.nobody_here(row.language, contact=row.contact)
    return Said("bot", "status", words, data={"status": "ticket"})
