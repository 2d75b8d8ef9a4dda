"""Chinese slips: how characters sound and look, and which was meant beside its neighbours."""

import pytest

from kb.repair import sounds
from kb.repair.chinese import Pairs

PAIRS = {
    "密码": 12, "码怎": 4, "忘记": 9, "客服": 14, "人工": 14, "工客": 9, "系人": 9, "充值": 6, "服务": 8, "天空": 2,
    "登录": 5, "上海": 1, "上面": 9, "上次": 9,
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    pairs = Pairs()
    pairs.add(PAIRS.items())
    return pairs


@pytest.mark.parametrize(
    ("before", "character", "after", "meant"),
    [
        ("密", "吗", "怎", "码"),
        ("工", "空", "服", "客"),
        ("密", "吗", "", "码"),
        ("密", "马", "", "码"),
        ("", "冲", "值", "充"),
        ("登", "陆", "", "录"),
        ("", "蜜", "码", "密"),
        ("", "报", "务", "服"),
        ("密", "码", "样", None),
        ("", "转", "人", None),
        ("密", "度", "", None),
        ("", "空", "间", None),
        ("北", "京", "天", None),
        ("", "京", "", None),
        ("上", "还", "", None),  # 上海 is too rare among all that follows 上
    ],
)
def test_meant(pairs: Pairs, before: str, character: str, after: str, meant: str | None) -> None:
    assert pairs.meant(before=before, character=character, after=after) == meant


@pytest.mark.parametrize(
    ("character", "sound"),
    [("啊", "a"), ("密", "mi"), ("码", "ma"), ("客", "ke"), ("空", "kong"), ("略", "lve"), ("乱", "luan"),
     ("座", "zuo"), ("a", ""), ("龘", ""), ("嗎", ""), ("", "")],
)  # fmt: skip
def test_sounds(character: str, sound: str) -> None:
    assert sounds.sound(character) == sound


def test_characters_that_are_taken_for_one_another() -> None:
    assert "马" in sounds.mistaken_for("码")
    assert "航" in sounds.mistaken_for("行"), "its second sound"
    assert "行" in sounds.mistaken_for("航")
    assert "已" in sounds.mistaken_for("己"), "they look alike"
    assert sounds.mistaken_for("码").isdisjoint("码密")
    assert sounds.mistaken_for("龘") == set(), "how rare characters sound is not known"
    assert sounds.sounds_alike("是", "四")
    assert sounds.sounds_alike("您", "林")
    assert not sounds.sounds_alike("码", "密")
    assert sounds.begins_alike("客", "空")
    assert not sounds.begins_alike("客", "服")
