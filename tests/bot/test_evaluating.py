"""The figures of outcomes, each beside a number that was worked out by hand."""

import pytest

from bot import evaluating
from bot.evaluating import Figures, Outcome


def outcome(expect: str, ranked: str, confidence: float = 0.5, decision: str = "answer", ms: float = 1.0) -> Outcome:
    return Outcome(tuple(expect), tuple(ranked), confidence, decision, ms)  # type: ignore[arg-type]


def test_all_figures_together():
    found = evaluating.figures([
        outcome("a", "abc", 0.9, "answer", 1.0),
        outcome("a", "bca", 0.8, "answer", 2.0),
        outcome("a", "bcdefa", 0.3, "clarify", 3.0),
        outcome("", "abc", 0.3, "answer", 4.0),
        outcome("", "", 0.0, "handover", 5.0),
    ])
    assert found == Figures(
        precision_at_1=pytest.approx(1 / 3),
        recall_at_5=pytest.approx(2 / 3),
        mrr=pytest.approx((1 + 1 / 3 + 1 / 6) / 3),
        auroc=pytest.approx(5.5 / 6),  # of six pairs one is a tie
        answered=3,
        answered_right=1,
        # .9 and .8 stand alone, .3 and .3 together, nothing of them but the first is right
        calibration_error=pytest.approx((0.1 + 0.8 + 0.6 + 0.0) / 5),
        p50_ms=3.0,
        p99_ms=5.0,
    )


@pytest.mark.parametrize(
    ("expect", "ranked", "right", "place"),
    [
        ("a", "ab", True, 1),
        ("ba", "ab", True, 1),
        ("b", "ab", False, 2),
        ("cb", "abc", False, 2),
        ("x", "ab", False, None),
        ("", "ab", False, None),
        ("a", "", False, None),
    ],
)
def test_right_is_who_has_any_of_the_expected_first(expect, ranked, right, place):
    found = outcome(expect, ranked)
    assert (found.right, found.place) == (right, place)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.6, 0.4], (1 + 1 + 0 + 0.5) / 4),
        ([0.5, 0.5, 0.7], [0.5, 0.1], (0.5 + 1 + 0.5 + 1 + 1 + 1) / 6),
        ([0.5], [], None),
        ([], [0.5], None),
    ],
)
def test_auroc_is_the_share_of_pairs_in_the_right_order(positive, negative, expected):
    assert evaluating.auroc(positive, negative) == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(1.0, True), (0.0, False)], 0.0),
        ([(1.0, False), (0.0, True)], 1.0),
        ([(0.7, True)] * 7 + [(0.7, False)] * 3, 0.0),
        ([(0.75, True), (0.75, False)], 0.25),
        # neighbours in different bins do not even each other out; in one bin they do
        ([(0.59, True), (0.61, False)], 0.51),
        ([(0.51, True), (0.59, False)], 0.05),
        ([], None),
    ],
)
def test_calibration_error(said, expected):
    assert evaluating.calibration_error(said) == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.99, 4), (0.25, 1), (1.0, 4)])
def test_percentiles_are_values_that_occurred(share, expected):
    assert evaluating.percentile([4, 1, 3, 2], share) == expected


def test_nothing_asked_is_nothing_measured():
    assert evaluating.figures([]) == Figures(None, None, None, None, 0, 0, None, None, None)


def test_where_nothing_has_an_answer_only_confidence_is_judged():
    found = evaluating.figures([outcome("", "ab", 0.7), outcome("", "", 0.0, "handover")])
    assert (found.precision_at_1, found.recall_at_5, found.mrr, found.auroc) == (None, None, None, None)
    assert found.calibration_error == pytest.approx(0.35)
    assert (found.answered, found.answered_right) == (1, 0)
