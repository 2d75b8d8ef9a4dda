import pytest

from kb import fillers


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("How do I mute a stream?", "mute stream?"),
        ("please can you help me with my invoice", "invoice"),
        ("what is it", "what is it"),
        ("how", "how"),
        ("怎么修改密码", "修改密码"),
        ("請問如何修改密碼呢？", "修改密码 ?"),
        ("什么", "什么"),
        ("I can't log in", "log"),
        ("", ""),
    ],
)
def test_what_is_left_tells_what_is_asked(question: str, telling: str) -> None:
    assert fillers.without(question) == telling
