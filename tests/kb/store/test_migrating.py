"""Migrations: each once, each whole or not at all, whoever runs them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kb.store import migrating
from kb.store.engine import Database, open_database
from kb.store.migrating import SchemaTooNew, migrate, pending, statements
from tests.kb.store.things import Callers

Write = Callable[[str, str], None]


@pytest.fixture
def empty(empty_dsn: str) -> Iterator[Database]:
    db = open_database(empty_dsn)
    yield db
    db.close()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a migration into a folder of our own."""
    (tmp_path / "migrations").mkdir()
    return lambda name, sql: (tmp_path / "migrations" / name).write_text(sql, "utf-8") and None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "migrations"


def applied(db: Database) -> list[str]:
    return [row.name for row in db.all(migrating.Applied, "SELECT name, applied_at, expand_only FROM migration")]


# Ours


def test_an_empty_database_gets_all_tables_once(empty: Database) -> None:
    waiting = pending(empty)
    assert waiting[:2] == ["0001_start", "0002_event"]
    assert migrate(empty) == waiting
    assert pending(empty) == []
    assert migrate(empty) == []
    assert empty.value("SELECT count(*) FROM conversation") == 0


def test_several_processes_may_migrate_at_once(empty: Database, empty_dsn: str) -> None:
    databases = [open_database(empty_dsn) for _ in range(4)]
    waiting = pending(empty)
    callers = Callers()
    for db in databases:
        callers.call(partial(migrate, db))
    assert sorted(name for names in callers.results() for name in names) == waiting
    for db in databases:
        db.close()


def test_our_migrations_are_numbered_without_a_gap(empty: Database) -> None:
    assert [int(name[:4]) for name in pending(empty)] == list(range(1, len(pending(empty)) + 1))


def test_both_engines_have_the_same_migrations(empty_sqlite_dsn: str, empty_postgresql_dsn: str) -> None:
    databases = [open_database(dsn) for dsn in (empty_sqlite_dsn, empty_postgresql_dsn)]
    first, second = (pending(db) for db in databases)
    assert first == second
    for db in databases:
        db.close()


# Any


def test_each_engine_runs_the_common_files_and_its_own(empty: Database, folder: Path, write: Write) -> None:
    write("0002_engine.sqlite.sql", "CREATE TABLE only_sqlite (id TEXT)")
    write("0002_engine.postgresql.sql", "CREATE TABLE only_postgresql (id TEXT)")
    write("0001_common.sql", "CREATE TABLE common (id TEXT); -- that's it;\n")
    write("README", "not a migration")
    assert migrate(empty, folder=folder) == ["0001_common", "0002_engine"]
    assert empty.value(f"SELECT count(*) FROM only_{empty.name}") == 0


def test_a_later_file_is_applied_later(empty: Database, folder: Path, write: Write) -> None:
    write("0001_first.sql", "CREATE TABLE a (id TEXT)")
    migrate(empty, folder=folder)
    write("0002_second.sql", "ALTER TABLE a ADD COLUMN colour TEXT")
    assert pending(empty, folder=folder) == ["0002_second"]
    assert migrate(empty, folder=folder) == ["0002_second"]


def test_a_migration_that_fails_leaves_nothing_of_itself(empty: Database, folder: Path, write: Write) -> None:
    write("0001_good.sql", "CREATE TABLE good (id TEXT)")
    write("0002_bad.sql", "CREATE TABLE half (id TEXT); CREATE TABLE half (id TEXT)")
    with pytest.raises(Exception, match="half"):
        migrate(empty, folder=folder)
    assert applied(empty) == ["0001_good"]
    write("0002_bad.sql", "CREATE TABLE half (id TEXT)")
    assert migrate(empty, folder=folder) == ["0002_bad"]


def test_a_file_with_a_name_that_would_be_overlooked_is_refused(empty: Database, folder: Path, write: Write) -> None:
    write("3_things.sql", "CREATE TABLE thing (id TEXT)")
    with pytest.raises(ValueError, match="3_things"):
        migrate(empty, folder=folder)


def test_a_database_of_a_newer_firstline_is_refused(empty: Database, folder: Path, write: Write) -> None:
    write("0001_old.sql", "CREATE TABLE a (id TEXT)")
    write("0002_new.sql", "DROP TABLE a")
    migrate(empty, folder=folder)
    (folder / "0002_new.sql").unlink()
    with pytest.raises(SchemaTooNew, match="0002_new"):
        pending(empty, folder=folder)
    with pytest.raises(SchemaTooNew, match="0002_new"):
        migrate(empty, folder=folder)


def test_a_newer_database_that_was_only_expanded_is_accepted(empty: Database, folder: Path, write: Write) -> None:
    write("0001_old.sql", "CREATE TABLE a (id TEXT)")
    write("0002_new.sql", "-- expand-only: the old code does not look at it.\nALTER TABLE a ADD COLUMN colour TEXT")
    migrate(empty, folder=folder)
    (folder / "0002_new.sql").unlink()
    assert pending(empty, folder=folder) == []
    assert migrate(empty, folder=folder) == []


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        ("", []),
        ("  ;;\n-- nothing; here\n/* nor; here */;", []),
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a;b', 'it''s; fine';", ["SELECT 'a;b', 'it''s; fine'"]),
        ('SELECT 1 AS "a;b"; SELECT 2', ['SELECT 1 AS "a;b"', "SELECT 2"]),
        ("SELECT 1 -- it's; one\n; SELECT 2", ["SELECT 1 -- it's; one", "SELECT 2"]),
        ("SELECT /* a; 'b */ 1; SELECT 2", ["SELECT /* a; 'b */ 1", "SELECT 2"]),
        ("DO $$ BEGIN a; b; END $$; SELECT 2", ["DO $$ BEGIN a; b; END $$", "SELECT 2"]),
        ("DO $x$ a; $$ ; $x$; SELECT '$x$;'", ["DO $x$ a; $$ ; $x$", "SELECT '$x$;'"]),
    ],
)
def test_a_script_is_cut_at_semicolons_that_end_statements(script: str, parts: list[str]) -> None:
    assert statements(script) == parts
