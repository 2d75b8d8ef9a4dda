"""Which words find which others: what ships, and what a site makes of it."""

import time

import pytest

from kb import synonyms, text
from kb.store import synonyms as rows
from kb.store.engine import Database, open_database
from kb.store.synonyms import Direction, Synonym
from kb.synonyms import Synonyms, compiled, phrase, shipped


def row(
    *words: str, direction: Direction = "both", language: str = "", id: str = "y", now: int = 0
) -> Synonym:
    return Synonym(id, "main", language, "\n".join(words), direction, None, now, now)


def finds(known: Synonyms, question: str, other: str) -> bool:
    """Whether a text that holds nothing but `other` holds something that stands for a word of the question."""
    held = frozenset(text.tokens(other))
    return any(meaning <= held for meanings in known.others(phrase(question)).values() for meaning in meanings)


@pytest.mark.parametrize(
    ("word", "other"),
    [("phone", "mobile"), ("mobile", "phone"), ("delete", "remove"), ("手机", "移动"), ("退款", "退钱")],
)
def test_a_word_finds_the_others_of_its_group(word: str, other: str) -> None:
    assert finds(shipped(), f"my {word} 123", other)
    assert not finds(shipped(), word, word)
    assert shipped().one_for_all(phrase(word)) == shipped().one_for_all(phrase(other))


def test_a_word_without_a_group_stands_alone() -> None:
    assert shipped().others(["quokka", "plan"]) == {}
    assert shipped().one_for_all(["quokka", "plan"]) == ["quokka", "plan"]


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("set up two factor please", "2FA"),
        ("what is 2fa", "two-factor login"),
        ("two-factor", "2fa"),
        ("收不到验证码怎么办", "动态口令"),
        ("收不到動態口令", "短信验证码"),
        ("app 登不上", "应用登不上"),
    ],
)
def test_several_words_stand_for_one(asked: str, other: str) -> None:
    known = compiled([row("two factor", "2fa"), row("验证码", "动态口令"), row("app", "应用")])
    assert finds(known, asked, other)
    assert not finds(shipped(), asked, other)


def test_words_that_belong_together_are_found_together_only() -> None:
    known = compiled([row("two factor", "2fa")])
    assert not finds(known, "two of them lack a factor", "2fa")
    assert not finds(known, "2fa", "two")
    assert known.one_for_all(["my", "two", "factor", "code"]) == ["my", "2fa", "code"]


def test_one_way_leads_from_the_first_to_the_others() -> None:
    known = compiled([row("tablet", "device", "gadget", direction="one_way")])
    assert finds(known, "tablet", "device")
    assert finds(known, "tablet", "gadget")
    assert not finds(known, "device", "tablet")
    assert not finds(known, "device", "gadget")


def test_apart_takes_two_words_out_of_what_ships_and_leaves_the_rest() -> None:
    known = compiled([row("bill", "invoice", direction="apart"), row("phone", "android", direction="apart")])
    assert finds(shipped(), "bill", "invoice")
    assert not finds(known, "bill", "invoice")
    assert not finds(known, "invoice", "bill")
    assert not finds(known, "android", "phone")
    assert finds(known, "android", "mobile")
    assert finds(compiled([row("bill", "invoice", direction="apart"), row("bill", "invoice")]), "bill", "invoice")


def test_a_row_counts_in_questions_of_its_language(database: Database) -> None:
    database.write(lambda tx: rows.add(tx, row("app", "应用", language="zh")))
    database.write(lambda tx: rows.add(tx, row("gift", "voucher", language="en", id="y2")))
    chinese = synonyms.of_site(database, site="main", language="zh-Hant")
    english = synonyms.of_site(database, site="main", language="en")
    assert finds(chinese, "app", "应用")
    assert not finds(english, "app", "应用")
    assert finds(english, "gift", "voucher")
    assert not finds(chinese, "gift", "voucher")


def test_a_change_is_noticed_by_other_processes_soon_and_by_this_one_at_once(
    database: Database, dsn: str
) -> None:
    elsewhere = open_database(dsn)
    try:
        assert not finds(synonyms.of_site(elsewhere, site="main", language="en"), "wallet", "purse")
        assert not finds(synonyms.of_site(database, site="main", language="en"), "wallet", "purse")
        database.write(lambda tx: rows.add(tx, row("wallet", "purse")))
        synonyms.forget(database)
        assert finds(synonyms.of_site(database, site="main", language="en"), "wallet", "purse")
        until = time.monotonic() + 2
        while not finds(synonyms.of_site(elsewhere, site="main", language="en"), "wallet", "purse"):
            assert time.monotonic() < until
            time.sleep(0.05)
        database.write(lambda tx: rows.remove(tx, "y", site="main"))
        until = time.monotonic() + 2
        while finds(synonyms.of_site(elsewhere, site="main", language="en"), "wallet", "purse"):
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        elsewhere.close()


def test_another_site_keeps_what_ships(database: Database) -> None:
    database.write(lambda tx: rows.add(tx, row("wallet", "purse")))
    assert synonyms.of_site(database, site="other", language="en") is shipped()
