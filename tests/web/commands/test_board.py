"""The board by the command line: a dump in, JSON lines out."""

import json
from pathlib import Path

import pytest

from tests.kb.test_bringing import COMMENTS, POSTS, USERS, VOTES
from web import cli


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "data"))
    folder = tmp_path / "gadgets"
    folder.mkdir()
    (folder / "Users.xml").write_text(USERS, encoding="utf-8")
    (folder / "Posts.xml").write_text(POSTS, encoding="utf-8")
    assert cli.main(["migrate"]) == 0
    return folder


def test_in_twice_and_out(dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["import-board", str(dump)]) == 0
    assert capsys.readouterr().out == (
        "2 questions and 1 answers added, 0 were there; 1 left out, without a text or a question.\n"
    )
    (dump / "Comments.xml").write_text(COMMENTS, encoding="utf-8")
    (dump / "Votes.xml").write_text(VOTES, encoding="utf-8")
    assert cli.main(["import-board", str(dump)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "0 questions and 0 answers added, 3 were there; 1 left out, without a text or a question.",
        "2 comments added, 0 were there; 3 left out, without a text, an author or a post.",
        "3 votes stand in the scores that were imported, without voters: a dump does not tell who voted. Left "
        "out: 1 favourites, bounties and flags.",
    ]
    out = tmp_path / "board.jsonl"
    assert cli.main(["export-board", str(out)]) == 0
    first, other = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (first["title"], first["tags"], first["answers"][0]["accepted"]) == (
        "How is it opened?", ["lid", "battery"], True
    )
    assert other["title"] == "Another one?" and "@" not in out.read_text(encoding="utf-8")


def test_what_cannot_be_read_is_said(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dump / "Posts.xml").write_text("<!DOCTYPE a []><posts/>", encoding="utf-8")
    assert cli.main(["import-board", str(dump)]) == 2
    assert "document type" in capsys.readouterr().err
    assert cli.main(["import-board", str(dump / "none")]) == 2
    assert "There is no Posts.xml" in capsys.readouterr().err
