import pytest

from desk.queueing import Wait, usual_wait

MINUTE = 60_000


@pytest.mark.parametrize(
    ("waited", "told"),
    [
        ([], None),
        ([MINUTE, MINUTE], None),
        ([10_000, 20_000, 30_000], Wait(0, 1)),
        ([2 * MINUTE, 3 * MINUTE, 4 * MINUTE, 5 * MINUTE], Wait(3, 5)),
        ([MINUTE] * 19 + [600 * MINUTE], Wait(1, 2)),
        ([5 * MINUTE] * 4, Wait(5, 6)),
    ],
)
def test_the_wait_told_is_the_middle_of_the_last_ones_or_nothing(waited: list[int], told: Wait | None) -> None:
    assert usual_wait(waited) == told
