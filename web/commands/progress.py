"""A line at the terminal that says how far a long command is; nothing where nobody watches."""

import sys


def show(text: str) -> None:
    """Replaces the line."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def bar(done: int, total: int) -> str:
    """For example `[######..............] 120 of 400`."""
    filled = 20 * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (20 - filled)}] {done} of {total}"


def clear() -> None:
    """Takes the line away, so that what is printed next stands alone."""
    show("")
