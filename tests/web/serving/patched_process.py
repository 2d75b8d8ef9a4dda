"""A process as gunicorn's gevent worker is, started by `python -m gevent.monkey`: what it saw, using the store."""

import json
import sys
import time
from collections.abc import Callable
from functools import partial

import gevent
from gevent import monkey

from kb import ids
from kb.store.engine import Database, Transaction, open_database
from tests.kb.store.things import TABLE, add
from web.serving.greenlets import Greenlets, aside

sleep_natively = monkey.get_original("time", "sleep")


class Ticker:
    """A greenlet that should run every 10 ms: `longest` is the longest that the hub kept it waiting, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._greenlet = gevent.spawn(self._run)

    def stop(self) -> float:
        self._greenlet.kill()
        return self.longest

    def _run(self) -> None:
        last = time.monotonic()
        while True:
            gevent.sleep(0.01)
            self.longest = max(self.longest, time.monotonic() - last)
            last = time.monotonic()


def sleep_in(db: Database, tx: Transaction) -> None:
    """Half a second in which the body keeps its transaction, and the thread that it is on."""
    if db.name == "postgresql":
        tx.value("SELECT pg_sleep(0.5)")
    else:
        sleep_natively(0.5)


def write_five(db: Database, writer: int) -> list[str]:
    written = []
    for number in range(5):
        db.write(add(f"{writer}:{number}"))
        if db.value("SELECT id FROM thing WHERE id = :id", id=f"{writer}:{number}"):
            written.append(f"{writer}:{number}")
    return written


def until_woken(db: Database, commit: Callable[[], object]) -> bool:
    """Whether a greenlet that waits for the watcher's signal hears of a commit."""
    signal = Greenlets().signal()
    stop = db.watch(signal.set)
    gevent.sleep(0.5)  # until it listens
    signal.clear()
    gevent.spawn_later(0.1, commit)
    woken = signal.wait(3)
    stop()
    return woken


def after_a_kill(db: Database) -> int:
    """How many rows are read after a greenlet was killed in the middle of a write."""
    writer = gevent.spawn(db.write, partial(sleep_in, db))
    gevent.sleep(0.1)
    writer.kill()
    count: int = db.value("SELECT count(*) FROM thing")
    return count


def while_others_go_on() -> float:
    """The longest that the hub waited while half a second of work was done aside."""
    ticker = Ticker()
    aside(partial(sleep_natively, 0.5))
    return ticker.stop()


def ids_on_both_sides(db: Database) -> int:
    """How many different ids are made when greenlets and the thread that writes make them at the same time."""
    made: list[str] = []

    def make(_tx: Transaction | None = None) -> None:
        for _ in range(50):
            made.extend(ids.new_id(1) for _ in range(100))
            sleep_natively(0.0001)  # whoever waits goes on

    def wait_in_turn() -> None:
        for _ in range(50):
            made.extend(ids.new_id(1) for _ in range(100))
            gevent.sleep(0)

    writers = [gevent.spawn(db.write, make) for _ in range(4)]
    gevent.joinall([*writers, *(gevent.spawn(wait_in_turn) for _ in range(4))])
    return len(set(made))


def main(dsn: str) -> None:
    db = open_database(dsn, threads=Greenlets())
    other = open_database(dsn, threads=Greenlets())
    db.write(lambda tx: tx.run(TABLE))
    ticker = Ticker()
    sleeper = gevent.spawn(db.write, partial(sleep_in, db))
    writers = [gevent.spawn(write_five, db, writer) for writer in range(200)]
    gevent.joinall([sleeper, *writers])
    seen = {
        "patched": monkey.is_module_patched("threading"),
        "longest": ticker.stop(),
        "written": [writer.value for writer in writers],
        "sleeper": sleeper.successful(),
        "stored": db.value("SELECT count(*) FROM thing"),
        "killed": after_a_kill(db),
        "own": until_woken(db, lambda: db.write(add("own"))),
        "other": until_woken(db, lambda: other.write(add("other"))),
        "nothing": Greenlets().signal().wait(0.05),
        "aside": while_others_go_on(),
        "ids": ids_on_both_sides(db),
    }
    db.close()
    other.close()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1])
