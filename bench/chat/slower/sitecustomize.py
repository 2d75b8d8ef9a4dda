"""A slower disk for the server that `bench.chat` starts, which puts this folder on its PYTHONPATH: the product knows
nothing of it. Each COMMIT waits as many microseconds as the file BENCH_FLUSH says at that moment, as the flush in it
would: with the write lock held, before anybody sees what was written.
"""

import functools
import os
import sqlite3
import time
from typing import Any

_wait = time.sleep  # now, before gevent puts its own in the place: the writer is a native thread
_file = os.open(os.environ["BENCH_FLUSH"], os.O_RDONLY)


class Slower(sqlite3.Connection):
    def execute(self, sql: str, /, *parameters: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and (microseconds := int(os.pread(_file, 8, 0))):
            _wait(microseconds / 1e6)
        return super().execute(sql, *parameters)


sqlite3.connect = functools.partial(sqlite3.connect, factory=Slower)  # type: ignore[assignment]
