"""How far an answer of the community is trusted: a table."""

from dataclasses import replace

import pytest

from bot import crediting
from bot.chat import POLICY
from bot.crediting import Credit

DAY = 86_400_000
YEAR = 365 * DAY
PLAIN = Credit(accepted=False, official=False, score=0, age=DAY, reputation=100, role="member")


@pytest.mark.parametrize(
    ("credit", "cap"),
    [
        (PLAIN, 0.0),
        (replace(PLAIN, score=1), 0.0),
        (replace(PLAIN, score=-3), 0.0),
        (replace(PLAIN, score=2), 0.54),
        (replace(PLAIN, score=5), 0.63),
        (replace(PLAIN, score=900), 0.66),
        (replace(PLAIN, accepted=True), 0.66),
        (replace(PLAIN, accepted=True, score=3), 0.75),
        (replace(PLAIN, accepted=True, score=-1), 0.41),
        (replace(PLAIN, accepted=True, reputation=0), 0.62),
        (replace(PLAIN, accepted=True, reputation=900), 0.72),
        (replace(PLAIN, accepted=True, role="agent"), 0.76),
        (replace(PLAIN, accepted=True, role="moderator"), 0.76),
        (replace(PLAIN, accepted=True, age=YEAR), 0.61),
        (replace(PLAIN, accepted=True, age=3 * YEAR), 0.51),
        (replace(PLAIN, accepted=True, age=30 * YEAR), 0.46),
        (replace(PLAIN, accepted=True, age=30 * YEAR, score=-9), 0.3),
        (replace(PLAIN, official=True), 0.85),
        (replace(PLAIN, official=True, age=9 * YEAR), 0.85),
        (replace(PLAIN, official=True, score=9, role="agent"), 0.9),
    ],
)
def test_the_most_that_the_bot_is_sure_of_it(credit: Credit, cap: float) -> None:
    assert crediting.cap(credit) == cap


def test_what_was_only_voted_up_a_little_is_asked_about_and_what_was_accepted_answers() -> None:
    assert POLICY.offer <= crediting.cap(replace(PLAIN, score=2)) < POLICY.answer
    assert crediting.cap(replace(PLAIN, accepted=True, reputation=0)) >= POLICY.answer
