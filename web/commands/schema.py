"""`firstline migrate`."""

from argparse import Namespace

from kb.store.engine import open_database
from kb.store.migrating import migrate as apply_pending
from web.config import Settings


def migrate(settings: Settings, _arguments: Namespace) -> int:
    db = open_database(settings.database)
    try:
        applied = apply_pending(db)
    finally:
        db.close()
    print(f"Migrated: {', '.join(applied)}." if applied else "The database is up to date.")
    return 0
