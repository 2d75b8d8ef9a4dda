"""Bringing a database's tables to where this code needs them: numbered SQL files, forward only."""

import re
import time
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from kb.store.engine import Database, Transaction, columns

MIGRATIONS = files("kb.store") / "migrations"

_FILE = re.compile(r"(?P<name>\d{4}_\w+)(?:\.(?P<engine>sqlite|postgresql))?\.sql")
_EXPAND_ONLY = "-- expand-only"
_LOCK = 0x66697273  # any number that nobody else locks
_TOKEN = re.compile(
    r"""'[^']*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | (?P<end>;)""",
    re.DOTALL | re.VERBOSE,
)


class SchemaTooNew(Exception):
    """The database has been migrated by a newer Firstline in a way that this one cannot live with."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A row of `migration`. `expand_only` is 1 where the code before it still runs on what it left."""

    name: str
    applied_at: int
    expand_only: int


@dataclass(frozen=True, slots=True)
class _Migration:
    name: str
    sql: str


def migrate(db: Database, *, folder: Traversable = MIGRATIONS) -> list[str]:
    """Apply what is pending, each in a transaction of its own; the names of those that this call applied.

    Several processes may call it at once. Raises SchemaTooNew.
    """
    db.write(partial(_make_table, db))
    waiting = set(pending(db, folder=folder))
    return [
        migration.name
        for migration in _known(db, folder)
        if migration.name in waiting and db.write(partial(_apply, db, migration=migration))
    ]


def pending(db: Database, *, folder: Traversable = MIGRATIONS) -> list[str]:
    """Names of the migrations that the database lacks, in order. Raises SchemaTooNew."""
    known = [migration.name for migration in _known(db, folder)]
    applied = {row.name: row for row in _applied(db)}
    strange = [row.name for row in applied.values() if row.name not in known and not row.expand_only]
    if strange:
        raise SchemaTooNew(
            f"This database was migrated by a newer Firstline ({', '.join(strange)}). Run that version or a later one."
        )
    return [name for name in known if name not in applied]


def statements(script: str) -> list[str]:
    """The statements of a script, cut at semicolons outside of quotes, comments and dollar quotes.

    A trigger's BEGIN ... END is not understood.
    """
    cuts = [-1, *(token.start() for token in _TOKEN.finditer(script) if token["end"]), len(script)]
    parts = [script[start + 1 : end] for start, end in pairwise(cuts)]
    return [part.strip() for part in parts if _TOKEN.sub(_without_comment, part).strip()]


def _without_comment(token: re.Match[str]) -> str:
    return "" if token[0].startswith(("--", "/*")) else token[0]


def _known(db: Database, folder: Traversable) -> list[_Migration]:
    known = []
    for file in folder.iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = _FILE.fullmatch(file.name)
        if match is None:
            raise ValueError(f"{file.name}: a migration is named 0001_what.sql or 0001_what.sqlite.sql.")
        if match["engine"] in (None, db.name):
            known.append(_Migration(match["name"], file.read_text("utf-8")))
    return sorted(known, key=lambda migration: migration.name)


def _applied(db: Database) -> list[Applied]:
    table = {
        "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'migration'",
        "postgresql": "SELECT 1 WHERE to_regclass('migration') IS NOT NULL",
    }
    if not db.value(table[db.name]):
        return []
    return db.all(Applied, f"SELECT {columns(Applied)} FROM migration ORDER BY name")


def _make_table(db: Database, tx: Transaction) -> None:
    _keep_others_out(db, tx)
    tx.run(
        """
        CREATE TABLE IF NOT EXISTS migration (
          name        TEXT PRIMARY KEY,
          applied_at  BIGINT NOT NULL,
          expand_only BIGINT NOT NULL CHECK (expand_only IN (0, 1))
        )
        """
    )


def _apply(db: Database, tx: Transaction, *, migration: _Migration) -> bool:
    _keep_others_out(db, tx)
    if tx.value("SELECT 1 FROM migration WHERE name = :name", name=migration.name):
        return False  # another process was faster
    for statement in statements(migration.sql):
        tx.run(statement)
    tx.run(
        "INSERT INTO migration (name, applied_at, expand_only) VALUES (:name, :applied_at, :expand_only)",
        name=migration.name,
        applied_at=time.time_ns() // 1_000_000,
        expand_only=int(migration.sql.startswith(_EXPAND_ONLY)),
    )
    return True


def _keep_others_out(db: Database, tx: Transaction) -> None:
    """Until the transaction ends nobody else migrates; on SQLite nobody else writes in any case."""
    if db.name == "postgresql":
        tx.run("SET LOCAL lock_timeout = '10min'")
        tx.value("SELECT pg_advisory_xact_lock(:lock)", lock=_LOCK)
