"""Which word was meant by one that a knowledge base lacks."""

import random

import pytest

from kb.repair.vocabulary import Vocabulary
from tests import effort

WORDS = {
    "address": 9, "change": 12, "charge": 3, "email": 20, "password": 30, "notification": 7, "notifications": 9,
    "help": 40, "chat": 9, "mute": 3, "ask": 5, "phone": 8, "receive": 4, "mobile": 6, "doesnt": 3, "being": 8,
    "administrator": 4, "human": 2, "card": 20, "car": 2, "orders": 5, "pillows": 3, "thread": 4, "sign": 6, "cart": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS.items())


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        # A letter left out, added, swapped, doubled, or the key beside it.
        ("adress", "address"),
        ("chnage", "change"),
        ("emial", "email"),
        ("emaill", "email"),
        ("pasword", "password"),
        ("passsword", "password"),
        ("passqord", "password"),
        ("recieve", "receive"),
        ("moblie", "mobile"),
        ("ohone", "phone"),
        ("hpone", "phone"),
        ("dosnt", "doesnt"),
        ("hlep", "help"),
        ("humna", "human"),
        ("crd", "card"),
        # Two slips.
        ("passwrodd", "password"),
        ("notifcatoins", "notifications"),
        ("adminstratr", "administrator"),
        # The commoner word, unless its slip is the rarer one.
        ("cadr", "card"),
        ("chang", "change"),
        # Other forms of what is known.
        ("ordeering", "orders"),
        ("odering", "orders"),
        ("pilow", "pillows"),
        # Two words written as one.
        ("signin", "sign in"),
        ("passwordhelp", "password help"),
        ("changeemail", "change email"),
        # Anybody's guess, or nobody's slip:
        ("helm", None),
        ("unmute", None),
        ("mask", None),
        ("bejing", None),
        ("refund", None),
        ("kubernetes", None),
        ("elephant", None),
        ("atm", None),
        ("mut", "must"),
        ("mu", None),
        ("chat2", None),
        ("would", None),
        ("straße", None),
        ("почта", None),
        ("p" * 50_000, None),
        ("", None),
    ],
)
def test_meant(vocabulary: Vocabulary, word: str, meant: str | None) -> None:
    meanings = vocabulary.meanings(word)
    assert (meanings[0].word if meanings else None) == meant


def test_what_is_likelier_comes_first(vocabulary: Vocabulary) -> None:
    meanings = vocabulary.meanings("chage")
    assert [meaning.word for meaning in meanings] == ["change", "charge"]
    assert meanings[0].price < meanings[1].price


def test_of_a_common_word_only_the_nearest_is_told(vocabulary: Vocabulary) -> None:
    assert [meaning.word for meaning in vocabulary.meanings("threat")] == ["thread"]
    assert vocabulary.meanings("brother") == []


def test_words_that_come_again_add_up() -> None:
    vocabulary = Vocabulary([("card", 1), ("cord", 3)])
    assert vocabulary.meanings("cqrd")[0].word == "card"
    assert vocabulary.meanings("cprd")[0].word == "cord"
    assert vocabulary.meanings("crd")[0].word == "cord"
    vocabulary.add([("card", 4)])
    assert vocabulary.meanings("crd")[0].word == "card"


def test_a_hundred_thousand_words_cost_no_scan() -> None:
    chance = random.Random(5)
    letters = "etaoinsrhldcumfpgwybvk"
    made = {"".join(chance.choices(letters, k=chance.randint(4, 11))) for _ in range(100_000)}
    counted = [(word, chance.randint(1, 50)) for word in made]
    assert effort.costs_less_than(3, lambda: Vocabulary(counted))
    vocabulary = Vocabulary(counted)
    asked = ["".join(chance.choices(letters, k=9)) for _ in range(200)]
    assert effort.costs_less_than(0.004 * len(asked), lambda: [vocabulary.meanings(word) for word in asked])
