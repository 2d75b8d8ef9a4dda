"""Jobs in their rounds: failing ones rest and recover, and one of several processes does what only one should."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from kb.store import leases
from kb.store.engine import Database
from web.serving import rounds
from web.serving.rounds import Job, Round

PATIENCE = 5.0
Start = Callable[..., Round]


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    """Starts rounds that end with the test."""
    started = []

    def begin(job: Job, *, holder: str = "me") -> Round:
        round = Round(job, db=database, holder=holder)
        started.append(round)
        round.start()
        return round

    yield begin
    for round in started:
        round.end(within=PATIENCE)


def soon(true: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(true())


def test_a_job_is_done_again_and_again(start):
    done = threading.Semaphore(0)
    start(Job("counting", every=0.01, do=done.release))
    for _ in range(3):
        assert done.acquire(timeout=PATIENCE)


def test_a_job_that_goes_with_the_log_is_done_after_a_write(start, database):
    done = threading.Semaphore(0)
    start(Job("following", every=3600, do=done.release, pace="with the log"))
    assert done.acquire(timeout=PATIENCE)
    time.sleep(0.1)
    while done.acquire(blocking=False):
        pass
    database.write(lambda tx: leases.take(tx, "something", holder="me", now=1, until=2))
    assert done.acquire(timeout=PATIENCE)


def test_a_job_that_goes_by_the_clock_is_not(start, database):
    done = threading.Semaphore(0)
    start(Job("clearing", every=3600, do=done.release))
    assert done.acquire(timeout=PATIENCE)
    database.write(lambda tx: leases.take(tx, "something", holder="me", now=1, until=2))
    assert not done.acquire(timeout=0.3)


def test_a_job_that_writes_to_be_the_one_cannot_go_with_the_log():
    with pytest.raises(ValueError, match="notices"):
        Job("notices", every=1, do=print, by="one", pace="with the log")


def test_a_failing_job_says_why_and_goes_on_until_it_is_well(start, monkeypatch):
    monkeypatch.setattr(rounds, "FIRST_PAUSE", 0.05)
    broken = threading.Event()
    broken.set()

    def work() -> None:
        if broken.is_set():
            raise RuntimeError("the disk is full")

    round = start(Job("writing", every=0.01, do=work))
    assert soon(lambda: round.trouble)
    assert round.trouble == "writing: the disk is full"
    broken.clear()
    assert soon(lambda: not round.trouble)


def test_what_only_one_should_do_is_done_by_one(start):
    mine, theirs = threading.Semaphore(0), threading.Semaphore(0)
    start(Job("sweeping", every=30, do=mine.release, by="one"), holder="me")
    assert mine.acquire(timeout=PATIENCE)
    start(Job("sweeping", every=0.05, do=theirs.release, by="one"), holder="them")
    assert not theirs.acquire(timeout=0.5)


def test_another_takes_over_when_that_one_is_gone(start):
    mine, theirs = threading.Semaphore(0), threading.Semaphore(0)
    start(Job("sweeping", every=0.2, do=mine.release, by="one"), holder="me").end(within=PATIENCE)
    assert mine.acquire(timeout=PATIENCE)
    start(Job("sweeping", every=0.2, do=theirs.release, by="one"), holder="them")
    assert theirs.acquire(timeout=PATIENCE)


def test_ending_does_not_wait_for_the_clock(start):
    round = start(Job("resting", every=3600, do=lambda: None))
    before = time.monotonic()
    round.end(within=PATIENCE)
    assert time.monotonic() - before < 1
