"""Addresses made of titles: readable in every script, and the same again when they are copied and pasted."""

from urllib.parse import quote, unquote, urlsplit

import pytest

from kb.slugs import LONGEST, slug


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Reset your password", "reset-your-password"),
        ("What's new?", "whats-new"),
        ("C++ & C#", "c-c"),
        ("重置密码", "重置密码"),
        ("重設密碼", "重設密碼"),
        ("如何重置密码？", "如何重置密码"),
        ("付款方式（信用卡、转账）", "付款方式-信用卡-转账"),
        ("用 iPhone 登录 App", "用-iphone-登录-app"),
        ("ＡＢＣ　１２３", "abc-123"),
        ("🎉 退款 🎉", "退款"),
        ("❤️ Thanks", "thanks"),
        ("𠮷野家的發票", "𠮷野家的發票"),
        ("\uf900", "豈"),  # a compatibility ideograph is the usual one
        ("İstanbul", "istanbul"),
        ("cafe\u0301", "café"),
        ("zero\u200bwidth \u202eright\u202c", "zerowidth-right"),
        ("  --  spaces__and---hyphens ", "spaces-and-hyphens"),
        ("a/b\\c?d#e%f.g", "a-b-c-d-e-f-g"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)  # fmt: skip
def test_an_address_is_read_like_its_title(title: str, address: str) -> None:
    assert slug(title, fallback="x") == address


@pytest.mark.parametrize("title", ["", "???", "！？。…", "🎉🎉", "\u200b\ufeff", "___", "’"])
def test_where_no_letter_is_left(title: str) -> None:
    assert slug(title, fallback="x") == "x"


@pytest.mark.parametrize(
    "title", ["重置密码", "重設密碼", "用 iPhone 登录 App", "𠮷野家", "Überweisung", "ｶﾞﾗｽ 한국어", "Ⅷ ½ ①", "ǅ ß ẞ"]
)
def test_what_is_copied_from_the_address_bar_leads_back(title: str) -> None:
    made = slug(title, fallback="x")
    assert unquote(urlsplit(f"https://help.example.com/articles/{quote(made)}").path) == f"/articles/{made}"
    assert slug(made, fallback="x") == made
    assert "%" not in made


@pytest.mark.parametrize(
    ("title", "most"), [("word " * 60, LONGEST), ("重置密码" * 50, LONGEST), ("怎样重置密码，" * 30, LONGEST)]
)
def test_a_very_long_title(title: str, most: int) -> None:
    made = slug(title, fallback="x")
    assert most // 2 < len(made) <= most
    assert not made.endswith("-")
    assert slug(made, fallback="x") == made
