"""Tables, as spreadsheets of any country save them."""

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


def table(folder: Path, text: str, encoding: str = "utf-8", name: str = "faq.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_csv(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        'ID,Title,TEXT,phrasings,topic,Never_Answers\r\n1,"a, b","l 1\n\nl 2",c|d,e,j|k\r\n\r\n2,f,g,"h\ni",,\r\n',
    )

    first, second = records(path)

    assert (first.title, first.body, first.phrasings, first.topic) == ("a, b", "l 1\n\nl 2", ("c", "d"), "e")
    assert (first.never_answers, second.never_answers) == (("j", "k"), ())
    assert (second.phrasings, second.topic, second.where) == (("h", "i"), None, "faq.csv, line 6")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_simplified_chinese_from_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path, "title,text\n如何修改密码？,请打开设置，然后点击“修改密码”。\n", encoding)

    (record,) = records(path)

    assert (record.title, record.language) == ("如何修改密码？", "zh-Hans")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "big5", "utf-16"])
def test_traditional_chinese_from_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path, "title,text\n如何變更密碼？,請開啟設定，然後點擊「變更密碼」。\n", encoding)

    (record,) = records(path)

    assert (record.title, record.language) == ("如何變更密碼？", "zh-Hant")


@pytest.mark.parametrize(
    "data", [b"title,text\ncaf\xe9,d\xe9j\xe0 vu \xa9\xff\n", b"title,text\na,\xff\xfe\xfd\n", b"\xff\xfea"]
)
def test_what_cannot_be_decoded_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "faq.csv"
    path.write_bytes(data)

    assert problems(path) == [("faq.csv", "The file is neither UTF-8 nor GB 18030 nor Big5.")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_stand_apart_as_spreadsheets_have_them(tmp_path: Path, delimiter: str) -> None:
    path = table(tmp_path, delimiter.join(["title", "text"]) + "\n" + delimiter.join(["a", "b"]) + "\n")

    assert [(record.title, record.body) for record in records(path)] == [("a", "b")]


def test_bad_rows_of_a_table(tmp_path: Path) -> None:
    path = table(tmp_path, 'title,text\n"a\nb",\nc,d,e\nf,g\n')

    assert problems(path) == [
        ("faq.csv, line 2", "the text is empty"),
        ("faq.csv, line 4", "the row has 3 cells, but there are 2 columns"),
    ]
    assert len(list(read(path))) == 3


def test_a_table_without_names_of_columns(tmp_path: Path) -> None:
    assert problems(table(tmp_path, "a,b\nc,d\n")) == [
        ("faq.csv, line 1", "the first line does not name the columns: there is none called title")
    ]
    assert len(problems(table(tmp_path, ""))) == 1


def test_a_large_cell_is_read(tmp_path: Path) -> None:
    (record,) = records(table(tmp_path, f'title,text\na,"{"b" * 150_000}"\n'))

    assert len(record.body) == 150_000
