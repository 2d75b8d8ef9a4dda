
import pytest

from kb import masking
from tests import effort


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4111111111111111", "•••• 1111"),
        ("5500 0000 0000 0004 exp 12/30", "•••• 0004 exp 12/30"),
        ("卡号4111 1111 1111 1111，谢谢", "卡号•••• 1111，谢谢"),
        ("4111111111111112", "4111111111111112"),
        ("call 0800 1234 5678", "call 0800 1234 5678"),
        ("invoice 2025-0001-2025-0002", "invoice 2025-0001-2025-0002"),
        ("PIN: 1234", "PIN: ••••"),
        ("my password is S3cret!", "my password is ••••"),
        ("reset my password please", "reset my password please"),
        ("password reset link", "password reset link"),
        ("密码：abcdef", "密码：••••"),
        ("密码忘记了", "密码忘记了"),
        ("密码是什么", "密码是什么"),
        ("what is the pin", "what is the pin"),
        ("", ""),
    ],
)
def test_cards_and_given_passwords_are_masked_and_nothing_else(text: str, kept: str) -> None:
    assert masking.masked(text) == kept


@pytest.mark.parametrize(
    "word", ["password", "passwd", "PaſſWORD", "Pwd", "pin", "PİN", "pın", "cvv", "CVC"]
)
def test_every_spelling_that_gives_a_secret_away_is_seen(word: str) -> None:
    assert masking.masked(f"my {word}: a1b2c3") == f"my {word}: ••••"


@pytest.mark.parametrize("word", ["密码", "密碼", "口令", "驗證碼", "验证码"])
def test_every_chinese_word_that_gives_a_secret_away_is_seen(word: str) -> None:
    assert masking.masked(f"{word}：a1b2c3") == f"{word}：••••"


def test_masking_twice_changes_nothing_more() -> None:
    once = masking.masked("password: hunter2 and 4111 1111 1111 1111")
    assert masking.masked(once) == once


@pytest.mark.parametrize("piece", ["4111 ", "1", "1-", "password ", "my password is ", "密码是 ", "pin : ", "a1"])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def work(length: int) -> None:
        masking.masked(piece * (length // len(piece)))

    assert effort.grows_with_length(work, short=10_000, long=50_000)
