"""Passwords: what is kept of them, and those that are made here."""

from web import passwords


def test_only_the_right_password_is_let_in():
    kept = passwords.hash("correct horse battery")
    assert passwords.verify(kept, "correct horse battery")
    assert not passwords.verify(kept, "correct horse batterz")
    assert not passwords.verify(kept, "")
    assert not passwords.verify("", "")


def test_what_is_kept_is_salted_and_slow():
    first, second = passwords.hash("the same"), passwords.hash("the same")
    assert first != second
    assert first.startswith("scrypt:")


def test_made_passwords_differ_and_can_be_read_out():
    made = {passwords.invent() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        assert len(password) >= passwords.SHORTEST
        assert not set(password) & set("01ilo")
