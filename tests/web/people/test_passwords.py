"""Passwords: what is kept of them, and those that are made here."""

import pytest

from tests import effort
from web.people import passwords


def test_only_the_right_password_is_let_in() -> None:
    kept = passwords.hash("correct horse battery")
    assert passwords.verify(kept, "correct horse battery")
    assert not passwords.verify(kept, "correct horse batterz")
    assert not passwords.verify(kept, "")
    assert not passwords.verify("", "")


def test_what_is_kept_is_salted_and_slow() -> None:
    first, second = passwords.hash("the same"), passwords.hash("the same")
    assert first != second
    assert first.startswith("scrypt:")


def test_what_is_checked_where_nobody_is_takes_as_long() -> None:
    assert passwords.NOBODYS.partition("$")[0] == passwords.hash("any").partition("$")[0]
    assert len(passwords.NOBODYS) == len(passwords.hash("any"))


def test_made_passwords_differ_and_can_be_read_out() -> None:
    made = {passwords.invent() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        assert len(password) >= passwords.SHORTEST
        assert not set(password) & set("01ilo")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "short"), ("", "short"), ("x" * 201, "long"), ("password123", "common"), ("Passw0rd!!", "common"),
        ("P@ssw0rd2024", "common"), ("1234567890", "common"), ("0987654321", "common"), ("aaaaaaaaaa", "common"),
        ("qwertyuiop", "common"), ("iloveyou123", "common"), ("123123123123", "common"), ("1qaz2wsx3edc", "common"),
        ("a123456789", "common"), ("woaini1314520", "common"), ("letmein2024!", "common"), ("abcabcabcabc", "common"),
        ("passwordpassword", "common"), ("ada.lovelace", "address"), ("ADA.Lovelace@example.com", "address"),
        ("ada.lovelace99", "address"),
        ("correct horse battery", ""), ("x7Kp-92mq-11", ""), ("我的密码很长很长很长呢", ""), ("zhangwei1990", ""),
        ("a password of hers", ""), ("1843-12-10 Menabrea", ""),
    ],
)
def test_what_everybody_would_try_first_is_refused(password: str, problem: str) -> None:
    assert passwords.problem(password, email="ada.lovelace@example.com") == problem


def test_judging_a_password_takes_no_time_however_odd() -> None:
    def work() -> None:
        for odd in ("a" * 1_000, "ab" * 500, "a1" * 500, "\u202e" * 1_000, "!" * 1_000):
            passwords.problem(odd[:200], email="a@example.com")
            passwords.problem(odd, email=odd)

    assert effort.costs_less_than(0.5, work)


def test_invented_ones_would_do() -> None:
    assert {passwords.problem(passwords.invent(), email="a@example.com") for _ in range(100)} == {""}
