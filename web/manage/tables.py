"""Tables for spreadsheets: lines of CSV in which nothing is a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take a cell for a formula by, if it begins so; full-width signs count as the usual ones."""


def line(cells: Sequence[str]) -> str:
    """The cells as one line of CSV. What looks like a formula gets an apostrophe before it, which spreadsheets read
    as: this is text (https://owasp.org/www-community/attacks/CSV_Injection)."""
    written = io.StringIO()
    csv.writer(written).writerow([_plain(cell) for cell in cells])
    return written.getvalue()


def moment(at: int) -> str:
    """A time in milliseconds since 1970 as spreadsheets read it, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
