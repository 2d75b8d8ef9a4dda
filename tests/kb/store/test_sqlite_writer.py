"""The one writer of SQLite: bodies that wait share a commit, and nothing else."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from kb.store import sqlite, writer
from kb.store.engine import Busy, Conflict, Database, Transaction, Unavailable, open_database
from tests.kb.store.things import COUNT, Callers, add, until


@contextmanager
def busy_writer(db: Database) -> Iterator[None]:
    """Keep the writer in a body while others queue up; they run together when this ends."""
    entered, leave = threading.Event(), threading.Event()

    def body(tx: Transaction) -> None:
        entered.set()
        leave.wait(10)

    callers = Callers()
    callers.call(lambda: db.write(body))
    assert entered.wait(5)
    yield
    leave.set()
    callers.results()


def queue_up(callers: Callers, db: Database, *bodies: Callable[[Transaction], object]) -> None:
    """Let bodies wait in this order."""
    for body in bodies:
        callers.call(partial(db.write, body))
        time.sleep(0.002)


def then(*bodies: Callable[[Transaction], object]) -> Callable[[Transaction], None]:
    """A body that is these bodies, one after the other."""

    def body(tx: Transaction) -> None:
        for each in bodies:
            each(tx)

    return body


def committed_before(db: Database, id: str) -> Callable[[Transaction], int]:
    """A body that adds a thing and says how many were committed when it ran."""

    def body(tx: Transaction) -> int:
        add(id)(tx)
        count: int = db.value(COUNT)
        return count

    return body


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, bodies that wait together stay together."""
    monkeypatch.setattr(writer, "BATCH_SECONDS", 10)


@pytest.mark.usefixtures("patient")
def test_bodies_that_wait_share_one_commit(sqlite_things: Database) -> None:
    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(callers, sqlite_things, *(committed_before(sqlite_things, str(number)) for number in range(50)))
    assert callers.results() == [0] * 50
    assert sqlite_things.write(committed_before(sqlite_things, "last")) == 50


def test_nobody_is_answered_before_the_commit(sqlite_things: Database, sqlite_dsn: str) -> None:
    elsewhere = open_database(sqlite_dsn)

    def add_and_look(id: str) -> bool:
        sqlite_things.write(add(id))
        return elsewhere.value("SELECT id FROM thing WHERE id = :id", id=id) == id

    callers = Callers()
    for number in range(100):
        callers.call(partial(add_and_look, str(number)))
    assert callers.results() == [True] * 100
    elsewhere.close()


def test_bodies_run_in_the_order_in_which_they_came(sqlite_things: Database) -> None:
    ran: list[int] = []
    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(callers, sqlite_things, *(lambda tx, number=number: ran.append(number) for number in range(30)))
    callers.results()
    assert ran == list(range(30))


def test_a_body_that_fails_takes_only_its_own_rows_along(sqlite_things: Database) -> None:
    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(
            callers,
            sqlite_things,
            add("a"),
            then(add("b"), add("a")),
            add("c"),
            then(add("d"), lambda tx: 1 / 0),
            add("e"),
        )
    one, known, two, mistake, three = callers.results()
    assert [one, two, three] == [1, 1, 1]
    assert isinstance(known, Conflict)
    assert isinstance(mistake, ZeroDivisionError)
    assert sqlite_things.value("SELECT group_concat(id) FROM (SELECT id FROM thing ORDER BY id)") == "a,c,e"


def test_long_work_is_committed_piece_by_piece(sqlite_things: Database) -> None:
    def slow(id: str) -> Callable[[Transaction], int]:
        return then(add(id), lambda tx: time.sleep(0.02))

    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(callers, sqlite_things, *(slow(str(number)) for number in range(12)))
    seen = set()
    assert until(lambda: seen.add(sqlite_things.value(COUNT)) or 12 in seen)
    callers.results()
    assert len(seen - {0, 12}) >= 2


@pytest.mark.usefixtures("patient")
def test_when_the_commit_fails_everybody_hears_of_it(sqlite_things: Database, sqlite_dsn: str) -> None:
    orphan = then(lambda tx: tx.run("PRAGMA defer_foreign_keys = ON"), add("b", part="nobody"))
    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(callers, sqlite_things, add("a"), orphan, add("c"))
    first, second, third = callers.results()
    assert [type(first), type(second), type(third)] == [Conflict] * 3
    assert first is not third  # each caller raises its own
    assert sqlite_things.value(COUNT) == 0
    elsewhere = open_database(sqlite_dsn)
    assert elsewhere.write(add("a")) == 1  # nobody holds a lock
    assert sqlite_things.write(add("c")) == 1
    elsewhere.close()


@pytest.mark.usefixtures("patient")
def test_when_sqlite_gives_up_the_transaction_everybody_hears_of_it(sqlite_things: Database) -> None:
    def all_or_nothing(tx: Transaction) -> None:
        tx.run("INSERT OR ROLLBACK INTO thing (id, colour, amount) VALUES ('a', 'red', 1)")

    sqlite_things.write(add("a"))
    callers = Callers()
    with busy_writer(sqlite_things):
        queue_up(callers, sqlite_things, add("b"), all_or_nothing, add("c"))
    before, itself, _ = callers.results()
    assert isinstance(before, Unavailable)
    assert isinstance(itself, Unavailable)
    assert sqlite_things.value("SELECT id FROM thing WHERE id = 'b'") is None
    assert sqlite_things.write(add("b")) == 1


def test_a_full_disk_is_unavailable_until_there_is_room(sqlite_things: Database) -> None:
    def limit(pages: int) -> None:
        sqlite_things.write(lambda tx: tx.value(f"PRAGMA max_page_count = {pages}"))

    limit(sqlite_things.value("PRAGMA page_count"))
    with pytest.raises(Unavailable):
        sqlite_things.write(add("x" * 100_000))
    limit(1_000_000)
    assert sqlite_things.write(add("x" * 100_000)) == 1


def test_whoever_waits_for_a_lock_in_vain_waits_once(sqlite_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LOCK_SECONDS", 0.3)
    db = open_database(sqlite_dsn)
    with closing(sqlite3.connect(sqlite_dsn, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        callers = Callers()
        started = time.monotonic()
        queue_up(callers, db, *(lambda tx: None for _ in range(20)))
        assert {type(result) for result in callers.results()} == {Busy}
        assert time.monotonic() - started < 2
        other.execute("ROLLBACK")
    assert db.write(lambda tx: "again") == "again"
    db.close()


def test_a_writer_without_a_pause_lets_others_write(sqlite_things: Database, sqlite_dsn: str) -> None:
    """As the web process under load, on a slow disk, beside the work process."""
    ended = threading.Event()

    def write_on() -> None:
        while not ended.is_set():
            sqlite_things.write(lambda tx: time.sleep(0.008))

    callers = Callers()
    for _ in range(4):
        callers.call(write_on)
    other = open_database(sqlite_dsn)
    try:
        assert [other.write(lambda tx, number=number: number) for number in range(10)] == list(range(10))
    finally:
        ended.set()
        callers.results()
        other.close()


def test_a_body_that_calls_write_is_told_so(sqlite_things: Database) -> None:
    with pytest.raises(RuntimeError, match="has its transaction already"):
        sqlite_things.write(lambda tx: sqlite_things.write(add("a")))


def test_readers_neither_write_nor_wait_for_the_writer(sqlite_things: Database) -> None:
    with busy_writer(sqlite_things):
        assert sqlite_things.value(COUNT) == 0
    with pytest.raises(Unavailable, match="readonly"):
        sqlite_things.value("DELETE FROM thing RETURNING id")


def test_reading_leaves_no_connection_behind(sqlite_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    connect = sqlite3.connect

    def counted(*args: object, **kwargs: object) -> object:
        opened.append(args)
        return connect(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(sqlite3, "connect", counted)
    db = open_database(sqlite_dsn)
    for _ in range(100):
        db.value("SELECT 1")
    assert len(opened) == 2  # one writes, one reads
    db.close()


def test_the_file_is_durable_and_in_wal(sqlite_things: Database) -> None:
    settings = ("journal_mode", "synchronous", "foreign_keys")
    written = [sqlite_things.write(lambda tx, name=name: tx.value(f"PRAGMA {name}")) for name in settings]
    assert written == ["wal", 2, 1]


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    db = open_database((tmp_path / "new.db").as_posix())
    db.write(lambda tx: tx.run("CREATE TABLE a (id TEXT)"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}
    db.close()


def test_a_new_file_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    path = (tmp_path / "new.db").as_posix()
    callers = Callers()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        callers.call(lambda: open_database(path))
        time.sleep(0.2)
        other.execute("COMMIT")
    (db,) = callers.results()
    assert db.value("PRAGMA journal_mode") == "wal"
    db.close()
