"""Which words say little of what a question is about."""

import pytest

from kb import commonness, text


@pytest.mark.parametrize(
    ("word", "tier"),
    [
        ("want", 2), ("things", 2), ("keeping", 2), ("什么", 2), ("的", 2),
        ("currently", 1), ("simply", 1), ("people", 1), ("问题", 1),
        ("password", 0), ("deleted", 0), ("photos", 0), ("card", 0), ("密码", 0), ("退款", 0), ("", 0),
        ("import", 0), ("quit", 0), ("id", 0), ("customer", 0),
    ],
)
def test_how_common_a_word_is(word: str, tier: int) -> None:
    token = text.tokens(word)[-1] if word else ""
    assert commonness.of(token) == tier


@pytest.mark.parametrize("question", ["how can i get to know it", "is there any way to just do this", "怎么才能"])
def test_nothing_of_what_tells_nothing_is_rare(question: str) -> None:
    assert all(commonness.of(token) for token in text.tokens(question) if len(token) > 1 or not text.is_cjk(token))
