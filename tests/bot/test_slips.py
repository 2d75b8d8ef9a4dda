"""Typing errors made on purpose: one in each word that is long enough, and the same ones every time."""

import pytest

from bot import slips

SENTENCE = "Where can I change the delivery address of my order, please?"


def test_the_same_seed_slips_the_same_way_and_another_one_does_not():
    assert slips.mistyped(SENTENCE, seed=7) == slips.mistyped(SENTENCE, seed=7)
    assert len({slips.mistyped(SENTENCE, seed=seed) for seed in range(10)}) == 10


@pytest.mark.parametrize("seed", range(20))
def test_each_word_of_four_letters_has_one_slip_and_all_else_stays(seed):
    words, slipped = SENTENCE.split(), slips.mistyped(SENTENCE, seed=seed).split()
    assert len(words) == len(slipped)
    for word, other in zip(words, slipped, strict=True):
        letters = word.strip(",?")
        if len(letters) < 4:
            assert other == word
        else:
            assert other != word
            assert abs(len(other) - len(word)) <= 1
            assert _kind(letters, other.strip(",?")) != "none of them"


def test_every_kind_of_slip_happens():
    slipped = {_kind("delivery", slips.mistyped("delivery", seed=seed)) for seed in range(80)}
    assert slipped == {"swap", "drop", "doubling", "key"}


@pytest.mark.parametrize("text", ["怎麼修改收貨地址", "한국어를 씁니다", "", "a bc def", "1234 56789", "（）！？"])
def test_what_is_not_typed_letter_by_letter_is_left_alone(text):
    assert slips.mistyped(text, seed=7) == text


def test_words_between_chinese_slip_too():
    slipped = slips.mistyped("怎么接入 Slack 频道", seed=7)
    assert slipped.startswith("怎么接入 ")
    assert slipped.endswith(" 频道")
    assert "Slack" not in slipped


@pytest.mark.parametrize("word", ["aaaa", "AAAA", "éééé", "ÅNGSTRÖM", "привет"])
def test_no_word_escapes(word):
    assert all(slips.mistyped(word, seed=seed) != word for seed in range(40))


def test_a_capital_stays_one_under_a_neighbouring_key():
    assert all(slips.mistyped("DELIVERY", seed=seed).isupper() for seed in range(40))


@pytest.mark.parametrize(("key", "near"), [("g", "ftyhvb"), ("q", "wa"), ("p", "ol"), ("z", "asx"), ("m", "njk")])
def test_keys_that_touch(key, near):
    assert set(slips._TOUCHING[key]) == set(near)


def _kind(word: str, slipped: str) -> str:
    places = range(len(word))
    kinds = {
        "swap": {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1]},
        "drop": {word[:at] + word[at + 1 :] for at in places},
        "doubling": {word[: at + 1] + word[at:] for at in places},
        "key": {
            word[:at] + key + word[at + 1 :] for at in places for key in slips._TOUCHING.get(word[at].lower(), "")
        },
    }
    return next((kind for kind, results in kinds.items() if slipped.lower() in map(str.lower, results)), "none of them")
