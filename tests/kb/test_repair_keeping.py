"""Vocabularies are read aside, in small steps, and when the index moved on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb import repair
from kb.index import Document, Index, IndexUnavailable, open_index
from kb.repair import keeping
from kb.store.threads import NATIVE, Signal


class Later:
    """Threads that run when they are told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.rests = 0

    def start(self, run: Callable[[], None], name: str) -> None:
        self.waiting.append(run)

    def signal(self) -> Signal:
        return NATIVE.signal()

    def rest(self, seconds: float) -> None:
        self.rests += 1

    def run(self) -> int:
        waiting, self.waiting = self.waiting, []
        for run in waiting:
            run()
        return len(waiting)


@pytest.fixture(params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    index = open_index(request.param, tmp_path / "index")
    yield index
    index.close()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if two documents were a large knowledge base."""
    monkeypatch.setattr(keeping, "_FEW", 1)


def fill(index: Index, *titles: str) -> None:
    with index.writer() as writer:
        for title in titles:
            writer.put(Document(title, "en", "public", "", title, (), ""))
        writer.commit("1")


@pytest.mark.usefixtures("many")
def test_a_large_vocabulary_is_read_aside(index: Index) -> None:
    index.reset()
    fill(index, "A password", "Its owner")
    threads = Later()
    repair.keep(index, threads=threads)
    assert repair.read(index, "pasword").repairs == (), "nobody waits for it"
    assert repair.read(index, "pasword").repairs == ()
    assert threads.run() == 1, "and it is read once"
    assert threads.rests > 0, "others go first"
    assert repair.read(index, "pasword").repairs == (("pasword", "password"),)
    assert threads.run() == 0


@pytest.mark.usefixtures("many")
def test_it_is_read_again_once_a_minute(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.reset()
    fill(index, "A password", "Its owner")
    threads = Later()
    repair.keep(index, threads=threads)
    threads.run()
    fill(index, "An invoice")
    assert repair.read(index, "invioce").repairs == ()
    assert threads.run() == 0
    monkeypatch.setattr(keeping, "_KEPT", 0.0)
    assert repair.read(index, "invioce").repairs == (), "who asks does not wait"
    assert threads.run() == 1
    assert repair.read(index, "invioce").repairs == (("invioce", "invoice"),)


def test_a_small_one_is_read_at_once(index: Index) -> None:
    index.reset()
    fill(index, "A password")
    threads = Later()
    repair.keep(index, threads=threads)
    assert repair.read(index, "pasword").repairs == (("pasword", "password"),)


@pytest.mark.usefixtures("many")
def test_an_index_that_is_not_there_yet_is_read_when_it_is(index: Index) -> None:
    threads = Later()
    repair.keep(index, threads=threads)
    threads.run()
    with pytest.raises(IndexUnavailable):
        repair.read(index, "pasword")
    index.reset()
    fill(index, "A password", "Its owner")
    repair.read(index, "pasword")
    threads.run()
    assert repair.read(index, "pasword").repairs == (("pasword", "password"),)


def test_parts_of_a_vocabulary_are_small(index: Index) -> None:
    index.reset()
    letters = "abcdefghijklmnopqr"
    fill(index, *(f"{one}{two}word {chr(0x4E00 + place)}第" for place, one in enumerate(letters) for two in letters))
    parts = list(index.vocabulary())
    words = [word for part in parts for word, _ in part]
    assert {"aaword", "rrword", "一第"} <= set(words)
    assert max(map(len, parts)) < len(set(words)) / 2
