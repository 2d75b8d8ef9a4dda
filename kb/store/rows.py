"""From the tuples of a driver to our dataclasses."""

import dataclasses
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, TypeVar

Row = TypeVar("Row")
Fetched = tuple[Sequence[Sequence[Any]], list[tuple[Any, ...]]]  # a cursor's description, rows

# Statements are constants, so this stays small; the limit is for a caller who composes them.
_MOST_CHECKED = 10_000
_checked: set[tuple[type, str]] = set()


@cache
def columns(row: type) -> str:
    """The fields of a dataclass as a SELECT names them: "id, site, slug"."""
    return ", ".join(_names(row))


def one(row: type[Row], sql: str, fetched: Fetched) -> Row | None:
    """The only row as a dataclass, or None; ValueError for more than one."""
    rows = every(row, sql, fetched)
    if len(rows) > 1:
        raise ValueError(f"found {len(rows)} rows where at most one belongs: {sql}")
    return rows[0] if rows else None


def every(row: type[Row], sql: str, fetched: Fetched) -> list[Row]:
    """All rows as dataclasses; TypeError where columns and fields are not the same names in the same order."""
    description, tuples = fetched
    if (row, sql) not in _checked:
        _check(row, sql, [column[0] for column in description])
    return [row(*values) for values in tuples]


def value(fetched: Fetched) -> Any:
    """The first column of the first row, or None."""
    _, tuples = fetched
    return tuples[0][0] if tuples else None


def _check(row: type, sql: str, names: list[str]) -> None:
    fields = _names(row)
    if names != fields:
        raise TypeError(f"{row.__name__} has the fields {fields}, the statement selects {names}: {sql}")
    if len(_checked) >= _MOST_CHECKED:
        _checked.clear()
    _checked.add((row, sql))


def _names(row: type) -> list[str]:
    return [field.name for field in dataclasses.fields(row)]


def listed(name: str, values: Collection[object]) -> tuple[str, dict[str, object]]:
    """What stands in `IN (...)`, as `:id0, :id1`, and its parameters: neither engine takes a list, nor an empty one."""
    named: dict[str, object] = {f"{name}{at}": value for at, value in enumerate(values)}
    return ", ".join(f":{key}" for key in named) or "NULL", named
