"""The log: every reader gets every event exactly once, whatever happens beside it."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from kb import clearing
from kb.store import events
from kb.store.engine import Database, Transaction, open_database
from tests.kb.store.things import Callers, until


class Surprise(Exception):
    pass


class Reader:
    """Somebody who follows the log from its start, or from a cursor."""

    def __init__(self, db: Database, *, cursor: str = events.START, limit: int = 500) -> None:
        self._db = db
        self._limit = limit
        self.cursor = cursor
        self.subjects: list[str] = []

    def read(self) -> list[str]:
        """The subjects that are new since the last time."""
        found, self.cursor = events.read_after(self._db, self.cursor, limit=self._limit)
        new = [event.subject for event in found]
        self.subjects += new
        return new


def happens(subject: str) -> Callable[[Transaction], None]:
    """A body that appends an event."""
    return lambda tx: events.append(tx, kind="message.added", topic="conversation:1", subject=subject, now=1)


def test_an_event_comes_back_as_it_was_written(database: Database, now: int) -> None:
    database.write(
        lambda tx: events.append(
            tx, kind="message.added", topic="conversation:c1", subject="c1", detail=7, site="main", now=now
        )
    )
    ((event,), _) = events.read_after(database, events.START)
    assert event == events.Event(
        number=event.number,
        site="main",
        kind="message.added",
        topic="conversation:c1",
        subject="c1",
        detail=7,
        created_at=now,
    )


def test_an_event_is_of_the_main_site_and_has_no_detail_unless_said(database: Database) -> None:
    database.write(happens("a"))
    ((event,), _) = events.read_after(database, events.START)
    assert (event.site, event.detail) == ("main", 0)


def test_an_empty_log_has_nothing_and_keeps_the_cursor(database: Database) -> None:
    assert events.read_after(database, events.START) == ([], events.START)
    assert events.latest(database) == events.START


def test_a_reader_goes_on_where_it_stopped(database: Database) -> None:
    for subject in "abcde":
        database.write(happens(subject))
    reader = Reader(database, limit=2)
    assert [reader.read() for _ in range(4)] == [["a", "b"], ["c", "d"], ["e"], []]
    database.write(happens("f"))
    assert reader.read() == ["f"]


def test_events_of_one_body_keep_their_order_over_two_pages(database: Database) -> None:
    database.write(lambda tx: [happens(subject)(tx) for subject in "abcde"])
    reader = Reader(database, limit=2)
    assert [reader.read() for _ in range(3)] == [["a", "b"], ["c", "d"], ["e"]]


def test_from_the_latest_cursor_only_what_comes_later_is_read(database: Database) -> None:
    database.write(happens("a"))
    reader = Reader(database, cursor=events.latest(database))
    assert reader.read() == []
    database.write(happens("b"))
    assert reader.read() == ["b"]


def test_an_event_that_was_undone_never_happened(database: Database) -> None:
    def body(tx: Transaction) -> None:
        happens("undone")(tx)
        raise Surprise

    with pytest.raises(Surprise):
        database.write(body)
    database.write(happens("done"))
    assert Reader(database).read() == ["done"]


def test_eight_writers_and_nothing_is_missed_or_read_twice(database: Database, dsn: str) -> None:
    def write(writer: int) -> None:
        for number in range(100):
            database.write(happens(f"{writer}:{number}"))

    elsewhere = open_database(dsn)
    callers = Callers()
    for writer in range(8):
        callers.call(partial(write, writer))
    reader = Reader(elsewhere, limit=50)
    assert until(lambda: reader.read() == [] and len(reader.subjects) >= 800, seconds=20)
    assert callers.results() == [None] * 8
    assert sorted(reader.subjects) == sorted(f"{writer}:{number}" for writer in range(8) for number in range(100))
    for writer in range(8):
        own = [subject for subject in reader.subjects if subject.startswith(f"{writer}:")]
        assert own == [f"{writer}:{number}" for number in range(100)]
    elsewhere.close()


def test_what_passed_long_ago_is_cleared_and_every_reader_goes_on_where_it_was(database: Database, now: int) -> None:
    def happened(kind: str, subject: str, at: int) -> None:
        database.write(lambda tx: events.append(tx, kind=kind, topic="t", subject=subject, now=at))

    def left() -> str:
        return " ".join(Reader(database).read())

    kinds = ("typing.agent", "message.added", "conversation.seen", "article.changed", "typing.customer", "token.made")
    for number, kind in enumerate((*kinds, *kinds)):
        happened(kind, f"{number}", now + number)
    readers = [Reader(database, limit=at) for at in range(1, 12)]  # one stands at each event
    for reader in readers:
        reader.read()
    assert not clearing.clear(database, before=now, limit=4), "nothing is old"
    assert clearing.clear(database, before=now + 9, limit=4)
    assert clearing.clear(database, before=now + 9, limit=4)
    assert left() == "1 3 5 7 8 9 10 11", "the last of a page stays: 3, 7"
    assert not clearing.clear(database, before=now + 9, limit=4), "its last event is young"
    for _page in range(2):
        clearing.clear(database, before=now + 99, limit=4)
    assert left() == "1 3 5 7 9 11"
    happened("typing.agent", "12", now)
    assert not clearing.clear(database, before=now + 99, limit=4), "the page is not full"
    for at, reader in enumerate(readers, start=1):
        rest = [int(subject) for _page in range(12) for subject in reader.read()]
        assert rest == [subject for subject in (1, 3, 5, 7, 9, 11, 12) if subject >= at]
        assert events.behind(database, reader.cursor) == events.Behind(0, None)
    assert Reader(database, cursor=events.latest(database)).read() == []


@pytest.fixture
def db(postgresql_dsn: str) -> Iterator[Database]:
    db = open_database(postgresql_dsn)
    yield db
    db.close()


class Lingering:
    """A transaction that has appended its event and stays open until told."""

    def __init__(self, db: Database, subject: str) -> None:
        appended, self._commit = threading.Event(), threading.Event()
        self._callers = Callers()

        def body(tx: Transaction) -> None:
            happens(subject)(tx)
            appended.set()
            assert self._commit.wait(10)

        self._callers.call(partial(db.write, body))
        assert appended.wait(5)

    def commit(self) -> None:
        self._commit.set()
        assert self._callers.results() == [None]


def test_who_commits_later_than_a_higher_number_is_not_skipped(db: Database) -> None:
    reader = Reader(db)
    early = Lingering(db, "early number, late commit")
    db.write(happens("late number, early commit"))
    assert db.value("SELECT count(*) FROM event") == 1  # the higher number is there to be seen
    assert reader.read() == []
    early.commit()
    assert reader.read() == ["early number, late commit", "late number, early commit"]
    assert reader.read() == []


def test_a_transaction_that_started_early_and_appends_late_is_not_skipped(db: Database) -> None:
    """The other way round: the lower transaction takes the higher number."""
    started, append = threading.Event(), threading.Event()

    def body(tx: Transaction) -> None:
        tx.run("INSERT INTO lease (name, holder, until) VALUES ('a', 'b', 1)")
        started.set()
        assert append.wait(10)
        happens("early transaction")(tx)

    reader = Reader(db)
    callers = Callers()
    callers.call(partial(db.write, body))
    assert started.wait(5)
    db.write(happens("late transaction"))
    assert reader.read() == []
    append.set()
    assert callers.results() == [None]
    assert sorted([*reader.read(), *reader.read()]) == ["early transaction", "late transaction"]


def test_the_latest_cursor_does_not_jump_over_who_is_still_writing(db: Database) -> None:
    db.write(happens("before"))
    early = Lingering(db, "lingering")
    db.write(happens("meanwhile"))
    reader = Reader(db, cursor=events.latest(db))
    early.commit()
    assert reader.read() == ["lingering", "meanwhile"]


def test_who_has_read_everything_is_not_behind(database: Database) -> None:
    database.write(happens("a"))
    assert events.behind(database, events.latest(database)) == events.Behind(0, None)
    assert events.behind(database, events.START) == events.Behind(1, 1)


def test_how_far_behind_a_reader_is(database: Database, now: int) -> None:
    database.write(happens("a"))
    cursor = events.latest(database)
    for kind, at in (("message.added", now), ("article.changed", now + 5), ("typing.agent", now + 9)):
        database.write(lambda tx, kind=kind, at=at: events.append(tx, kind=kind, topic="t", subject="s", now=at))
    assert events.behind(database, cursor) == events.Behind(3, now)
    assert events.behind(database, cursor, kinds=("article.changed", "typing.agent")) == events.Behind(2, now + 5)
    assert events.behind(database, cursor, kinds=("nothing",)) == events.Behind(0, None)


def test_far_behind_is_not_counted_to_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_COUNTED", 3)
    for _ in range(5):
        database.write(happens("a"))
    assert events.behind(database, events.START).count == 3
