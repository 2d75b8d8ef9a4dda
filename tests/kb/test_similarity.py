"""How alike texts are, and which word was meant."""


import pytest

from kb.similarity import closest, folded_similarity, near, similarities, similarity
from tests import effort


@pytest.mark.parametrize(
    ("question", "nearer", "far"),
    [
        ("how do i mute a stream", "Mute a stream", "Add a custom emoji"),
        ("chnage my email adress", "Change your email address", "Change your name"),
        ("reset password", "Reset your password", "Reset notifications"),
        ("password reset", "Reset your password", "Reading receipts"),
        ("怎么改密码", "如何修改密碼", "如何修改手机号"),
        ("退款多久到账", "退款需要多久", "发票多久开好"),
        ("印表機連不上", "打印机连接不上", "视频播放不了"),
    ],
)
def test_the_nearer_title_is_more_alike(question: str, nearer: str, far: str) -> None:
    assert 0 <= similarity(question, far) < similarity(question, nearer) <= 1


def test_the_same_is_one_whatever_its_case_width_and_script() -> None:
    assert similarity("Reset your PASSWORD", "reset your password") == 1
    assert similarity("重置密碼", "重置密码") == 1


def test_nothing_is_like_nothing() -> None:
    assert similarity("", "") == similarity("", "mute") == similarity("mute", "") == 0
    assert 0 <= similarity("\0", "\ud800") <= 1


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    titles = ["Mute a stream", "静音", "", "Change your email address"]
    assert similarities("mute streams", titles) == [similarity("mute streams", title) for title in titles]


def test_pasted_pages_stay_cheap() -> None:
    assert effort.costs_less_than(0.1, lambda: similarity("word " * 20_000, "other words " * 20_000))


@pytest.mark.parametrize(
    ("word", "candidates", "most", "meant"),
    [
        ("adress", {"address": 5, "dress": 5}, 1, "address"),
        ("passwrod", {"password": 1, "passwords": 90}, 2, "password"),
        ("chnage", {"change": 3, "charge": 3}, 2, "change"),
        ("lates", {"later": 900, "lakes": 1}, 1, "later"),
        ("apple", {"orange": 9}, 2, None),
        ("apple", {}, 2, None),
    ],
)
def test_closest(word: str, candidates: dict[str, int], most: int, meant: str | None) -> None:
    assert closest(word, candidates, most=most) == meant


@pytest.mark.parametrize(
    ("word", "most", "found"),
    [
        ("pasword", 2, ["password"]),
        ("adress", 1, ["dress", "address"]),
        ("chnage", 1, ["change"]),
        ("address", 0, ["address"]),
        ("kubernetes", 2, []),
    ],
)
def test_the_words_that_are_near(word: str, most: int, found: list[str]) -> None:
    assert near(word, ["dress", "change", "address", "password"], most=most) == found


def test_only_the_nearest_are_found() -> None:
    assert near("card", [f"card{letter}" for letter in "abcdefgh"] + ["card"], most=1)[0] == "card"
    assert len(near("card", [f"card{letter}" for letter in "abcdefgh"], most=1)) == 4


@pytest.mark.parametrize(
    ("typed", "nearer", "far"),
    [("pasword", "password", "payment"), ("the second", "second", "first"), ("退款", "申请退款", "发票")],
)
def test_letters_of_very_short_texts(typed: str, nearer: str, far: str) -> None:
    assert 0 <= folded_similarity(typed, far) < folded_similarity(typed, nearer) <= 1
    assert folded_similarity(typed, typed) == 1
    assert folded_similarity(typed, "") == folded_similarity("", typed) == 0
