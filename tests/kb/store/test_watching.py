"""Watchers hear of commits: of their own process at once, of others soon."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from kb.store import postgresql, sqlite
from kb.store.engine import Database, NativeThreads, open_database
from tests.kb.store.things import COUNT, TABLE, add, until


class Surprise(Exception):
    pass


def test_a_watcher_wakes_after_a_commit_of_its_own_process(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "POLL_SECONDS", 60)
    database = open_database(dsn)
    woken: list[None] = []
    stop = database.watch(lambda: woken.append(None))
    database.write(lambda tx: tx.run(TABLE))
    assert until(lambda: woken)
    stop()
    database.close()


def test_a_watcher_wakes_soon_after_a_commit_of_another(things: Database, elsewhere: Database) -> None:
    seen: list[int] = []
    stop = things.watch(lambda: seen.append(things.value(COUNT)))
    for number in range(1, 6):
        elsewhere.write(add(str(number)))
        assert until(partial(seen.__contains__, number))
    stop()


class LateThreads(NativeThreads):
    """A busy machine."""

    def start(self, run: Callable[[], None], name: str) -> None:
        super().start(lambda: time.sleep(0.2) or run(), name)


def test_a_watcher_misses_nothing_while_it_gets_ready(things: Database, dsn: str) -> None:
    db = open_database(dsn, threads=LateThreads())
    seen: list[int] = []
    stop = db.watch(lambda: seen.append(db.value(COUNT)))
    things.write(add("a"))
    assert until(lambda: 1 in seen)
    stop()
    db.close()


def test_a_watcher_that_fails_hurts_nobody(things: Database) -> None:
    def wake() -> None:
        raise Surprise

    woken: list[None] = []
    stops = [things.watch(wake), things.watch(lambda: woken.append(None))]
    assert things.write(add("a")) == 1
    assert until(lambda: woken)
    for stop in stops:
        stop()


def test_a_watcher_that_was_stopped_sleeps(things: Database, elsewhere: Database) -> None:
    woken: list[None] = []
    stop = things.watch(lambda: woken.append(None))
    things.write(add("a"))
    assert until(lambda: woken)
    stop()
    stop()
    time.sleep(0.3)  # it may just have been about to call
    woken.clear()
    things.write(add("b"))
    elsewhere.write(add("c"))
    assert not until(lambda: woken, seconds=0.3)
