"""`firstline work`."""

from argparse import Namespace

from web import work as worker
from web.commands import opened
from web.config import Settings


def work(settings: Settings, _arguments: Namespace) -> int:
    with opened(settings):
        pass  # the tables are there
    worker.run(settings)
    return 0
