"""SQLite: readers from a pool, and one native thread that writes for everybody."""

import sqlite3
import time
from _queue import Empty, SimpleQueue  # gevent patches `queue`; what the writer waits on must stay native
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

from kb.store import rows
from kb.store.commits import Commit
from kb.store.contract import Busy, Conflict, Transaction, Unavailable
from kb.store.threads import Threads, call
from kb.store.writer import Job, Lost, Writer

LOCK_SECONDS = 5.0
POLL_SECONDS = 0.05
TURN_SECONDS = 0.0005
"""How often a writer looks whether another process has let go of the file. Under load that one does so for a moment
between two commits only, and SQLite's own patience, which looks every tenth of a second, hardly ever finds it."""

Row = TypeVar("Row")
Result = TypeVar("Result")

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNAVAILABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


class Sqlite:
    """An SQLite file, made where missing. What it promises stands in `kb.store.contract.Database`."""

    name: Literal["sqlite"] = "sqlite"

    def __init__(self, path: str, *, threads: Threads) -> None:
        self._path = str(Path(path).absolute())
        try:
            Path(self._path).touch(mode=0o600)  # people's words are in it: a new file is for its owner alone
        except OSError as error:
            raise Unavailable(f"The database {path} cannot be made: {error.strerror}.") from error
        self._threads = threads
        self._writer = Writer(_Target(_connect_writer(self._path)), ended=threads.signal())
        self._idle: list[sqlite3.Connection] = []
        self._stops: list[Callable[[], None]] = []
        threads.start(self._writer.run, "sqlite-writer")

    def one(self, row: type[Row], sql: str, /, **params: object) -> Row | None:
        return rows.one(row, sql, self._fetch(sql, params))

    def all(self, row: type[Row], sql: str, /, **params: object) -> list[Row]:
        return rows.every(row, sql, self._fetch(sql, params))

    def value(self, sql: str, /, **params: object) -> Any:
        return rows.value(self._fetch(sql, params))

    def write(self, body: Callable[[Transaction], Result], /) -> Result:
        job = Job(body, done=self._threads.signal())
        self._writer.take(job)
        job.done.wait()
        if job.error is not None:
            raise job.error
        result: Result = job.result
        return result

    def watch(self, wake: Callable[[], None], /) -> Callable[[], None]:
        connection = _connect_reader(self._path)
        stopping: SimpleQueue[None] = SimpleQueue()
        self._writer.wakes.append(wake)
        seen = _version(connection)  # now and not on the thread, which may start late
        self._threads.start(lambda: _poll(connection, wake, stopping, seen), "sqlite-watch")

        def stop() -> None:
            if stop in self._stops:
                self._stops.remove(stop)
                self._writer.wakes.remove(wake)
                stopping.put(None)

        self._stops.append(stop)
        return stop

    def commits(self) -> list[Commit]:
        return self._writer.commits.take()

    def close(self) -> None:
        for stop in tuple(self._stops):
            stop()
        self._writer.end()
        while self._idle:
            self._idle.pop().close()

    def _fetch(self, sql: str, params: Mapping[str, object]) -> rows.Fetched:
        if self._writer.ending:
            raise Unavailable("The database is closed.")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _connect_reader(self._path)
        try:
            return _fetch(connection, sql, params)
        except sqlite3.Error as error:
            raise _in_our_words(error) from error
        finally:
            self._idle.append(connection)


class _Transaction:
    """What one body writes with, until a statement fails or the body returns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.refusal: Exception | None = None

    def one(self, row: type[Row], sql: str, /, **params: object) -> Row | None:
        return rows.one(row, sql, self._do(_fetch, sql, params))

    def all(self, row: type[Row], sql: str, /, **params: object) -> list[Row]:
        return rows.every(row, sql, self._do(_fetch, sql, params))

    def value(self, sql: str, /, **params: object) -> Any:
        return rows.value(self._do(_fetch, sql, params))

    def run(self, sql: str, /, **params: object) -> int:
        return self._do(sqlite3.Connection.execute, sql, params).rowcount

    def run_many(self, sql: str, rows: Iterable[Mapping[str, object]], /) -> None:
        self._do(sqlite3.Connection.executemany, sql, rows)

    def _do(self, deed: Callable[[sqlite3.Connection, str, Any], Result], sql: str, params: object) -> Result:
        if self.refusal is not None:
            raise self.refusal
        try:
            return deed(self._connection, sql, params)
        except sqlite3.Error as error:
            self.refusal = _in_our_words(error)
            raise self.refusal from error


class _Target:
    """The writing connection, as the writer uses it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self) -> None:
        self.roll_back()  # where an earlier attempt at that failed
        give_up_at = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                return self._execute("BEGIN IMMEDIATE")
            except Busy:
                if time.monotonic() > give_up_at:
                    raise
            _rest(TURN_SECONDS)

    def run(self, body: Callable[[Transaction], Any]) -> Any:
        transaction = _Transaction(self._connection)
        self._execute("SAVEPOINT body")
        try:
            result = body(transaction)
            if transaction.refusal is not None:
                raise transaction.refusal
        except BaseException as error:
            if not self._connection.in_transaction:
                raise Lost(str(error)) from error
            self._execute("ROLLBACK TO body")
            raise
        finally:
            transaction.refusal = RuntimeError("This transaction has ended.")
        self._execute("RELEASE body")
        return result

    def commit(self) -> None:
        self._execute("COMMIT")

    def roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()

    def _execute(self, sql: str) -> None:
        try:
            self._connection.execute(sql)
        except sqlite3.Error as error:
            raise _in_our_words(error) from error


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _connect_reader(path: str) -> sqlite3.Connection:
    try:
        connection = _connect(path)
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise _in_our_words(error) from error
    return connection


def _connect_writer(path: str) -> sqlite3.Connection:
    try:
        connection = _connect(path)
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 0")
    except sqlite3.Error as error:
        raise _in_our_words(error) from error
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn a new file to WAL; the busy timeout does not cover two processes that do so at once."""
    give_up_at = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not isinstance(_in_our_words(error), Busy) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


def _rest(seconds: float) -> None:
    """A native sleep; gevent patches `time`."""
    with suppress(Empty):
        SimpleQueue[None]().get(timeout=seconds)


def _fetch(connection: sqlite3.Connection, sql: str, params: Mapping[str, object]) -> rows.Fetched:
    cursor = connection.execute(sql, params)
    return cursor.description or (), cursor.fetchall()


def _poll(connection: sqlite3.Connection, wake: Callable[[], None], stopping: "SimpleQueue[None]", seen: int) -> None:
    """Call `wake` whenever the version is no longer the one seen, until something comes from `stopping`."""
    while True:
        try:
            stopping.get(timeout=POLL_SECONDS)  # a sleep that is native under gevent, too
        except Empty:
            with suppress(sqlite3.Error):  # what is wrong now may be right in a moment
                version = _version(connection)
                if version != seen:
                    seen = version
                    call(wake)
        else:
            connection.close()
            return


def _version(connection: sqlite3.Connection) -> int:
    """A number that is another one when any other connection has committed."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def _in_our_words(error: sqlite3.Error) -> Exception:
    """The exception that both engines raise for this one; itself where there is none, a mistake in a statement."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(str(error))
    if code in _BUSY:
        return Busy(str(error))
    if code in _UNAVAILABLE:
        return Unavailable(str(error))
    return error
