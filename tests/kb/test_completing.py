from pathlib import Path

import pytest

from kb.completing import completed
from kb.index import Document, Index, IndexUnavailable, open_index

TITLES = ("Reset a password", "A password for guests", "Passing the day", "Mute a topic", "重设密码")


@pytest.fixture(params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    index = open_index(request.param, tmp_path / "index")
    index.reset()
    with index.writer() as writer:
        for number, title in enumerate(TITLES):
            writer.put(Document(str(number), "en", "public", "", title, (), ""))
        writer.commit("1")
    return index


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("reset my passw", "reset my password"),
        ("PASSW", "password"),
        ("passi", "passing"),
        ("mut", "mute"),
        ("topics", "topics"),  # finished already, as another form of a known word
        ("passw ", "passw "),  # a space says that the word is finished
        ("p", "p"),
        ("quasar", "quasar"),
        ("重设", "重设"),
        ("", ""),
    ],
)
def test_an_unfinished_word_is_finished(index: Index, typed: str, read: str) -> None:
    assert completed(index, typed) == read


def test_a_new_word_is_not_taken_for_an_unfinished_one(index: Index) -> None:
    assert completed(index, "passw") == "password"
    with index.writer() as writer:
        writer.put(Document("new", "en", "public", "", "passw", (), ""))
        writer.commit("2")
    assert completed(index, "passw") == "passw"


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        completed(open_index("tantivy", tmp_path / "none"), "passw")
