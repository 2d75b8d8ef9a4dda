"""Files of every kind, good rows and bad ones."""

import json
from pathlib import Path

import pytest

from articles.reading import read
from articles.records import Record
from articles.rows import Problem


def records(path: Path) -> list[Record]:
    found = list(read(path))
    assert not [row for row in found if isinstance(row, Problem)]
    return [row for row in found if isinstance(row, Record)]


def problems(path: Path) -> list[tuple[str, str]]:
    return [(row.where, row.reason) for row in read(path) if isinstance(row, Problem)]


def lines(folder: Path, *rows: object) -> Path:
    path = folder / "faq.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def markdown(folder: Path, text: str, name: str = "article.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ---- Markdown ------------------------------------------------------------------------------------------------------


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    path = markdown(
        tmp_path,
        """---
title: Yes, you can: 2024-01-01
language: zh_TW
topic: Billing & payment
slug: refunds
state: draft
audience: staff
variant: refunds
position: 7
phrasings:
  - I want my money back
  - 1.50
  - i want my money  back
never_answers: how fast is a refund | where is my money
---

# Another heading

Text.
""".replace("Yes, you can: 2024-01-01", '"Yes, you can: 2024-01-01"'),
    )

    (record,) = records(path)

    assert record == Record(
        key="article.md", title="Yes, you can: 2024-01-01", body="# Another heading\n\nText.", language="zh-Hant",
        topic="Billing & payment", slug="refunds", phrasings=("i want my money back", "1.50"), state="draft",
        where="article.md", audience="staff", variant="refunds", position=7,
        never_answers=("how fast is a refund", "where is my money"), path="article.md",
    )


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# How to pay\n\nText.", "How to pay", "Text."),
        ("\n\n# How *to* `pay` {#pay}\nText.", "How to pay", "Text."),
        ("How to pay\n==========\n\nText.", "How to pay", "Text."),
        ("---\ntitle: how to PAY\n---\n# How to pay\n\nText.", "how to PAY", "Text."),
        ("---\ntitle: no\n---\nText.", "no", "Text."),
        ("---\ntitle: 2024-05-01\n---\nText.", "2024-05-01", "Text."),
        ("\ufeff---\r\ntitle: a\r\n---\r\nb\r\nc", "a", "b\nc"),
        ("# 如何付款\n\n正文。", "如何付款", "正文。"),
        ("# a\n\n---\n\nb\n\n---", "a", "---\n\nb\n\n---"),
    ],
)
def test_a_title_is_taken_from_where_it_stands(tmp_path: Path, text: str, title: str, body: str) -> None:
    (record,) = records(markdown(tmp_path, text))

    assert (record.title, record.body) == (title, body)


@pytest.mark.parametrize(
    ("text", "state"),
    [("draft: true", "draft"), ("published: False", "draft"), ("draft: false", None), ("state: Archived", "archived")],
)
def test_states_as_site_generators_write_them(tmp_path: Path, text: str, state: str | None) -> None:
    (record,) = records(markdown(tmp_path, f"---\ntitle: a\n{text}\n---\nb"))

    assert record.state == state


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Text without a title.", "the title is missing"),
        ("---\ntitle: a\n---\n\n", "the text is empty"),
        ("---\ntitle: a\n---\n{!include.md!}\n", "the text is empty"),
        ("---\ntitle: [a\n---\nb", "the front matter is not YAML: there is a mistake in line 2"),
        ("---\n- a\n---\nb", "the front matter has no names and values"),
        ("---\ntitle: [a, b]\n---\nb", "the title is not a text"),
        ("---\ntitle: " + "[" * 5000 + "\n---\nb", "the front matter is not YAML: it is nested too deep"),
        ("---\ntitle: a\nlanguage: fr\n---\nb", "the language 'fr' is not one of en, zh-Hans, zh-Hant"),
        ("---\ntitle: a\nstate: live\n---\nb", "the state 'live' is not one of draft, in_review, published, archived"),
        ("---\ntitle: a\naudience: all\n---\nb", "the audience 'all' is not one of public, members, staff"),
        ("---\ntitle: a\nposition: first\n---\nb", "the position 'first' is not a number"),
        ("---\ntitle: a\ntopic: " + "t" * 101 + "\n---\nb", "the topic is longer than 100 characters"),
        ("---\ntitle: a\nphrasings: {a: b}\n---\nb", "the phrasings are not a list of texts"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, reason: str) -> None:
    assert problems(markdown(tmp_path, text)) == [("article.md", reason)]


def test_a_folder_is_read_with_all_below_it(tmp_path: Path) -> None:
    markdown(tmp_path, "# B", "b.md")
    markdown(tmp_path, "# A\n\nText.", "sub/a.md")
    markdown(tmp_path, "# C\n\nText.", "sub/deeper/c.markdown")
    markdown(tmp_path, "# Hidden\n\nText.", ".git/x.md")
    (tmp_path / "picture.png").write_bytes(b"x")

    source = read(tmp_path)

    assert [(row.where, type(row)) for row in source] == [
        ("b.md", Problem), ("sub/a.md", Record), ("sub/deeper/c.markdown", Record),
    ]
    assert source.name == tmp_path.name and source.total() == 3


def test_folders_called_by_languages_make_variants(tmp_path: Path) -> None:
    markdown(tmp_path, "# Pay\n\nText.", "en/money/pay.md")
    markdown(tmp_path, "# Pay\n\nText.", "zh-Hans/money/pay.md")
    markdown(tmp_path, "---\nlanguage: en\n---\n# Pay\n\nText.", "zh-hant/money/pay.md")

    found = records(tmp_path)

    assert [(record.language, record.variant) for record in found] == [
        ("en", "money/pay"), ("zh-Hans", "money/pay"), ("en", "money/pay"),
    ]


def test_a_language_that_nobody_names_is_told_by_the_text(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        {"id": "1", "title": "How to pay", "text": "Click here."},
        {"id": "2", "title": "如何付款", "text": "请点击这里。"},
        {"id": "3", "title": "如何付款", "text": "請點擊這裡，謝謝您。"},
        {"id": "4", "title": "123", "text": "456"},
    )

    assert [record.language for record in records(path)] == ["en", "zh-Hans", "zh-Hant", "en"]
    assert [row.language for row in read(path, language="zh-Hans") if isinstance(row, Record)][3] == "zh-Hans"


# ---- JSON lines ----------------------------------------------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        {"id": 7, "title": "a", "text": "b", "phrasings": ["c", "", "C ", "d"], "topic": None, "extra": [1]},
        "",
        {"question": "e", "answer": "f", "category": "g", "lang": "en-GB"},
    )
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    first, second = records(path)

    assert (first.key, first.title, first.body, first.phrasings, first.topic) == ("7", "a", "b", ("C", "d"), None)
    assert (second.key, second.title, second.body, second.topic, second.language) == ("e", "e", "f", "g", "en")
    assert second.where == "faq.jsonl, line 3"


MANY = [str(number) for number in range(201)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "1", "text": "b"}, "the title is missing"),
        ({"id": "1", "title": "  ", "text": "b"}, "the title is missing"),
        ({"id": "1", "title": "a"}, "the text is empty"),
        ({"id": "1", "title": "a", "text": " \n "}, "the text is empty"),
        ({"id": "1", "title": ["a"], "text": "b"}, "the title is not a text"),
        ({"id": "1", "title": True, "text": "b"}, "the title is not a text"),
        ({"id": "1", "title": "a" * 201, "text": "b"}, "the title is longer than 200 characters"),
        ({"id": "1", "title": "a", "text": "b" * 200_001}, "the text is longer than 200,000 characters"),
        ({"id": "1" * 301, "title": "a", "text": "b"}, "the id is longer than 300 characters"),
        (
            {"id": "1", "title": "a", "text": "b", "phrasings": ["c" * 301]},
            "one of the phrasings is longer than 300 characters",
        ),
        ({"id": "1", "title": "a", "text": "b", "phrasings": MANY}, "there are more than 200 phrasings"),
        ({"id": "1", "title": "a", "text": "b", "never_answers": 5}, "the never_answers are not a list of texts"),
        ({"id": "1", "title": "a", "text": "b", "never_answers": MANY}, "there are more than 200 never_answers"),
        (
            {"id": "1", "title": "a", "text": "b", "phrasings": "c|d", "never_answers": ["D"]},
            "'d' stands in phrasings and in never_answers",
        ),
        ({"id": "1", "title": "a", "text": "b", "phrasings": [1]}, "the phrasings are not a list of texts"),
        ('{"id": "1", "title": "a"', "the line is not JSON: there is a mistake at character 26"),
        ("[" * 100_000, "the line is not JSON that can be read"),
        ("9" * 10_000, "the line is not JSON that can be read"),
        ('["a"]', "the line is not a JSON object with names and values"),
    ],
)
def test_a_bad_row_is_reported_and_the_good_ones_are_read(tmp_path: Path, row: object, reason: str) -> None:
    good = {"title": "good", "text": "text"}
    path = lines(tmp_path, {**good, "id": "a"}, row, {**good, "id": "b"})

    found = list(read(path))

    assert [getattr(row, "key", None) for row in found] == ["a", None, "b"]
    assert found[1] == Problem("faq.jsonl, line 2", reason)


def test_the_largest_that_is_allowed_is_read(tmp_path: Path) -> None:
    row = {"id": "1" * 300, "title": "a" * 200, "text": "b" * 200_000, "phrasings": [f"{n:0300}" for n in range(200)]}

    (record,) = records(lines(tmp_path, row))

    assert len(record.body) == 200_000 and len(record.phrasings) == 200


def test_an_id_that_comes_again_is_reported(tmp_path: Path) -> None:
    path = lines(tmp_path, {"id": "a", "title": "b", "text": "c"}, {"id": "a", "title": "d", "text": "e"})

    assert problems(path) == [("faq.jsonl, line 2", "the id 'a' was used before, in faq.jsonl, line 1")]


def test_an_id_of_a_bad_row_may_come_again(tmp_path: Path) -> None:
    path = lines(tmp_path, {"id": "a", "title": "b"}, {"id": "a", "title": "d", "text": "e"})

    assert [reason for _, reason in problems(path)] == ["the text is empty"]


def test_what_no_database_takes_is_taken_out(tmp_path: Path) -> None:
    (record,) = records(lines(tmp_path, '{"id": "a", "title": "b\\u0000 c", "text": "d\\ud800e\\nf"}'))

    assert record.title == "b c" and "\ud800" not in record.body and record.body.endswith("e\nf")


def test_a_line_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "faq.jsonl"
    path.write_bytes('{"title": "如何付款", "text": "请点击"}\n'.encode("gb18030") + b'{"title": "a", "text": "b"}\n')

    assert problems(path) == [("faq.jsonl, line 1", "the line is not UTF-8")]
    assert len(list(read(path))) == 2


# ---- all of them ---------------------------------------------------------------------------------------------------


def test_what_is_no_file_of_ours(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"

    assert problems(tmp_path / "missing.md")[0][1] == "the file cannot be read: No such file or directory"
    assert problems(missing) == [(str(missing), "the file cannot be read: No such file or directory")]
    assert problems(tmp_path / "x.docx") == [(str(tmp_path / "x.docx"), "there is no such file")]
    (tmp_path / "x.docx").write_bytes(b"x")
    assert problems(tmp_path / "x.docx")[0][1].endswith(".csv, .jsonl, .markdown, .md, .ndjson, .tsv")
    assert list(read(tmp_path / "x.docx").names()) == []


def test_names_are_those_of_the_records(tmp_path: Path) -> None:
    path = lines(tmp_path, {"id": "a", "title": "b", "text": "c"}, "no", {"title": "d", "text": "e", "slug": "f"})

    source = read(path)

    assert [(name.key, name.title, name.slug) for name in source.names()] == [("a", "b", None), ("d", "d", "f")]
    assert source.total() == 3 and source.name == "faq"


def test_a_source_can_be_read_again(tmp_path: Path) -> None:
    source = read(lines(tmp_path, {"title": "b", "text": "c"}))

    assert list(source) == list(source) != []
