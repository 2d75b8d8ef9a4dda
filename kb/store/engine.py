"""The door to the database. Statements live in this folder, drivers each in a module of their own."""

from kb.store.commits import Commit
from kb.store.contract import Busy, Conflict, Database, Reads, Transaction, Unavailable
from kb.store.rows import columns
from kb.store.sqlite import Sqlite
from kb.store.threads import NATIVE, NativeThreads, Signal, Threads

__all__ = [
    "Busy",
    "Commit",
    "Conflict",
    "Database",
    "NativeThreads",
    "Reads",
    "Signal",
    "Threads",
    "Transaction",
    "Unavailable",
    "columns",
    "open_database",
]


def open_database(dsn: str, *, threads: Threads = NATIVE) -> Database:
    """Open the database that `dsn` names: "postgresql://..." or the path of an SQLite file, made where missing.

    Raises Unavailable where it cannot be reached. Tables are made by `kb.store.migrating`.
    """
    if dsn.startswith(("postgresql://", "postgres://")):
        return _open_postgresql(dsn)
    if "://" in dsn:
        raise ValueError("A database is named by postgresql://... or by the path of a file.")
    return Sqlite(dsn, threads=threads)


def _open_postgresql(dsn: str) -> Database:
    try:
        # Here and not at the top: the driver is an extra, which an installation on SQLite does without.
        from kb.store.postgresql import Postgresql
    except ImportError as error:
        raise Unavailable("PostgreSQL needs its driver: install Firstline with the extra [postgresql].") from error
    return Postgresql(dsn)
