"""`firstline evaluate` through the command's front door."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from bot import chat, evaluating, trial
from bot.evaluating import Outcome
from kb import ids
from kb.index import open_index
from kb.index.follower import Follower
from kb.store.engine import open_database
from web import cli

ENTRIES = [
    {"id": "hours", "lang": "en", "title": "Opening hours of the shop", "phrasings": ["are you open on Sunday"],
     "body": "Monday to Friday from nine to six."},
    {"id": "parking", "lang": "en", "title": "", "phrasings": ["where can I park my car"], "body": ""},
    {"id": "return", "lang": "en", "title": "", "phrasings": [], "body": "Print the return label and send it back."},
    {"id": "退货", "lang": "zh", "title": "怎样退货", "phrasings": ["不喜欢可以退吗"], "body": "打印退货单，寄回。"},
    {"id": "發票", "lang": "zh-Hant", "title": "如何索取發票", "phrasings": [], "body": "在訂單頁面點選開立發票。"},
]
QUESTIONS = [
    {"text": "what are your opening hours", "lang": "en", "expect": ["hours"]},
    {"text": "are you open on Sunday", "lang": "en", "expect": ["parking", "hours"]},
    {"text": "where can I park my car", "lang": "en", "expect": ["parking"]},
    {"text": "how do I print the return label", "lang": "en", "expect": ["return"]},
    {"text": "不喜歡可以退嗎", "lang": "zh-Hant", "expect": ["退货"]},
    {"text": "怎样开发票", "lang": "zh", "expect": ["發票"]},
    {"text": "can I talk to a person about the opening hours", "lang": "en", "expect": []},
    {"text": "hello", "lang": "en", "expect": []},
    {"text": "zzyzx", "lang": "en", "expect": []},
]
KEYS = [
    "entries", "questions", "precision_at_1", "recall_at_5", "mrr", "auroc", "answered", "answered_right",
    "calibration_error", "build_seconds", "p50_ms", "p99_ms",
]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "set"
    made.mkdir()
    (made / "entries.jsonl").write_text(lines(ENTRIES), encoding="utf-8")
    (made / "questions.jsonl").write_text(lines(QUESTIONS), encoding="utf-8")
    return made


def results(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def last_line(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_line_for_each_question_and_one_for_all(folder, tmp_path, capsys, engine):
    out = tmp_path / "results.jsonl"
    assert cli.main(["evaluate", str(folder), "--out", str(out), "--index", engine]) == 0
    told, found = last_line(capsys), results(out)

    assert list(told) == KEYS
    assert (told["entries"], told["questions"]) == (len(ENTRIES), len(QUESTIONS))
    assert told["precision_at_1"] == 1.0
    assert told["build_seconds"] > 0
    assert told["p99_ms"] >= told["p50_ms"] > 0

    assert [(line["text"], line["expect"]) for line in found] == [(q["text"], q["expect"]) for q in QUESTIONS]
    assert all(list(line) == ["text", "expect", "ranked", "confidence", "decision", "ms"] for line in found)
    known = {entry["id"] for entry in ENTRIES}
    for line in found:
        assert {each["id"] for each in line["ranked"]} <= known
        scores = [each["score"] for each in line["ranked"]]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= line["confidence"] <= 1
    by_text = {line["text"]: line for line in found}
    assert by_text["are you open on Sunday"]["decision"] == "answer"
    assert by_text["can I talk to a person about the opening hours"]["decision"] == "handover"
    assert by_text["can I talk to a person about the opening hours"]["ranked"][0]["id"] == "hours"
    assert by_text["hello"]["decision"] == "clarify"
    assert by_text["zzyzx"]["decision"] == "clarify"
    assert by_text["zzyzx"]["confidence"] < 0.1


def test_the_figures_are_those_of_the_lines(folder, tmp_path, capsys):
    out = tmp_path / "results.jsonl"
    assert cli.main(["evaluate", str(folder), "--out", str(out)]) == 0
    told = last_line(capsys)
    again = evaluating.figures([
        Outcome(
            tuple(line["expect"]), tuple(each["id"] for each in line["ranked"]), line["confidence"], line["decision"],
            line["ms"],
        )
        for line in results(out)
    ])
    for name in ("precision_at_1", "recall_at_5", "mrr", "auroc", "answered", "answered_right"):
        assert told[name] == pytest.approx(getattr(again, name), abs=0.0001), name
    assert told["calibration_error"] == pytest.approx(again.calibration_error, abs=0.001)


def test_the_table_stands_before_the_json_and_nobody_is_shown_a_bar(folder, capsys):
    assert cli.main(["evaluate", str(folder)]) == 0
    out, err = capsys.readouterr()
    first, *rows, last = out.splitlines()
    assert first == "5 entries, 9 questions, 3 of them answered by no entry"
    assert len(rows) == len(KEYS) - 2
    assert re.fullmatch(r"\s+first entry right\s+1\.000", rows[0])
    assert last.startswith('{"entries": 5, "questions": 9, "precision_at_1": 1.0,')
    assert err == ""


def test_no_more_than_ten_are_listed(tmp_path, capsys):
    rows = [{"id": f"n{n}", "lang": "en", "title": f"Printer number {n}", "body": "Paper."} for n in range(30)]
    (tmp_path / "entries.jsonl").write_text(lines(rows))
    (tmp_path / "questions.jsonl").write_text(lines([{"text": "printer number 7", "lang": "en", "expect": ["n7"]}]))
    out = tmp_path / "results.jsonl"
    assert cli.main(["evaluate", str(tmp_path), "--out", str(out)]) == 0
    (line,) = results(out)
    assert len(line["ranked"]) == 10
    assert line["ranked"][0]["id"] == "n7"
    assert last_line(capsys)["auroc"] is None


def test_an_installation_is_left_alone(folder, data):
    assert cli.main(["migrate"]) == 0
    before = sorted(path.name for path in data.iterdir())
    database = (data / "firstline.db").read_bytes()
    assert cli.main(["evaluate", str(folder)]) == 0
    assert sorted(path.name for path in data.iterdir()) == before
    assert (data / "firstline.db").read_bytes() == database


def test_a_limit_draws_the_same_questions_each_time_in_their_order_and_a_higher_one_adds_some(folder, tmp_path):
    drawn = []
    for limit in ("3", "3", "5", "100"):
        out = tmp_path / "results.jsonl"
        assert cli.main(["evaluate", str(folder), "--limit", limit, "--out", str(out)]) == 0
        drawn.append([line["text"] for line in results(out)])
    whole = [question["text"] for question in QUESTIONS]
    assert drawn[0] == drawn[1] == [text for text in whole if text in drawn[0]]
    assert [len(each) for each in drawn] == [3, 3, 5, 9]
    assert set(drawn[0]) < set(drawn[2])
    assert drawn[3] == whole


def test_typing_errors_are_the_same_for_the_same_seed_also_with_a_limit(folder, tmp_path):
    asked = []
    for options in (["--typos", "7"], ["--typos", "7", "--limit", "4"], ["--typos", "8"]):
        out = tmp_path / "results.jsonl"
        assert cli.main(["evaluate", str(folder), *options, "--out", str(out)]) == 0
        asked.append([line["text"] for line in results(out)])
    plain = [question["text"] for question in QUESTIONS]
    changed = [text != other for text, other in zip(asked[0], plain, strict=True)]
    assert changed == [True, True, True, True, False, False, True, True, True]
    assert set(asked[1]) < set(asked[0])
    assert asked[2] != asked[0]


@pytest.mark.parametrize(
    ("floors", "code", "said"),
    [
        (["precision_at_1=0.8"], 0, ""),
        (["precision_at_1=1", "mrr=1", "answered=2"], 0, ""),
        (["precision_at_1=1.1"], 1, "Failed: precision_at_1 is 1, below 1.1.\n"),
        (
            ["answered=100", "recall_at_5=2"], 1,
            "Failed: answered is {answered}, below 100.\nFailed: recall_at_5 is 1, below 2.\n",
        ),
    ],
)
def test_what_is_under_its_floor_fails_with_a_sentence(folder, capsys, floors, code, said):
    options = [word for floor in floors for word in ("--fail-under", floor)]
    assert cli.main(["evaluate", str(folder), *options]) == code
    out, err = capsys.readouterr()
    assert err == said.format(**json.loads(out.splitlines()[-1]))


def test_a_floor_for_what_these_questions_cannot_show_fails(folder, capsys):
    (folder / "questions.jsonl").write_text(lines(QUESTIONS[:3]))
    assert cli.main(["evaluate", str(folder), "--fail-under", "auroc=0.5"]) == 1
    assert "auroc cannot be measured with these questions" in capsys.readouterr().err


@pytest.mark.parametrize(
    "floor", ["p_at_1=0.8", "precision_at_1", "precision_at_1=", "mrr=high", "p99_ms=5", "mrr=nan"]
)
def test_a_floor_that_is_none_is_refused_before_anything_is_built(folder, capsys, floor):
    assert cli.main(["evaluate", str(folder), "--fail-under", floor]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("firstline: --fail-under ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("entries.jsonl", '{"id": "a", "lang": "en", "title": "A"}\nnot JSON\n', "line 2: the line is not JSON"),
        ("entries.jsonl", "[1]\n", "entries.jsonl, line 1: the line is not a JSON object"),
        ("entries.jsonl", '{"lang": "en", "title": "A"}\n', "entries.jsonl, line 1: the id is missing"),
        ("entries.jsonl", '{"id": 7, "lang": "en", "title": "A"}\n', "entries.jsonl, line 1: id is not a text"),
        ("entries.jsonl", '{"id": "a", "title": "A"}\n', "entries.jsonl, line 1: lang is missing"),
        ("entries.jsonl", '{"id": "a", "lang": "de", "title": "A"}\n', "line 1: lang is 'de', not one of en, zh,"),
        ("entries.jsonl", '{"id": "a", "lang": "en"}\n', "line 1: title, phrasings and body are empty"),
        ("entries.jsonl", '{"id": "a", "lang": "en", "phrasings": "b"}\n', "line 1: phrasings is not a list of texts"),
        (
            "entries.jsonl", '{"id": "a", "lang": "en", "title": "A"}\n\n{"id": "a", "lang": "en", "title": "B"}\n',
            "entries.jsonl, line 3: the id 'a' was used before, in entries.jsonl, line 1",
        ),
        ("entries.jsonl", "", "entries.jsonl is empty"),
        ("questions.jsonl", "\n", "questions.jsonl is empty"),
        ("questions.jsonl", '{"text": " ", "lang": "en", "expect": []}\n', "line 1: the text is missing"),
        ("questions.jsonl", '{"text": "a", "lang": "en"}\n', "questions.jsonl, line 1: expect is missing"),
        ("questions.jsonl", '{"text": "a", "lang": "en", "expect": "a"}\n', "line 1: expect is not a list of texts"),
        ("questions.jsonl", '{"text": "a", "lang": "en", "expect": ["x"]}\n', "line 1: no entry has the id 'x'"),
        ("questions.jsonl", b'{"text": "\xff", "lang": "en", "expect": []}\n', "line 1: the line is not UTF-8"),
        ("questions.jsonl", "nothing\n" * 9, "questions.jsonl, line 3: the line is not JSON"),
        ("questions.jsonl", "nothing\n" * 9, "and 6 more"),
        ("questions.jsonl", None, "There is no questions.jsonl in "),
        ("entries.jsonl", None, "There is no entries.jsonl in "),
    ],
)
def test_a_malformed_file_is_refused_with_its_name_and_line(folder, capsys, file, text, said):
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert cli.main(["evaluate", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("firstline: ")
    assert said in err
    assert err.count("\n") == 1


def test_no_folder_and_no_place_for_the_results_are_refused(folder, tmp_path, capsys):
    assert cli.main(["evaluate", str(tmp_path / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert cli.main(["evaluate", str(folder), "--out", str(tmp_path / "nowhere" / "out.jsonl")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_from_one_on(folder, limit):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["evaluate", str(folder), "--limit", limit])
    assert stopped.value.code == 2


def test_what_is_decided_is_what_the_live_bot_says_first(folder, data, tmp_path):
    """The same knowledge base behind the chat: a passage is an answer, a handoff a handover, the rest asks back."""
    out = tmp_path / "results.jsonl"
    assert cli.main(["evaluate", str(folder), "--out", str(out)]) == 0
    assert cli.main(["migrate"]) == 0
    rows = [{**entry, "title": entry["title"] or "Untitled", "body": entry["body"] or "-"} for entry in ENTRIES]
    assert {line["decision"] for line in results(out)} == {"answer", "clarify", "handover"}
    (tmp_path / "rows.jsonl").write_text(lines(rows), encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "rows.jsonl")]) == 0
    db, index = open_database(str(data / "firstline.db")), open_index("tantivy", data / "index")
    Follower(db, index).rebuild()
    try:
        for question in QUESTIONS:
            language = "zh-Hans" if question["lang"] == "zh" else question["lang"]
            tried = trial.put(db, index, question["text"], site="main", language=language)
            begun = chat.start(
                db, site="main", token=ids.digest(ids.new_token()), language=language, channel="site", page="", now=1
            )
            turn = chat.say(db, index, begun.conversation, key="k", text=question["text"], now=2)
            kinds = {message.kind for message in turn.messages if message.author == "bot"}
            handed_over = turn.conversation.state == "waiting"
            said = "answer" if "passage" in kinds else "handover" if handed_over else "clarify"
            assert tried.decision == said, question["text"]
    finally:
        index.close()
        db.close()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_manuals_example_works(tmp_path, capsys, language):
    manual = (files("articles") / "manual" / language / "evaluate.md").read_text(encoding="utf-8")
    entries, questions = re.findall(r"```json\n(.*?)```", manual, re.DOTALL)
    (tmp_path / "entries.jsonl").write_text(entries, encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(questions, encoding="utf-8")
    assert cli.main(["evaluate", str(tmp_path)]) == 0
    assert last_line(capsys)["precision_at_1"] == 1.0
    assert cli.main(["migrate"]) == 0
    assert cli.main(["import", str(tmp_path / "entries.jsonl")]) == 0
    assert "1 articles added" in capsys.readouterr().out
