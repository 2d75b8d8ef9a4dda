"""`firstline migrate`."""

from argparse import Namespace

from kb.store import sites
from kb.store.engine import Transaction, open_database
from kb.store.migrating import migrate as apply_pending
from web.commands import now
from web.config import Settings


def migrate(settings: Settings, _arguments: Namespace) -> int:
    def body(tx: Transaction) -> None:
        sites.add(tx, sites.MAIN, name="Firstline", now=now())

    db = open_database(settings.database)
    try:
        applied = apply_pending(db)
        db.write(body)
    finally:
        db.close()
    print(f"Migrated: {', '.join(applied)}." if applied else "The database is up to date.")
    return 0
