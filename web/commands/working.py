"""`firstline work`."""

from argparse import Namespace

from web.commands import opened
from web.config import Settings
from web.serving import work as worker


def work(settings: Settings, _arguments: Namespace) -> int:
    with opened(settings):
        pass  # the tables are there
    worker.run(settings)
    return 0
