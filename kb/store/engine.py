"""The door to the database. Statements live in this folder, drivers each in a module of their own."""

from kb.store.contract import Busy, Conflict, Database, Reads, Transaction, Unavailable
from kb.store.rows import columns
from kb.store.sqlite import Sqlite
from kb.store.threads import NATIVE, NativeThreads, Signal, Threads

__all__ = [
    "Busy",
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
    if "://" in dsn:
        raise ValueError("A database is named by postgresql://... or by the path of a file.")
    return Sqlite(dsn, threads=threads)
