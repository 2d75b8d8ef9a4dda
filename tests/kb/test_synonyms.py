"""Which words find which others: what ships, and what a site makes of it."""

import time

import pytest

from articles import meaning
from kb import synonyms, text
from kb.store import synonyms as rows
from kb.store.engine import Database, open_database
from kb.store.synonyms import Direction, Synonym
from kb.synonyms import Phrase, Synonyms, compiled, groups, phrase, shipped


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
    [("phone", "mobile"), ("mobile", "phone"), ("delete", "erase"), ("支付", "付钱"), ("退款", "退钱")],
)
def test_a_word_finds_the_others_of_its_group(word: str, other: str) -> None:
    assert finds(shipped(), f"my {word} 123", other)
    assert not finds(shipped(), word, word)
    assert shipped().one_for_all(phrase(word)) == shipped().one_for_all(phrase(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("什么是比特币？", "甚麼是 Bitcoin ？"),
        ("怎样在脸书上登录", "怎樣在 Facebook 上登入"),
        ("怎么退款", "怎么退钱"),
        ("pay with a mobile", "pay with a phone"),
    ],
)
def test_words_of_one_meaning_are_the_same_tokens_in_both_scripts(one: str, other: str) -> None:
    assert text.tokens(one) != text.tokens(other)
    told = [sorted(shipped().one_for_all(text.tokens(each))) for each in (one, other)]
    # What lies across the border of a word in an unbroken run is its own.
    shared = set(told[0]) & set(told[1])
    assert len(shared) >= 0.75 * max(map(len, told))


def test_the_characters_of_a_word_go_with_it() -> None:
    known = compiled([row("袋鼠娃", "qp2")])
    assert known.one_for_all(text.tokens("袋鼠娃")) == known.one_for_all(["qp2"]) == ["qp2"]
    assert known.one_for_all(text.tokens("娃娃和袋鼠娃"))[:1] == ["娃"]  # only as often as the word spells them


def test_a_word_without_a_group_stands_alone() -> None:
    assert shipped().others(["quokka", "plan"]) == {}
    assert shipped().one_for_all(["quokka", "plan"]) == ["quokka", "plan"]


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("a quokka plush please", "QP2"),
        ("what is qp2", "quokka-plush toys"),
        ("quokka-plush", "qp2"),
        ("袋鼠娃怎么洗", "短尾矮袋"),
        ("怎麼洗短尾矮袋", "小袋鼠娃"),
        ("qp2 怎么洗", "短尾矮袋的洗法"),
    ],
)
def test_several_words_stand_for_one(asked: str, other: str) -> None:
    known = compiled([row("quokka plush", "qp2"), row("袋鼠娃", "短尾矮袋", "qp2")])
    assert finds(known, asked, other)
    assert not finds(shipped(), asked, other)


def test_words_that_belong_together_are_found_together_only() -> None:
    assert finds(shipped(), "two factor", "2fa")
    assert not finds(shipped(), "two of them lack a factor", "2fa")
    assert not finds(shipped(), "2fa", "two")
    assert shipped().one_for_all(["my", "two", "factor", "code"]) == ["my", "2fa", "code"]


def test_one_way_leads_from_the_first_to_the_others() -> None:
    known = compiled([row("quokka", "wallaby", "marsupial", direction="one_way")])
    assert finds(known, "quokka", "wallaby")
    assert finds(known, "quokka", "marsupial")
    assert not finds(known, "wallaby", "quokka")
    assert not finds(known, "wallaby", "marsupial")
    assert known.one_for_all(["quokka"]) == ["quokka"]


def test_what_ships_one_way_leads_one_way_and_is_taken_apart() -> None:
    assert finds(shipped(), "iphone", "phone")
    assert not finds(shipped(), "phone", "iphone")
    assert shipped().one_for_all(["iphon"]) == ["iphon"]
    assert not finds(compiled([row("iphone", "phone", direction="apart")]), "iphone", "phone")


def test_a_word_of_two_groups_does_not_make_one_of_both() -> None:
    assert finds(shipped(), "update", "change")
    assert finds(shipped(), "update", "upgrade")
    assert not finds(shipped(), "upgrade", "change")
    assert len(set(shipped().one_for_all(phrase("update upgrade")))) == 1
    assert len(set(shipped().one_for_all(phrase("change edit")))) == 1
    assert len(set(shipped().one_for_all(phrase("update change")))) == 2


def test_a_site_makes_one_of_what_ships_as_two() -> None:
    known = compiled([row("quokka", "update", "change")])
    assert len(set(known.one_for_all(phrase("quokka update change")))) == 1
    assert finds(known, "quokka", "change")


def test_apart_takes_two_words_out_of_what_ships_and_leaves_the_rest() -> None:
    known = compiled([row("bill", "invoice", direction="apart"), row("phone", "mobile", direction="apart")])
    assert finds(shipped(), "bill", "invoice")
    assert not finds(known, "bill", "invoice")
    assert not finds(known, "invoice", "bill")
    assert not finds(known, "mobile", "phone")
    assert finds(known, "mobile", "handset")
    assert len(set(known.one_for_all(["bill", "invoic", "phone", "mobil", "handset"]))) == 4
    assert finds(compiled([row("bill", "invoice", direction="apart"), row("bill", "invoice")]), "bill", "invoice")


def test_a_row_counts_in_questions_of_its_language(database: Database) -> None:
    database.write(lambda tx: rows.add(tx, row("qp2", "袋鼠娃", language="zh")))
    database.write(lambda tx: rows.add(tx, row("gift", "voucher", language="en", id="y2")))
    chinese = synonyms.of_site(database, site="main", language="zh-Hant")
    english = synonyms.of_site(database, site="main", language="en")
    assert finds(chinese, "qp2", "袋鼠娃")
    assert not finds(english, "qp2", "袋鼠娃")
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


def test_each_group_that_ships_holds_different_words_and_stands_once() -> None:
    seen: set[frozenset[Phrase]] = set()
    leading: set[Phrase] = set()
    for group in groups():
        phrases = list(map(phrase, group.words))
        assert 2 <= len(phrases) <= meaning.MOST_WORDS, group
        assert len(set(phrases)) == len(phrases), group
        assert all(phrases), group
        # What a moderator may not write could not be taken apart either.
        assert not any(text.is_cjk(token) and len(token) == 1 for each in phrases for token in each), group
        assert all(word == word.strip() and meaning.split(word) == [word] for word in group.words), group
        if group.direction == "both":
            assert frozenset(phrases) not in seen, group
            seen.add(frozenset(phrases))
        else:
            assert phrases[0] not in leading, group
            leading.add(phrases[0])
