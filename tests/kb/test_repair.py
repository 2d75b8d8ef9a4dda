"""Typing errors: what was meant, and what is better left alone."""

import random
import time
from pathlib import Path

import pytest

from kb import repair
from kb.index import Document, Index, open_index
from kb.repair import Vocabulary, repaired

WORDS = {
    "address": 9, "change": 12, "charge": 3, "email": 20, "password": 30, "notification": 7, "notifications": 9,
    "help": 40, "chat": 9, "mute": 3, "ask": 5, "phone": 8, "receive": 4, "mobile": 6, "doesnt": 3, "being": 8,
    "administrator": 4, "human": 2,
    "密码": 12, "码怎": 4, "忘记": 9, "客服": 14, "人工": 14, "工客": 9, "系人": 9, "充值": 6, "服务": 8, "天空": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS.items())


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("adress", "address"),
        ("chnage", "change"),
        ("emial", "email"),
        ("emaill", "email"),
        ("pasword", "password"),
        ("passsword", "password"),
        ("passwrodd", "password"),
        ("unmute", None),
        ("mask", None),
        ("recieve", "receive"),
        ("moblie", "mobile"),
        ("ohone", "phone"),
        ("hpone", "phone"),
        ("hone", "phone"),
        ("notifcatoins", "notifications"),
        ("adminstratr", "administrator"),
        ("dosnt", "doesnt"),
        ("hlep", "help"),
        ("humna", "human"),
        # Anybody's guess, or nobody's slip:
        ("helm", None),
        ("bejing", None),
        ("refund", None),
        ("kubernetes", None),
        ("elephant", None),
        ("mut", None),
        ("mu", None),
        ("chat2", None),
        ("would", None),
        ("p" * 50_000, None),
        ("", None),
    ],
)
def test_meant(vocabulary: Vocabulary, word: str, meant: str | None) -> None:
    assert vocabulary.meant(word) == meant


@pytest.mark.parametrize(
    ("before", "character", "after", "meant"),
    [
        ("密", "吗", "怎", "码"),
        ("工", "空", "服", "客"),
        ("密", "码", "样", None),
        ("", "转", "人", None),
        ("密", "吗", "", "码"),
        ("密", "度", "", None),
        ("", "冲", "值", "充"),
        ("", "空", "间", None),
        ("北", "京", "天", None),
        ("", "京", "", None),
    ],
)
def test_meant_character(vocabulary: Vocabulary, before: str, character: str, after: str, meant: str | None) -> None:
    assert vocabulary.meant_character(before=before, character=character, after=after) == meant


@pytest.fixture(params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    index = open_index(request.param, tmp_path / "index")
    index.reset()
    fill(index, "Change your email address", "Reset a password", "Receive notifications on mobile phones",
         *["忘记密码怎么办，请联系人工客服"] * 4)  # fmt: skip
    return index


def fill(index: Index, *titles: str) -> None:
    with index.writer() as writer:
        for number, title in enumerate(titles):
            writer.put(Document(f"{number}-{title}", "en", "public", "", title, (), ""))
        writer.commit("1")


@pytest.mark.parametrize(
    ("question", "read", "repairs"),
    [
        ("Chnage my email adress!", "change my email address!", (("Chnage", "change"), ("adress", "address"))),
        ("changing addresses", "changing addresses", ()),
        ("EMIAL — or e-mail?", "email — or e-mail?", (("EMIAL", "email"),)),
        ("recieve notifcations on moblie phons", "receive notifications on mobile phons",
         (("recieve", "receive"), ("notifcations", "notifications"), ("moblie", "mobile"))),
        ("忘記密嗎怎麼辦", "忘記密码怎麼辦", (("嗎", "码"),)),
        ("人工空服", "人工客服", (("空", "客"),)),
        ("转人工客服", "转人工客服", ()),
        ("北京天气怎么样", "北京天气怎么样", ()),
        ("what is the weather in beijing", "what is the weather in beijing", ()),
        ("\0\ud800 👍", "\0\ud800 👍", ()),
        ("", "", ()),
    ],
)  # fmt: skip
def test_repaired(index: Index, question: str, read: str, repairs: tuple[tuple[str, str], ...]) -> None:
    assert repaired(index, question) == (read, repairs)


def test_a_word_that_came_since_is_known_at_once(index: Index) -> None:
    assert repaired(index, "adress") == ("address", (("adress", "address"),))
    fill(index, "My adress book")
    assert repaired(index, "adress") == ("adress", ())


def test_a_word_that_went_a_moment_ago_is_left_as_it_is(index: Index) -> None:
    assert repaired(index, "adress") == ("address", (("adress", "address"),))
    with index.writer() as writer:
        writer.clear()
        writer.commit("2")
    assert repaired(index, "address") == ("address", ()), "only the vocabulary still knows it"


def test_a_vocabulary_is_made_again_when_the_index_moved_on(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repaired(index, "invioce") == ("invioce", ())
    fill(index, "Download an invoice")
    assert repaired(index, "invioce") == ("invioce", ())
    monkeypatch.setattr(repair, "_KEPT", 0.0)
    assert repaired(index, "invioce") == ("invoice", (("invioce", "invoice"),))


def test_what_is_prepared_is_not_read_again(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    repair.prepare(index)
    monkeypatch.setattr(type(index), "vocabulary", lambda _: pytest.fail("read again"))
    assert repaired(index, "adress") == ("address", (("adress", "address"),))


def test_a_hundred_thousand_words_cost_no_scan() -> None:
    chance = random.Random(5)
    letters = "etaoinsrhldcumfpgwybvk"
    made = {"".join(chance.choices(letters, k=chance.randint(4, 11))) for _ in range(100_000)}
    start = time.process_time()
    vocabulary = Vocabulary((word, chance.randint(1, 50)) for word in made)
    assert time.process_time() - start < 3
    asked = ["".join(chance.choices(letters, k=9)) for _ in range(200)]
    start = time.process_time()
    for word in asked:
        vocabulary.meant(word)
    assert (time.process_time() - start) / len(asked) < 0.004


def test_hostile_questions_stay_cheap(index: Index) -> None:
    start = time.process_time()
    for question in ("x" * 50_000, "zq " * 4_000, "龘" * 10_000, "ab-" * 10_000):
        repaired(index, question)
    assert time.process_time() - start < 3
