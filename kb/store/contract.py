"""What both engines promise: reading, writing, watching, and the three ways in which they fail."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol, TypeVar

from kb.store.commits import Commit

Row = TypeVar("Row")
Result = TypeVar("Result")


class Conflict(Exception):
    """A constraint said no: not unique, no such parent, a word that a CHECK does not know."""


class Busy(Exception):
    """Somebody else held a lock for too long. Nothing was written; trying again later may work."""


class Unavailable(Exception):
    """There is no database to talk to, or it went away.

    Raised by a write, it leaves open whether the write was stored: repeat it under the same key.
    """


class Reads(Protocol):
    """Reading. `row` is a dataclass whose fields are, in order, the columns that the statement selects."""

    def one(self, row: type[Row], sql: str, /, **params: object) -> Row | None:
        """The row that the statement finds, or None. More than one is a ValueError."""

    def all(self, row: type[Row], sql: str, /, **params: object) -> list[Row]:
        """All rows that the statement finds."""

    def value(self, sql: str, /, **params: object) -> Any:
        """The first column of the first row, or None where there is no row."""


class Transaction(Reads, Protocol):
    """What a body writes with. Its reads see its own writes.

    A statement that fails fails its body, even when the body catches the error: expect a conflict with
    ON CONFLICT, not with `except`. It is of no use once the body has returned.
    """

    def run(self, sql: str, /, **params: object) -> int:
        """Run a statement; how many rows it changed."""

    def run_many(self, sql: str, rows: Iterable[Mapping[str, object]], /) -> None:
        """Run a statement once for each mapping of its parameters."""


class Database(Reads, Protocol):
    """An open database. Open it after a fork, never before."""

    @property
    def name(self) -> Literal["sqlite", "postgresql"]:
        """Which engine this is, for the few statements that need a variant."""

    def write(self, body: Callable[[Transaction], Result], /) -> Result:
        """Run `body` as one transaction and return its result once that is on disk; its exception undoes it all.

        A body is short and holds nothing but SQL: no network, no waiting, no call of the database itself. It may be
        run more than once.
        """

    def watch(self, wake: Callable[[], None], /) -> Callable[[], None]:
        """Call `wake` after each commit of this process and soon after a commit of another; returns what stops it.

        `wake` is called on any thread, sometimes without need, and must return at once: a Signal's `set`.
        """

    def commits(self) -> list[Commit]:
        """What this process has committed since this was asked last."""

    def close(self) -> None:
        """Finish what waits, then let go of all connections. Later calls raise Unavailable."""
