"""The board by the command line: a dump in, JSON lines out."""

import json
from pathlib import Path

import pytest

from tests.kb.test_bringing import POSTS, USERS
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
    assert cli.main(["import-board", str(dump)]) == 0
    assert "0 questions and 0 answers added, 3 were there" in capsys.readouterr().out
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
