"""Typing errors: what was meant, and what is better left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import repair
from kb.index import Document, Index, open_index
from kb.repair import keeping
from tests import effort

TITLES = (
    "Change your email address",
    "Reset a password",
    "Receive notifications on mobile phones",
    "Log in with GitHub, sign in with Okta",
    "Setup of a username and a website",
    "Cancel the subscription before the trial ends",
    "Firelynx printers and Zaphod keys: error E404",
    *["忘记密码怎么办，请联系人工客服"] * 4,
    "登录账号后可以修改充值方式",
)


@pytest.fixture(params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    index = open_index(request.param, tmp_path / "index")
    index.reset()
    fill(index, *TITLES)
    yield index
    index.close()


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
        ("how do i passwrod", "how do i password", (("passwrod", "password"),)),
        ("orderred notificatoin", "orderred notifications", (("notificatoin", "notifications"),)),
        # What is said every day is no repair.
        ("waht abuot the pasword", "what about the password", (("pasword", "password"),)),
        # Written as one, or as two.
        ("pass word", "password", (("pass word", "password"),)),
        ("user name and web site", "username and website", (("user name", "username"), ("web site", "website"))),
        ("resetpassword", "reset password", (("resetpassword", "reset password"),)),
        ("signin", "sign in", (("signin", "sign in"),)),
        # Both Chinese scripts, characters that sound and that look alike.
        ("忘記密嗎怎麼辦", "忘記密码怎麼辦", (("嗎", "码"),)),
        ("密马", "密码", (("马", "码"),)),
        ("忘记蜜码", "忘记密码", (("蜜", "密"),)),
        ("人工空服", "人工客服", (("空", "客"),)),
        ("聯系人工課服", "聯系人工客服", (("課", "客"),)),
        ("登陆帐号", "登录帐号", (("陆", "录"),)),
        ("冲值方式", "充值方式", (("冲", "充"),)),
        # Nobody's slips:
        ("转人工客服", "转人工客服", ()),
        ("北京天气怎么样", "北京天气怎么样", ()),
        ("what is the weather in beijing", "what is the weather in beijing", ()),
        ("\0\ud800 👍", "\0\ud800 👍", ()),
        ("", "", ()),
        # Names, codes and addresses:
        ("Firelynx Zaphod E405", "Firelynx Zaphod E405", ()),
        ("is EMIL my code", "is EMIL my code", ()),
        ("write to pasword@adress.example", "write to pasword@adress.example", ()),
        ("the file_nmae adress_book", "the file_nmae adress_book", ()),
        # Another language is not mistyped English.
        ("wie kann ich die adresse und rechnung einsehen", "wie kann ich die adresse und rechnung einsehen", ()),
        ("où est ma commande et mon adresse", "où est ma commande et mon adresse", ()),
    ],
)  # fmt: skip
def test_read(index: Index, question: str, read: str, repairs: tuple[tuple[str, str], ...]) -> None:
    reading = repair.read(index, question)
    assert (reading.text, reading.repairs) == (read, repairs)


def test_three_words_are_repaired_those_that_tell_most_and_the_rest_is_leaned_on(index: Index) -> None:
    fill(index, *(f"Change the password {number}" for number in range(9)))
    reading = repair.read(index, "chnage pasword of the adress, usernmae and subscripton")
    assert reading.text == "chnage pasword of the address, username and subscription"
    assert [meant for _, meant in reading.repairs] == ["address", "username", "subscription"]
    assert set(reading.leanings) == {"change", "password"}


@pytest.mark.parametrize(
    ("question", "leanings"),
    [
        ("when does the trail end", ("trial",)),  # a word that somebody may have meant
        ("how to log in", ()),
        ("web site", ()),
        ("my password and adress", ()),
    ],
)
def test_what_may_have_been_meant_is_leaned_on(index: Index, question: str, leanings: tuple[str, ...]) -> None:
    assert repair.read(index, question).leanings == leanings


def test_two_known_words_are_searched_as_one_too(index: Index) -> None:
    fill(index, "Pass the user", "Name of a web page", "A site")
    reading = repair.read(index, "my user name")
    assert (reading.text, reading.leanings) == ("my user name", ("username",))


def test_a_word_that_stands_a_hundred_times_as_often_was_meant_by_its_rare_neighbour(index: Index) -> None:
    fill(index, *(f"Your invoice {number}" for number in range(120)), "Where is my invioce", "Invoca is a name")
    assert repair.read(index, "invioce") == repair.Reading("invoice", (("invioce", "invoice"),), ("invioce",))
    assert repair.read(index, "Invoca").repairs == ()


def test_a_word_that_came_since_is_known_at_once(index: Index) -> None:
    assert repair.read(index, "adress").text == "address"
    fill(index, "My adress book")
    assert repair.read(index, "adress").text == "adress"


def test_a_slip_that_was_put_right_in_its_article_is_repaired_again(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(index, "My adress book")
    assert repair.read(index, "adress").text == "adress"
    with index.writer() as writer:
        writer.delete("0-My adress book")
        writer.commit("2")
    monkeypatch.setattr(keeping, "_KEPT", 0.0)
    assert repair.read(index, "adress").text == "address"


def test_a_word_that_went_a_moment_ago_is_left_as_it_is(index: Index) -> None:
    assert repair.read(index, "adress").text == "address"
    with index.writer() as writer:
        writer.clear()
        writer.commit("2")
    assert repair.read(index, "address").text == "address", "only the vocabulary still knows it"


def test_a_vocabulary_is_made_again_when_the_index_moved_on(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repair.read(index, "invioce").repairs == ()
    fill(index, "Download an invoice")
    assert repair.read(index, "invioce").repairs == ()
    monkeypatch.setattr(keeping, "_KEPT", 0.0)
    assert repair.read(index, "invioce").repairs == (("invioce", "invoice"),)


def test_what_is_prepared_is_not_read_again(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    repair.prepare(index)
    monkeypatch.setattr(type(index), "vocabulary", lambda _: pytest.fail("read again"))
    assert repair.read(index, "adress").text == "address"


def test_hostile_questions_stay_cheap(index: Index) -> None:
    repair.prepare(index)
    for question in ("x" * 50_000, "zq " * 16_000, "zqxv kjhw " * 5_000, "龘" * 50_000, "密" * 50_000, "ab-" * 16_000):
        assert effort.costs_less_than(1, lambda question=question: repair.read(index, question))
