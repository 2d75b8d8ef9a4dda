"""The index on a full disk: what was found is found, the follower says what is wrong, and room mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.index import Index, IndexUnavailable, open_index
from kb.index.follower import Follower
from kb.store import events
from kb.store.engine import Database
from kb.text import tokens
from tests.kb.index.articles import write
from tests.small_disk import Disk, mounted


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with mounted(tmp_path / "disk", megabytes=4) as found:
        yield found


@pytest.fixture
def folder(disk: Disk) -> Path:
    return disk.folder / "index"


def found(index: Index, question: str) -> list[str]:
    return [hit.id for hit in index.search(tokens(question))]


def test_an_index_that_cannot_grow_stays_what_it_was_and_catches_up(
    database: Database, kind: str, folder: Path, disk: Disk, now: int
) -> None:
    index = open_index(kind, folder)
    following = Follower(database, index)
    mute = write(database, "Mute a channel", now=now)
    following.step(now=now)
    disk.fill()
    dark = write(database, "Dark mode", now=now, body="night " * 20_000)
    for later in (1, 2, 31_000):  # also when it is the turn to read whether all is as it was written
        with pytest.raises(IndexUnavailable):
            following.step(now=now + later)
        assert (found(index, "mute"), found(index, "dark")) == ([mute], [])
    index.verify()
    disk.clear()
    following.step(now=now + 40_000)
    assert (found(index, "mute"), found(index, "dark")) == ([mute], [dark])
    index.verify()
    assert index.cursor() == events.latest(database)
    assert following.differences() == set()


def test_an_index_that_is_lost_while_the_disk_is_full_is_built_when_there_is_room(
    database: Database, kind: str, folder: Path, disk: Disk, now: int
) -> None:
    index = open_index(kind, folder)
    mute = write(database, "Mute a channel", now=now, body="quiet " * 20_000)
    disk.fill()
    with pytest.raises(IndexUnavailable):
        Follower(database, index).step(now=now)
    with pytest.raises(IndexUnavailable):
        found(index, "mute")
    disk.clear()
    Follower(database, index).step(now=now)
    assert found(index, "mute") == [mute]
