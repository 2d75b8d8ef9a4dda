"""The one ranker over a small help center in two languages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from articles import editing, publishing
from articles.editing import Text
from kb import excerpts, parts, search, text
from kb.index import Index, IndexUnavailable, open_index
from kb.index.follower import Follower
from kb.store.engine import Database, open_database
from kb.weighing import Weights

TEXTS = (
    Text("Mute a channel", "Open the channel and press **Mute**. Muted channels send no notifications.", "en"),
    Text("Unmute a channel", "Open the channel and press **Unmute**.", "en"),
    Text("Change your email address", "Open **Settings**.\n\n## Confirm it\n\nWe send a link to it.", "en"),
    Text("Mobile app", "Install the app from your store and sign in.", "en", phrasings=("use it on the go",)),
    Text("Export your data", "An administrator downloads everything as one file.", "en"),
    Text("关闭通知", "打开频道，点击**静音**，之后不再收到通知。", "zh-Hans"),
    Text("修改邮箱地址", "打开**设置**，填写新的邮箱地址，点击邮件里的链接。", "zh-Hans", phrasings=("换邮箱",)),
    Text("導出資料", "管理員可以把全部資料下載成一個檔案。", "zh-Hant"),
)


@pytest.fixture
def shelf(sqlite_dsn: str, tmp_path: Path, now: int) -> Iterator[tuple[Database, Index]]:
    db, index = open_database(sqlite_dsn), open_index("tantivy", tmp_path / "index")
    for written in TEXTS:
        made = editing.create(db, written, site="main", author=None, note="", now=now)
        publishing.publish(db, made.id, seen=made.version, now=now)
    Follower(db, index).step(now=now)
    yield db, index
    db.close()


def first(shelf: tuple[Database, Index], question: str, *, language: str = "en") -> str:
    db, index = shelf
    return search.find(db, index, question, site="main", language=language, limit=5).results[0].title


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("how do I mute a channel", "Mute a channel"),
        ("how can i unmute the channel again", "Unmute a channel"),
        ("chnage my email adress", "Change your email address"),
        ("can I use it on my phone", "Mobile app"),
        ("use it on the go", "Mobile app"),
        ("怎么换邮箱", "修改邮箱地址"),
        ("怎麼換郵箱", "修改邮箱地址"),
        ("怎么导出资料", "導出資料"),
        ("如何关闭通知", "关闭通知"),
    ],
)
def test_the_right_article_comes_first(shelf: tuple[Database, Index], question: str, title: str) -> None:
    assert first(shelf, question) == title


def test_repairs_are_told(shelf: tuple[Database, Index]) -> None:
    db, index = shelf
    found = search.find(db, index, "exprot my dta", site="main", language="en", limit=3)
    assert ("exprot", "export") in found.repairs


def test_the_readers_language_decides_where_the_question_does_not(shelf: tuple[Database, Index]) -> None:
    db, index = shelf
    ranked = search.rank(db, index, "👍", site="main", language="zh-Hans")
    assert ranked.language == "zh-Hans"
    assert search.rank(db, index, "email", site="main", language="zh-Hans").language == "en"


def test_an_excerpt_shows_where_it_was_found(shelf: tuple[Database, Index]) -> None:
    db, index = shelf
    result = search.find(db, index, "confirm link", site="main", language="en", limit=1).results[0]
    assert result.heading == "Confirm it"
    assert result.anchor
    assert [run.text for run in result.excerpt if run.hit] == ["link"]


@pytest.mark.parametrize(
    ("asked", "heading"),
    [("delete message", "Delete a message"), ("edit delete message", ""), ("message undone", "What can be undone")],
)
def test_the_part_that_answers(shelf: tuple[Database, Index], asked: str, heading: str) -> None:
    db, index = shelf
    [some] = search.rank(db, index, "Mute a channel", site="main", language="en").candidates[:1]
    body = "Both are for everybody.\n\n## Delete a message\n\nPress it.\n\n## What can be undone\n\nA message stays."
    article = replace(some.article, title="Edit or delete a message", body=body)
    weights = Weights(dict.fromkeys(text.tokens(asked), 1.0))
    assert parts.best_part(article, weights).heading == heading


def test_what_was_archived_a_moment_ago_is_not_shown_though_the_index_still_has_it(
    shelf: tuple[Database, Index], now: int
) -> None:
    db, index = shelf
    assert first(shelf, "export data") == "Export your data"
    before = search.rank(db, index, "export data", site="main", language="en").candidates[0].article
    publishing.archive(db, before.id, seen=before.version, now=now)
    found = search.find(db, index, "export data", site="main", language="en", limit=9)
    assert all(result.title != "Export your data" for result in found.results)


def test_the_signals_of_an_exact_title_are_full(shelf: tuple[Database, Index]) -> None:
    db, index = shelf
    signals = search.rank(db, index, "Mute a channel", site="main", language="en").candidates[0].signals
    assert (signals.words, signals.likeness, signals.coverage, signals.heading, signals.language) == (1, 1, 1, 1, 1)


def test_without_an_index_it_says_so(sqlite_dsn: str, tmp_path: Path) -> None:
    db = open_database(sqlite_dsn)
    with pytest.raises(IndexUnavailable):
        search.find(db, open_index("tantivy", tmp_path / "none"), "mute", site="main", language="en", limit=1)
    db.close()


@pytest.mark.parametrize(
    ("plain", "beginning"),
    [
        ("客户用手机浏览器打开帮助中心就可以提问，打开之后和电脑一样，无需安装 App。", "… 打开之后和电脑一样"),
        ("这些设置可以放在文件里，不必写在环境变量里。FIRSTLINE_SECRET：本安装的密钥。", "… FIRSTLINE_SECRET：本安装"),
        ("首先备份数据，然后再做别的事情，都在一个文件夹里，index：本次安装的索引。", "… index：本次安装"),
    ],
)
def test_an_excerpt_in_chinese_begins_before_the_hit_and_cuts_no_word(plain: str, beginning: str) -> None:
    runs = excerpts.excerpt(plain + "其他" * 90, ["安装"])
    assert "安装" in [run.text for run in runs if run.hit]
    assert "".join(run.text for run in runs).startswith(beginning)


def test_lines_of_an_excerpt_are_told_apart() -> None:
    runs = excerpts.excerpt("Open it\nPress the needle.\n\nChoose one\nThen:\nclose ", ["needl"])
    assert "".join(run.text for run in runs) == "Open it · Press the needle. Choose one · Then: close"
    runs = excerpts.excerpt("word\n" * 80 + "needle" + "\nword" * 80, ["needl"])
    told = "".join(run.text for run in runs)
    assert told.startswith("… word · word") and told.endswith("word · word …")
    runs = excerpts.excerpt("FIRSTLINE_FRAMES：允许嵌入聊天窗口的网站" + "其他" * 90, ["聊天"])
    assert runs[0].text.startswith("FIRSTLINE_FRAMES")  # not within the first word


@pytest.mark.parametrize("length", [0, 1, 50, 400, 6_000])
def test_an_excerpt_is_short_and_says_that_it_is_cut(length: int) -> None:
    plain = "word " * length + "needle" + " word" * length
    runs = excerpts.excerpt(plain, ["needl"])
    assert [run.text for run in runs if run.hit] in ([["needle"]] if length < 1_000 else [["needle"], []])
    assert len("".join(run.text for run in runs)) <= excerpts.EXCERPT + 10
    assert (runs[0].text == "… ") == (length > 10 and any(run.hit for run in runs))
