"""SQLite: readers from a pool, and one native thread that writes for everybody."""

import logging
import sqlite3
import threading
import time
from _queue import Empty, SimpleQueue  # gevent patches `queue`; what the writer waits on must stay native
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from kb.store import rows
from kb.store.contract import Busy, Conflict, Transaction, Unavailable
from kb.store.threads import Signal, Threads

LOCK_SECONDS = 5.0
BATCH_SECONDS = 0.05  # bulk work commits at least this often
POLL_SECONDS = 0.05

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
        if not Path(path).absolute().parent.is_dir():
            raise Unavailable(f"The folder of the database {path} does not exist.")
        self._path = path
        self._threads = threads
        self._writer = _Writer(_connect_writer(path), ended=threads.signal())
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
        job = _Job(body, self._threads.signal())
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
        self._threads.start(lambda: _poll(connection, wake, stopping), "sqlite-watch")

        def stop() -> None:
            if stop in self._stops:
                self._stops.remove(stop)
                self._writer.wakes.remove(wake)
                stopping.put(None)

        self._stops.append(stop)
        return stop

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


class _Job:
    """A body that waits for the writer, and then what came of it."""

    __slots__ = ("body", "done", "error", "result")

    def __init__(self, body: Callable[[Transaction], Any], done: Signal) -> None:
        self.body = body
        self.done = done
        self.result: Any = None
        self.error: BaseException | None = None


class _Writer:
    """The native thread that owns the writing connection: one commit for all bodies that wait."""

    def __init__(self, connection: sqlite3.Connection, *, ended: Signal) -> None:
        self.wakes: list[Callable[[], None]] = []
        self.ending = False
        self._connection = connection
        self._ended = ended
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: int | None = None

    def take(self, job: _Job) -> None:
        """Let a job wait its turn."""
        if threading.get_ident() == self._thread:
            raise RuntimeError("A body called write; it has its transaction already.")
        self._queue.put(job)
        if self.ending:
            self._refuse_waiting()

    def end(self) -> None:
        """Finish what waits, then close. Returns once that is done."""
        if not self.ending:
            self._queue.put(None)
        self._ended.wait()

    def run(self) -> None:
        """The thread's life."""
        self._thread = threading.get_ident()
        while (job := self._queue.get()) is not None:
            self._commit_with_others(job)
        self.ending = True
        self._refuse_waiting()
        self._connection.close()
        self._ended.set()

    def _commit_with_others(self, first: _Job) -> None:
        batch = [first]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._do(first)
            started = time.monotonic()
            while time.monotonic() - started < BATCH_SECONDS and (job := self._next()):
                batch.append(job)
                self._do(job)
            self._connection.execute("COMMIT")
        except BaseException as error:  # the thread must live on, whatever this was
            batch += iter(self._next, None)
            self._give_up(batch, error)
        for job in batch:
            job.done.set()
        for wake in tuple(self.wakes):
            _call(wake)

    def _do(self, job: _Job) -> None:
        transaction = _Transaction(self._connection)
        self._connection.execute("SAVEPOINT body")
        try:
            job.result = job.body(transaction)
            if transaction.refusal is not None:
                raise transaction.refusal
        except BaseException as error:
            job.error = error
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO body")
        transaction.refusal = RuntimeError("This transaction has ended.")
        self._connection.execute("RELEASE body")

    def _next(self) -> _Job | None:
        try:
            job = self._queue.get_nowait()
        except Empty:
            return None
        if job is None:
            self._queue.put(None)  # the end: for `run` to see
        return job

    def _give_up(self, batch: list[_Job], cause: BaseException) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        for job in batch:
            if job.error is None:
                job.error = _in_our_words(cause)
                job.error.__cause__ = cause

    def _refuse_waiting(self) -> None:
        while True:
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
            if job is not None:
                job.error = Unavailable("The database is closed.")
                job.done.set()


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


def _fetch(connection: sqlite3.Connection, sql: str, params: Mapping[str, object]) -> rows.Fetched:
    cursor = connection.execute(sql, params)
    return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _poll(connection: sqlite3.Connection, wake: Callable[[], None], stopping: "SimpleQueue[None]") -> None:
    """Call `wake` whenever another connection has committed, until something comes from `stopping`."""
    seen = connection.execute("PRAGMA data_version").fetchone()
    while True:
        try:
            stopping.get(timeout=POLL_SECONDS)  # a sleep that is native under gevent, too
        except Empty:
            version = connection.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen = version
                _call(wake)
        else:
            connection.close()
            return


def _call(wake: Callable[[], None]) -> None:
    try:
        wake()
    except Exception:
        logging.getLogger(__name__).exception("A watcher of the database failed.")


def _in_our_words(error: BaseException) -> Exception:
    """The exception that both engines raise for this one; itself where there is none, a mistake in a statement."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(str(error))
    if code in _BUSY:
        return Busy(str(error))
    if code in _UNAVAILABLE:
        return Unavailable(str(error))
    return error if isinstance(error, Exception) else Unavailable(repr(error))
