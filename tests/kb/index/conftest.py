"""An index of each engine: what one promises, the other promises."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kb.index import Document, Index, open_index


@pytest.fixture(params=["tantivy", "whoosh"])
def kind(request: pytest.FixtureRequest) -> str:
    engine: str = request.param
    return engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(kind: str, folder: Path) -> Index:
    """An index that is empty, and complete up to cursor "0"."""
    index = open_index(kind, folder)
    index.reset()
    with index.writer() as writer:
        writer.commit("0")
    return index


@pytest.fixture
def fill(index: Index) -> Callable[[Iterable[Document]], None]:
    """Puts documents into the index, in one commit with the cursor "1"."""

    def fill(documents: Iterable[Document]) -> None:
        with index.writer() as writer:
            for document in documents:
                writer.put(document)
            writer.commit("1")

    return fill
