"""`firstline learn`: the assistant learns the wordings of the articles anew."""

import os
from argparse import Namespace

from bot import router, teaching
from kb.index import open_index
from kb.store import sites
from web.clock import now
from web.commands import opened
from web.config import Settings, read
from web.serving import lifeline


def learn(settings: Settings, _arguments: Namespace) -> int:
    index = open_index(settings.index, settings.data / "index")
    with opened(settings) as db:
        count = teaching.teach(db, index, site=sites.MAIN, now=now())
    none = "Fewer than two articles have enough wordings to learn from, which is three each."
    print(f"Learned the wordings of {count} articles." if count else none)
    return 0


def go_on(settings: Settings) -> None:
    """Learns what has changed, as the work process has it done."""
    index = open_index(settings.index, settings.data / "index")
    with opened(settings) as db:
        last = router.sign(router.home(index), site=sites.MAIN)
        teaching.teach(db, index, site=sites.MAIN, now=now(), last=last)


if __name__ == "__main__":  # as a child of the work process, which holds its standard input
    lifeline.hold()
    os.nice(10)
    go_on(read())
