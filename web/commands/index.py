"""`firstline reindex`."""

import time
from argparse import Namespace

from kb.index import IndexLocked, open_index
from kb.index.follower import Follower
from web.commands import Refused, opened, progress
from web.config import Settings

PATIENCE = 10.0
"""Seconds to wait for a process that is just writing to the index."""


def reindex(settings: Settings, _arguments: Namespace) -> int:
    index = open_index(settings.index, settings.data / "index")
    with opened(settings) as db:
        try:
            count = _rebuild(Follower(db, index))
        except IndexLocked as error:
            raise Refused("Another process is writing to the search index; try again in a moment.") from error
        finally:
            index.close()
    progress.clear()
    print(f"The search index holds {count} articles.")
    return 0


def _rebuild(follower: Follower) -> int:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return follower.rebuild(progress=lambda done: progress.show(f"{done} articles"))
        except IndexLocked:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
