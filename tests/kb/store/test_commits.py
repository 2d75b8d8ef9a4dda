"""How long commits took: each engine remembers until somebody asks."""

from functools import partial

import pytest

from kb.store import commits
from kb.store.engine import Database, Transaction
from tests.kb.store.things import Callers, add


def test_each_commit_is_told_once(things: Database) -> None:
    things.commits()
    things.write(add("a"))
    told = things.commits()
    assert sum(commit.writes for commit in told) == 1
    assert 0 < told[0].seconds < 5
    assert things.commits() == []


def test_what_was_undone_was_no_commit(things: Database) -> None:
    def fail(tx: Transaction) -> None:
        raise ZeroDivisionError

    things.commits()
    if things.name == "postgresql":
        with pytest.raises(ZeroDivisionError):
            things.write(fail)
        assert things.commits() == []


def test_writes_that_came_together_are_counted_together(things: Database) -> None:
    things.commits()
    callers = Callers()
    for number in range(40):
        callers.call(partial(things.write, add(f"{number}")))
    callers.results()
    told = things.commits()
    assert sum(commit.writes for commit in told) == 40
    assert all(commit.writes == 1 for commit in told) or things.name == "sqlite"


def test_where_nobody_asks_only_the_last_are_remembered() -> None:
    found = commits.Commits()
    for _ in range(commits.MOST + 5):
        found.note(seconds=0.1, writes=1)
    assert len(found.take()) == commits.MOST
