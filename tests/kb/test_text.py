"""The one text pipeline."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import text
from kb.text import Word, fold, places, runs, surfaces_of, tokens, words
from tests import effort


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("How Do I", "how do i"),
        ("ＷｉＦｉ　１２３", "wifi 123"),
        ("Café crème, naïve", "cafe creme, naive"),
        ("Straße ﬁne ①", "strasse fine 1"),
        ("密碼", "密码"),
        ("重新設定密碼", "重新设置密码"),
        ("軟體、伺服器、網路、滑鼠", "软件、服务器、网络、鼠标"),
        ("帳號", "账号"),
        ("帐号", "账号"),
        ("甚麼", "什么"),
        ("USB隨身碟", "usb优盘"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("비밀번호", "비밀번호"),
        ("a\0b\x1bc", "a b c"),
        ("a\ud800b\udfff", "a b "),
        ("👍🏽 ok", "👍🏽 ok"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("文件", "檔案"), ("文档", "文檔"), ("文件", "文件"), ("程序", "程式"), ("打印机", "印表機"), ("视频", "影片"),
     ("短信", "簡訊"), ("登录", "登入"), ("信息", "資訊"), ("默认设置", "默認設定"), ("账户", "帳戶")],
)  # fmt: skip
def test_one_word_for_both_scripts_and_their_wordings(simplified: str, traditional: str) -> None:
    assert fold(simplified) == fold(traditional)
    assert tokens(simplified) == tokens(traditional)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("How do I reset my passwords?", ["how", "do", "i", "reset", "my", "password"]),
        ("changing changes changed", ["chang", "chang", "chang"]),
        ("sign-in", ["sign", "in", "signin"]),
        ("e-mail", ["e", "mail", "email"]),
        ("a step-by-step-by-step guide", ["a", "step", "by", "step", "by", "step", "guid"]),
        ("I can't, don’t", ["i", "cant", "dont"]),
        ("the customer's order, you're in", ["the", "custom", "order", "you", "in"]),
        ("'quoted'", ["quot"]),
        ("set up 2FA at example.com", ["set", "up", "2fa", "at", "exampl", "com"]),
        ("snake_case", ["snake", "case"]),
        ("重设密码", ["重", "设", "密", "码", "重设", "设密", "密码"]),
        ("我", ["我"]),
        ("用2FA登录", ["用", "2fa", "登", "录", "登录"]),
        ("密码 密码", ["密", "码", "密码", "密", "码", "密码"]),
        ("𠮷野家", ["𠮷", "野", "家", "𠮷野", "野家"]),
        ("パス", ["パ", "ス", "パス"]),
        ("번호", ["번", "호", "번호"]),
        ("пароль", ["пароль"]),
        ("12345", ["12345"]),
        ("👍 … !?", []),
        ("\0\ud800", []),
        ("", []),
    ],
)
def test_tokens(written: str, expected: list[str]) -> None:
    assert tokens(written) == expected


def test_a_word_of_forty_letters_is_long_enough() -> None:
    assert tokens("a" * 10_000) == ["a" * text.LONGEST_WORD]
    assert surfaces_of(runs("b" * 10_000)) == {"b" * text.LONGEST_WORD}


def test_surfaces_are_words_as_spelled_and_chinese_pairs() -> None:
    assert surfaces_of(runs("Changing the e-mail: 重設密碼")) == {
        "changing", "the", "e", "mail", "email", "重设", "设密", "密码",
    }  # fmt: skip


def test_words_stand_where_they_say() -> None:
    written = "Don’t sign-in,  Café 重設 USB"
    assert words(written) == [
        Word("Don’t", "dont", 0, 5),
        Word("sign", "sign", 6, 10),
        Word("in", "in", 11, 13),
        Word("Café", "cafe", 16, 20),
        Word("重", "重", 21, 22),
        Word("設", "设", 22, 23),
        Word("USB", "usb", 24, 27),
    ]
    assert all(written[word.start : word.end] == word.text for word in words(written))


def marked(written: str, question: str) -> str:
    for start, end in reversed(places(written, wanted=tokens(question))):
        written = f"{written[:start]}[{written[start:end]}]{written[end:]}"
    return written


@pytest.mark.parametrize(
    ("written", "question", "expected"),
    [
        ("Muting: a muted stream’s sound", "mute streams", "[Muting]: a [muted] [stream’s] sound"),
        ("Sign-in and sign out", "sign", "[Sign]-in and [sign] out"),
        ("您可以重新設定密碼，密碼很重要", "重设密码", "您可以重新設定[密碼]，[密碼]很重要"),
        ("安裝印表機軟體", "打印机软件", "安裝[印表機軟體]"),
        ("密碼密", "密", "[密]碼[密]"),
        ("nothing here", "mute", "nothing here"),
        ("", "mute", ""),
    ],
)
def test_places_are_what_a_page_highlights(written: str, question: str, expected: str) -> None:
    assert marked(written, question) == expected


def test_what_tells_scripts_apart() -> None:
    assert [text.is_cjk(word) for word in ("密码", "パス", "번호", "pass", "2fa", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert text.han("重設 my 密碼 パス") == "重設密碼"
    assert text.printable("a\0\ud800b\n") == "a  b\n"


HEAVY = (
    "a", "a-", "-", "'", "a'", "中", "é", "é-", "ａ", "\ud800", "\0", " ", "-a", "’s", "👍", "a-a-a ", "帐", "中a", "ﾊﾟ",
    "'s'",
)  # fmt: skip


@pytest.mark.parametrize("pattern", HEAVY)
def test_long_texts_take_linear_time(pattern: str) -> None:
    def work(length: int) -> None:
        written = (pattern * length)[:length] + "中"
        tokens(written)
        places(written, wanted=["中", "a"])

    assert effort.grows_with_length(work, short=10_000, long=50_000)


def test_threads_stem_the_same() -> None:
    written = " ".join(f"{start}{letter}ations" for start in ("rel", "communic", "oper") for letter in "abcdefghij")
    alone = tokens(written)
    with ThreadPoolExecutor(8) as pool:
        assert all(each == alone for each in pool.map(tokens, [written] * 200))


def test_stems_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_MOST_STEMS", 10)
    assert tokens(" ".join(f"word{number}ing" for number in range(50)))[-1] == "word49"
    assert len(text._stems) <= 10
