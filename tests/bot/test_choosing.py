"""Typing instead of pressing a choice."""


import pytest

from bot import choosing
from tests import effort

LABELS = ("Reset your password", "Change your email address", "重置支付密码")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("2.", 1), ("３", 2), ("option 3", 2), ("the first one", 0), ("second please", 1), ("last", 2),
        ("第一个", 0), ("第二個", 1), ("选3", 2), ("最后一个", 2), ("1吧", 0), ("前者", 0), ("B", 1),
        ("reset your password", 0), ("Reset your pasword", 0), ("change my email address", 1), ("重置支付密碼", 2),
        ("4", None), ("one more thing", None), ("how do I close my account", None), ("yes", None), ("", None),
    ],
)  # fmt: skip
def test_which_choice_is_meant(text: str, place: int | None) -> None:
    assert choosing.chosen(text, labels=LABELS) == place


def test_a_number_beyond_the_choices_is_none_of_them() -> None:
    assert choosing.chosen("3", labels=LABELS[:2]) is None


def test_yes_means_the_only_choice() -> None:
    assert choosing.chosen("yes", labels=LABELS[:1]) == 0
    assert choosing.chosen("是的", labels=LABELS[:1]) == 0


def test_two_choices_of_the_same_words_are_not_told_apart() -> None:
    assert choosing.chosen("Reset your password", labels=("Reset your password", "Reset your password")) is None


@pytest.mark.parametrize("text", ["none", "None of these.", "neither", "no", "都不是", "都不對", "不是這個"])
def test_declined(text: str) -> None:
    assert choosing.declined(text)


@pytest.mark.parametrize("text", ["no internet", "none of my devices work", "没有网络", "都不能登录", "1", ""])
def test_not_declined(text: str) -> None:
    assert not choosing.declined(text)


@pytest.mark.parametrize("text", ["yes", "Yep", "correct.", "是的", "對", "没错", "好的"])
def test_agreed(text: str) -> None:
    assert choosing.agreed(text)


@pytest.mark.parametrize("piece", ["1", "no ", "none of ", "第", "不是", "\n", "选"])
def test_long_texts_cost_little(piece: str) -> None:
    text = piece * (50_000 // len(piece))

    def work() -> None:
        choosing.chosen(text, labels=LABELS)
        choosing.declined(text)
        choosing.agreed(text)

    assert effort.costs_less_than(0.5, work)
