import pytest

from kb import synonyms, text


@pytest.mark.parametrize(
    ("word", "other"),
    [("phone", "mobile"), ("mobile", "phone"), ("delete", "remove"), ("手机", "移动"), ("退款", "退钱")],
)
def test_a_word_finds_the_others_of_its_group(word: str, other: str) -> None:
    [token] = [max(text.tokens(word), key=len)]
    assert max(text.tokens(other), key=len) in synonyms.of(token)
    assert token not in synonyms.of(token)


def test_a_word_without_a_group_stands_alone() -> None:
    assert synonyms.of("quokka") == frozenset()
