"""`make bench-answers`: every set of a folder, beside what was kept."""

import json

import pytest

from bench import answers, answers_table

LINE = {
    "entries": 2, "questions": 100, "precision_at_1": 0.8, "recall_at_5": 0.9, "mrr": 0.85, "auroc": None,
    "answered": 50, "answered_right": 40, "calibration_error": 0.05, "build_seconds": 1.25, "p50_ms": 2.0,
    "p99_ms": 5.0,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "KEPT", tmp_path / "answers.json")
    monkeypatch.setattr(answers, "PAGE", tmp_path / "README.md")
    answers.PAGE.write_text(f"Before.\n{answers_table.BEGIN}\nold\n{answers_table.END}\nAfter.\n")
    made = tmp_path / "sets"
    for name, language, text in (("english", "en", "opening hours"), ("chinese", "zh", "营业时间")):
        (made / name).mkdir(parents=True)
        entry = {"id": "a", "lang": language, "title": text}
        (made / name / "entries.jsonl").write_text(json.dumps(entry))
        question = {"text": text, "lang": language, "expect": ["a"]}
        (made / name / "questions.jsonl").write_text(json.dumps(question))
    (made / "no set").mkdir()
    return made


def test_what_changed_stands_beside_it():
    before = {**LINE, "precision_at_1": 0.788, "answered": 60, "auroc": 0.7, "calibration_error": 0.0504}
    _, row = answers_table.with_changes({"one": LINE}, {"one": before}).splitlines()
    assert row.split("  ")[0] == "one"
    assert row.split()[1:] == [
        "100", ".800", "+.012", ".900", ".850", "-", ".500", "-.100", ".800", "+.133", ".050", "1.2", "s", "2.0", "ms"
    ]


def test_without_anything_kept_nothing_has_changed():
    _, row = answers_table.with_changes({"one": LINE}, {}).splitlines()
    assert "+" not in row


def test_all_sets_are_measured_english_ones_with_typing_errors_too_and_others_are_kept(folder, capsys):
    answers.KEPT.write_text(json.dumps({"english": {**LINE, "precision_at_1": 0.5}, "zebra": LINE}))
    assert answers.main([str(folder)]) == 0
    out = capsys.readouterr().out
    assert "1.000 +.500" in out
    kept = json.loads(answers.KEPT.read_text())
    assert list(kept) == ["chinese", "english", "english, typos 7", "zebra"]
    assert kept["zebra"] == LINE
    assert kept["english"]["precision_at_1"] == 1.0
    page = answers.PAGE.read_text().splitlines()
    assert (page[0], page[1], page[-2], page[-1]) == ("Before.", answers_table.BEGIN, answers_table.END, "After.")
    assert [row.split(" | ")[0] for row in page[4:-2]] == [f"| {name}" for name in kept]
    assert json.loads(out.splitlines()[-1]) == {name: line for name, line in kept.items() if name != "zebra"}


@pytest.mark.parametrize("arguments", [[], [""], ["nowhere"]])
def test_no_folder_is_told_plainly(arguments, capsys):
    assert answers.main(arguments) == 2
    err = capsys.readouterr().err
    assert err.startswith(("Which question sets?", "There is no folder nowhere"))


def test_a_folder_without_sets_is_told_plainly(tmp_path, capsys):
    assert answers.main([str(tmp_path)]) == 2
    assert "No folder in" in capsys.readouterr().err


def test_the_readme_has_a_place_for_the_table_and_shows_what_is_kept():
    page, kept = answers.PAGE.read_text(encoding="utf-8"), json.loads(answers.KEPT.read_text(encoding="utf-8"))
    assert answers_table.written_into(page, kept) == page
    assert set(answers_table.REFERENCES) <= set(kept)
