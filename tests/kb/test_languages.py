"""Which language a customer writes in."""

import pytest

from kb import languages


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("How do I reset my password?", "zh-Hans", "en"),
        ("où est ma facture", "zh-Hans", "en"),
        ("我要退款", "en", "zh-Hans"),
        ("怎么登录", "en", "zh-Hans"),
        ("怎麼登入", "en", "zh-Hant"),
        ("台灣", "en", "zh-Hant"),
        ("密碼", "zh-Hans", "zh-Hant"),
        ("密码", "zh-Hant", "zh-Hans"),
        ("人工", "zh-Hant", "zh-Hant"),
        ("人工", "zh-Hans", "zh-Hans"),
        ("人工", "en", "zh-Hans"),
        ("iPhone 15 用不了", "en", "zh-Hans"),
        ("怎么设置 Two Factor Authentication", "en", "zh-Hans"),
        ("how do I type 中文 in the app", "zh-Hans", "en"),
        ("パスワードを忘れました", "en", "en"),
        ("パスワードを忘れました", "zh-Hant", "zh-Hant"),
        ("비밀번호", "en", "en"),
        ("12345", "zh-Hant", "zh-Hant"),
        ("👍", "zh-Hans", "zh-Hans"),
        ("\0\ud800", "en", "en"),
        ("", "en", "en"),
        ("密" * 50_000 + "碼", "en", "zh-Hans"),
    ],
)
def test_of_text(text: str, default: str, language: str) -> None:
    assert languages.of_text(text, default=default) == language


def test_fallbacks_begin_with_ones_own_and_leave_none_out() -> None:
    assert languages.fallbacks("en") == ("en", "zh-Hans", "zh-Hant")
    assert languages.fallbacks("zh-Hant") == ("zh-Hant", "zh-Hans", "en")
    assert languages.fallbacks("zh-Hans") == ("zh-Hans", "zh-Hant", "en")
    assert languages.fallbacks("de") == ("de", "en", "zh-Hans", "zh-Hant")
