"""Our own small regression set: questions in plain words, asked of the manual that ships with Firstline.

It was written to guard a floor, not to be fitted to: no question repeats a phrasing of the manual, some have typing
errors, some are asked in the other Chinese script, and some are answered by nothing in it.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from articles.reading import Source
from articles.records import Record
from web import cli

QUESTIONS: Final = Path(__file__).parent / "questions.jsonl"

# Moved up when the matching is better; never down to let a change of it pass. Set anew when the manual grows: with 45
# articles in a language instead of 33 the same matching has .03 less first; what was added about taking over and
# opening again costs .01 of the AUROC, and what is first gains .01.
FLOORS: Final = {"precision_at_1": 0.61, "recall_at_5": 0.87, "auroc": 0.79}
WRONG: Final = 2
"""Questions that may be answered at once by the wrong article, or although none answers them."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The manual as entries, each called by its path without `.md`, and our questions."""
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "data"))
    manual = Path(str(files("articles"))) / "manual"
    entries = (
        {
            "id": record.key.removesuffix(".md"), "lang": record.language, "title": record.title,
            "phrasings": record.phrasings, "body": record.body,
        }
        for record in Source("manual", manual, "en") if isinstance(record, Record)
    )
    (tmp_path / "entries.jsonl").write_text("".join(f"{json.dumps(entry)}\n" for entry in entries), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_bytes(QUESTIONS.read_bytes())
    return tmp_path


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_answers_are_no_worse_than_they_were(folder, capsys, engine):
    floors = [word for name, floor in FLOORS.items() for word in ("--fail-under", f"{name}={floor}")]
    code = cli.main(["evaluate", str(folder), "--index", engine, *floors])
    out, err = capsys.readouterr()
    found = json.loads(out.splitlines()[-1])
    assert code == 0, err
    assert found["answered"] - found["answered_right"] <= WRONG


def test_no_question_repeats_what_the_manual_says():
    manual = Path(str(files("articles"))) / "manual"
    said = {
        wording.casefold()
        for record in Source("manual", manual, "en") if isinstance(record, Record)
        for wording in (record.title, *record.phrasings)
    }
    asked = [json.loads(line)["text"].casefold() for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(asked) == len(set(asked))
    assert not said & set(asked)
