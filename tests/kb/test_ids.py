from itertools import pairwise

import pytest

from kb.ids import digest, new_id, new_token


def test_an_id_of_a_later_millisecond_sorts_after(now: int) -> None:
    moments = [0, 1, 31, 32, 1023, 1024, now - 1, now, now + 1, now + 3_600_000, 2**50 - 1]
    made = [new_id(moment) for moment in moments]
    assert made == sorted(made)


def test_an_id_is_short_lower_case_and_safe_anywhere(now: int) -> None:
    for _ in range(100):
        made = new_id(now)
        assert len(made) == 18
        assert set(made) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_of_one_millisecond_stand_in_the_order_of_their_making(now: int) -> None:
    made = [new_id(now) for _ in range(10_000)]
    assert len(set(made)) == 10_000
    assert sum(later < earlier for earlier, later in pairwise(made)) <= 1  # where the count begins anew


@pytest.mark.parametrize("moment", [-1, 2**50])
def test_a_moment_that_does_not_fit_is_refused(moment: int) -> None:
    with pytest.raises(ValueError, match="no time"):
        new_id(moment)


def test_a_token_is_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_the_store_keeps_the_sha_256_of_a_token() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
