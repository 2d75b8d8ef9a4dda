"""What of the log is worth a mail: each thing once, however often and by however many the log is read."""

import pytest

from kb import joining, mailing
from kb.mailing import Moved, Reader
from kb.store import events, followers, mails
from kb.store.engine import Database

MINUTE = 60_000


def sign_up(db: Database, *, now: int) -> None:
    joining.ask_to_sign_up(
        db, site="main", email="new@example.com", name="Nia", language="en", password="h", now=now
    )


def noted(db: Database) -> int:
    return sum(count.count for count in mails.counts(db))


def test_what_was_before_the_first_reading_is_past(database: Database, now: int) -> None:
    sign_up(database, now=now)
    reader = Reader(database)
    assert [reader.step(now=now), reader.step(now=now)] == [0, 0]
    sign_up(database, now=now)
    assert reader.step(now=now) == 1


def test_reading_again_makes_no_second_mail(database: Database, now: int) -> None:
    Reader(database).step(now=now)
    start = followers.cursor(database, mailing.FOLLOWER)
    assert start
    sign_up(database, now=now)
    assert Reader(database).step(now=now) == 1
    after = followers.cursor(database, mailing.FOLLOWER)
    assert after != start
    database.write(lambda tx: followers.move(tx, mailing.FOLLOWER, seen=str(after), cursor=start))
    assert Reader(database).step(now=now) == 1
    assert noted(database) == 1


def test_of_two_readers_one_keeps_what_it_found_and_both_go_on(database: Database, now: int) -> None:
    one, other = Reader(database), Reader(database)
    one.step(now=now)
    one.step(now=now)
    other.step(now=now)
    sign_up(database, now=now)
    assert one.step(now=now) == 1
    with pytest.raises(Moved):
        other.step(now=now)
    assert other.step(now=now) == 0
    assert noted(database) == 1
    sign_up(database, now=now + 1)
    assert other.step(now=now + 1) == 1
    with pytest.raises(Moved):
        one.step(now=now + 1)
    assert noted(database) == 2


def test_a_quiet_log_is_read_without_a_write(database: Database, now: int) -> None:
    reader = Reader(database)
    reader.step(now=now)
    reader.step(now=now)
    kept = followers.cursor(database, mailing.FOLLOWER)
    database.write(lambda tx: events.append(tx, kind="article.changed", topic="article:a", subject="a", now=now))
    reader.step(now=now + 1_000)
    assert followers.cursor(database, mailing.FOLLOWER) == kept
    reader.step(now=now + mailing.KEPT_EVERY)
    assert followers.cursor(database, mailing.FOLLOWER) != kept


def test_where_no_mail_is_sent_the_log_passes_by(database: Database, now: int) -> None:
    reader = Reader(database)
    for minute in range(3):
        reader.pass_over(now=now + minute * MINUTE)
        sign_up(database, now=now)
    reader.pass_over(now=now + 3 * MINUTE)
    assert Reader(database).step(now=now) == 0
    assert noted(database) == 0
