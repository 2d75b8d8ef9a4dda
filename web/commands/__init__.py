"""What the command line does, a module for each thing that it is done to; `web/cli.py` reads the arguments.

A command is `name(settings, arguments) -> exit code`. Each is imported only when it is called: the parent process of
`firstline serve` stays as small as it looks.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from kb.store.engine import Database, open_database
from kb.store.migrating import pending
from web.config import Settings


class Refused(Exception):
    """Why a command does not do what was asked, in one plain sentence."""


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, closed afterwards. Raises Refused where its tables are older than this code needs."""
    db = open_database(settings.database)
    try:
        if pending(db):
            raise Refused("The database is not ready for this Firstline: run `firstline migrate` first.")
        yield db
    finally:
        db.close()
