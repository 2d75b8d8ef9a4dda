"""When two questions are one."""

import pytest

from bot.gist import gist


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how do I reset my password", "How can I reset my password??"),
        ("how do I reset my password", "I said, reset my password please"),
        ("怎么改密码", "如何改密碼？"),
        ("怎么改密码", "密码怎么改"),
        ("Delete my account", "how to delete accounts"),
    ],
)
def test_the_same_question(one: str, other: str) -> None:
    assert gist(one) == gist(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how do I mute a stream", "how do I unmute a stream"),
        ("reset my password", "reset my pin"),
        ("turn on notifications", "turn off notifications"),
        ("怎么修改登录密码", "怎么修改支付密码"),
        ("充值到账", "充值没到账"),
    ],
)
def test_another_question(one: str, other: str) -> None:
    assert gist(one) != gist(other)


def test_filling_words_have_no_gist() -> None:
    assert gist("what can you do?") == ""
    assert gist("怎么了") == ""
    assert gist("") == ""


def test_a_long_text_has_a_short_gist() -> None:
    assert len(gist("password " * 10_000 + "万" * 10_000)) <= 200
