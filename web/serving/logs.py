"""The log: a line for each thing that happened, to standard error. JSON, or plain words where that is a terminal.

JSON and not key=value: a traceback stays one line, and every collector reads it without being told how. What people
wrote, and whatever opens something, is kept out: an address appears as the rule that it fits, and an exception with its
name and its places, but without its words where they may quote somebody.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal

import flask.logging

from kb.index import IndexUnavailable
from kb.masking import masked
from kb.store.engine import Busy, Unavailable
from web import arriving
from web.config import Log

REQUESTS: Final = "firstline.requests"
"""The logger that has a line for each request."""

_LEVELS: Final[dict[Log, int]] = {
    "requests": logging.INFO, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR,
}
_ADDRESS: Final = re.compile(r"[^\s@<>\"'(),;:=/]{1,64}@[\w.-]{1,255}")
_TOKEN: Final = re.compile(r"(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}", re.ASCII)
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
_OF_CODE: Final = (
    ArithmeticError, AttributeError, ImportError, MemoryError, NameError, OSError, RecursionError, TypeError,
    Busy, IndexUnavailable, Unavailable,
)
"""Exceptions whose words are about code, files or the database, and never about what somebody wrote."""


def install(process: Literal["serve", "web", "work"], *, log: Log) -> None:
    """Everything that this process logs from now on, and what it dies of."""
    # What no line says is not looked up: logging takes half of its time for it.
    logging._srcfile = None  # the way that its documentation gives
    logging.logThreads = logging.logMultiprocessing = logging.logProcesses = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain(process) if sys.stderr.isatty() else Lines(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS[log])
    logging.getLogger(REQUESTS).setLevel(logging.INFO if log == "requests" else max(logging.WARNING, _LEVELS[log]))
    sys.excepthook = _process_failed
    threading.excepthook = _thread_failed


def end() -> None:
    """Nothing more will be logged. In a process with greenlets handlers outlive what their locks are made of, and would
    complain about that on standard error; Flask keeps one of its own."""
    logging.getLogger().handlers.clear()
    vars(flask.logging).pop("default_handler", None)


def _process_failed(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    logging.getLogger("firstline").critical("The process failed.", exc_info=error)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger("firstline").error("A thread failed.", exc_info=failed.exc_value)


class Lines(logging.Formatter):
    """One JSON object in each line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        return _ENCODE(self._fields(record))

    def _fields(self, record: logging.LogRecord) -> dict[str, Any]:
        about: dict[str, object] | None = getattr(record, "about", None)
        told = about is not None  # it was put together for the log, and needs no clearing
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "pid": os.getpid(),
            "logger": record.name,
            "message": record.getMessage() if told else cleared(record.getMessage()),
            **(about if about is not None else arriving.about()),
        }
        if record.exc_info and record.exc_info[1]:
            found["exception"] = "".join(_told(record.exc_info[1]))
        return found


class Plain(Lines):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        found = self._fields(record)
        shown = {"time", "level", "process", "pid", "logger", "message", "exception"}
        rest = " ".join(f"{name}={value}" for name, value in found.items() if name not in shown)
        line = f"{found['time'][11:19]} {found['level']} {self._process}: {found['message']}  {rest}".rstrip()
        return f"{line}\n{found['exception']}".rstrip() if "exception" in found else line


def cleared(text: str) -> str:
    """The text without mail addresses, tokens and card numbers."""
    return _TOKEN.sub("…", _ADDRESS.sub("…", masked(text)))


def _told(error: BaseException, *later: BaseException) -> Iterator[str]:
    """The exception with its traceback, and what led to it; `later` are those that it led to. A mistake in a statement
    is raised from itself, and told once."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and earlier not in (error, *later):
        yield from _told(earlier, error, *later)
        yield "\nwhich led to:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    words = cleared(str(error)) if isinstance(error, _OF_CODE) else ""
    yield f"{type(error).__qualname__}: {words}\n" if words else f"{type(error).__qualname__}\n"
