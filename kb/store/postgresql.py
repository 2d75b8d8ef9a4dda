"""PostgreSQL: each body is a transaction of its own on a pooled connection."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Literal, TypeVar

import psycopg
from psycopg import errors
from psycopg.adapt import Buffer, Loader
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from kb.store import rows
from kb.store.commits import Commit, Commits
from kb.store.contract import Busy, Conflict, Transaction, Unavailable
from kb.store.parameters import for_psycopg
from kb.store.threads import call

MOST_CONNECTIONS = 16
POOL_SECONDS = 5.0
LOCK_SECONDS = 5.0
ATTEMPTS = 5
HINT_SECONDS = 0.01
POLL_SECONDS = 0.25  # a hint may be lost, and a transaction that is rolled back elsewhere gives none

Row = TypeVar("Row")
Result = TypeVar("Result")

_CHANNEL = "firstline"
_CONNECT: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "application_name": "firstline",
}
_BUSY = (errors.LockNotAvailable, errors.QueryCanceled)
_UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, errors.IdleInTransactionSessionTimeout)
_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)


class _Again(Busy):
    """Two transactions met, and this one was chosen to start over."""


class Postgresql:
    """A PostgreSQL database. What it promises stands in `kb.store.contract.Database`.

    Its threads are `threading`'s: greenlets where gevent has patched it, as psycopg and its pool expect.
    """

    name: Literal["postgresql"] = "postgresql"

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._wakes: list[Callable[[], None]] = []
        self._stops: list[Callable[[], None]] = []
        self._commits = Commits()
        self._pool = _Pool(dsn)
        with self._pool.lend():
            pass  # a wrong address or password is heard of now
        self._bell = _Bell(dsn)
        threading.Thread(target=self._bell.run, name="postgresql-bell", daemon=True).start()

    def one(self, row: type[Row], sql: str, /, **params: object) -> Row | None:
        return rows.one(row, sql, self._fetch(sql, params))

    def all(self, row: type[Row], sql: str, /, **params: object) -> list[Row]:
        return rows.every(row, sql, self._fetch(sql, params))

    def value(self, sql: str, /, **params: object) -> Any:
        return rows.value(self._fetch(sql, params))

    def write(self, body: Callable[[Transaction], Result], /) -> Result:
        for attempt in range(1, ATTEMPTS):
            with suppress(_Again):
                return self._try(body)
            time.sleep(0.005 * attempt)
        return self._try(body)

    def watch(self, wake: Callable[[], None], /) -> Callable[[], None]:
        stopping = threading.Event()
        self._wakes.append(wake)
        threading.Thread(target=_listen, args=(self._dsn, wake, stopping), name="postgresql-watch", daemon=True).start()

        def stop() -> None:
            if stop in self._stops:
                self._stops.remove(stop)
                self._wakes.remove(wake)
                stopping.set()

        self._stops.append(stop)
        return stop

    def commits(self) -> list[Commit]:
        return self._commits.take()

    def close(self) -> None:
        for stop in tuple(self._stops):
            stop()
        self._bell.end()
        self._pool.close()

    def _fetch(self, sql: str, params: Mapping[str, object]) -> rows.Fetched:
        with self._pool.lend() as connection:
            return _fetch(connection, sql, params)

    def _try(self, body: Callable[[Transaction], Result]) -> Result:
        began = time.monotonic()
        try:
            with self._pool.lend() as connection, connection.transaction():
                transaction = _Transaction(connection)
                result = body(transaction)
                if transaction.refusal is not None:
                    raise transaction.refusal
                transaction.refusal = RuntimeError("This transaction has ended.")
            self._commits.note(seconds=time.monotonic() - began, writes=1)
        finally:
            # Also when it was rolled back: others may have committed since, and the log had to wait for this one.
            self._bell.ring()
            for wake in tuple(self._wakes):
                call(wake)
        return result


class _Transaction:
    """What one body writes with, until a statement fails or the body returns."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self.refusal: Exception | None = None

    def one(self, row: type[Row], sql: str, /, **params: object) -> Row | None:
        return rows.one(row, sql, self._do(_fetch, sql, params))

    def all(self, row: type[Row], sql: str, /, **params: object) -> list[Row]:
        return rows.every(row, sql, self._do(_fetch, sql, params))

    def value(self, sql: str, /, **params: object) -> Any:
        return rows.value(self._do(_fetch, sql, params))

    def run(self, sql: str, /, **params: object) -> int:
        return self._do(_run, sql, params)

    def run_many(self, sql: str, rows: Iterable[Mapping[str, object]], /) -> None:
        self._do(_run_many, sql, rows)

    def _do(self, deed: Callable[[psycopg.Connection, str, Any], Result], sql: str, params: object) -> Result:
        if self.refusal is not None:
            raise self.refusal
        try:
            return deed(self._connection, sql, params)
        except psycopg.Error as error:
            self.refusal = _in_our_words(error)
            raise self.refusal from error


class _Pool:
    """Connections that are lent to one caller at a time, at most MOST_CONNECTIONS.

    It connects in the call that needs it, so that a server that is away or back is heard of in that call.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._idle: list[psycopg.Connection] = []
        self._room = threading.Semaphore(MOST_CONNECTIONS)
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[psycopg.Connection]:
        """A connection outside of a transaction; what psycopg raises meanwhile becomes one of our exceptions."""
        if not self._room.acquire(timeout=POOL_SECONDS):
            raise Busy(f"All {MOST_CONNECTIONS} connections to the database are busy.")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)
        except psycopg.Error as error:
            raise _in_our_words(error) from error
        finally:
            self._room.release()

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> psycopg.Connection:
        if self._closed:
            raise Unavailable("The database is closed.")
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return _connect(self._dsn)
            if _is_alive(connection):
                return connection
            connection.close()

    def _give_back(self, connection: psycopg.Connection) -> None:
        if connection.pgconn.transaction_status == TransactionStatus.IDLE and not self._closed:
            self._idle.append(connection)
        else:
            connection.close()


class _Bell:
    """Tells other processes that there may be something new: a hint, at most every 10 ms, never within a write."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._rung = threading.Event()
        self._ended = False

    def ring(self) -> None:
        self._rung.set()

    def end(self) -> None:
        self._ended = True
        self._rung.set()

    def run(self) -> None:
        """The thread's life; a lost connection costs a hint, and they poll."""
        while not self._ended:
            with suppress(psycopg.Error), psycopg.connect(self._dsn, **_CONNECT) as connection:
                self._notify(connection)
            time.sleep(POLL_SECONDS)

    def _notify(self, connection: psycopg.Connection) -> None:
        connection.execute("SET synchronous_commit = off")  # while a hint commits, it holds the log back
        while True:
            self._rung.wait()
            if self._ended:
                return
            self._rung.clear()
            connection.execute(f"NOTIFY {_CHANNEL}")
            time.sleep(HINT_SECONDS)


class _Text(StrDumperUnknown):
    """PostgreSQL refuses a zero byte; asked for a text with one it finds nothing, as SQLite does."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\ufffd"))


class _Numeric(Loader):
    """What sum and avg of whole numbers give: an int where it is one and a float otherwise, as SQLite does."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


def _connect(dsn: str) -> psycopg.Connection:
    connection = psycopg.connect(dsn, **_CONNECT)
    connection.adapters.register_dumper(int, Int8Dumper)  # sized by value, 30000 + 30000 would overflow a smallint
    connection.adapters.register_dumper(str, _Text)
    connection.adapters.register_loader("numeric", _Numeric)
    connection.execute(f"SET lock_timeout = {LOCK_SECONDS * 1000:.0f}")
    connection.execute("SET idle_in_transaction_session_timeout = '60s'")
    return connection


def _is_alive(connection: psycopg.Connection) -> bool:
    """Whether the server has not closed it, without a round trip: first it would say why, then hang up."""
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError:
        return False
    return True


def _run(connection: psycopg.Connection, sql: str, params: Mapping[str, object]) -> int:
    return connection.execute(for_psycopg(sql), params).rowcount


def _run_many(connection: psycopg.Connection, sql: str, many: Iterable[Mapping[str, object]]) -> None:
    connection.cursor().executemany(for_psycopg(sql), many)


def _fetch(connection: psycopg.Connection, sql: str, params: Mapping[str, object]) -> rows.Fetched:
    cursor = connection.execute(for_psycopg(sql), params)
    return cursor.description or (), cursor.fetchall()


def _listen(dsn: str, wake: Callable[[], None], stopping: threading.Event) -> None:
    """Call `wake` at every hint, and without one every POLL_SECONDS; connect again as often as it takes."""
    while not stopping.is_set():
        with suppress(psycopg.Error), psycopg.connect(dsn, **_CONNECT) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            while not stopping.is_set():
                call(wake)
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass
        stopping.wait(POLL_SECONDS)


def _in_our_words(error: psycopg.Error) -> Exception:
    """The exception that both engines raise for this one; itself where there is none, a mistake in a statement."""
    if isinstance(error, psycopg.IntegrityError):
        return Conflict(str(error))
    if isinstance(error, _AGAIN):
        return _Again(str(error))
    if isinstance(error, _BUSY):
        return Busy(str(error))
    if isinstance(error, _UNAVAILABLE):
        return Unavailable(str(error))
    return error
