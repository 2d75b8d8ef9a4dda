import random

import pytest

from articles import merging
from articles.merging import Conflict, has_marks, merge
from tests import effort


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("a\nb\nc", "a\nb\nc", "a\nb\nc", "a\nb\nc"),
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb\nc", "a\nB\nc", "a\nb\nC", "a\nB\nC"),  # neighbours
        ("a\nb\nc", "a\nB\nc", "a\nB\nc", "a\nB\nc"),  # the same change
        ("a\nb\nc", "B\nc", "a\nB\nc\nd", None),
        ("a\nb\nc", "a\nb\nc\nd", "0\na\nb\nc", "0\na\nb\nc\nd"),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
        ("a\nb\nc", "a\nc", "a\nb\nx\nc", "a\nx\nc"),  # what came after a line that went
        ("a\nb", "a\nb\nx", "a\nb\ny", None),  # two into the same place
        ("a\nb\nc", "a\nX\nc", "a\nY\nc", None),
        ("", "new", "", "new"),
        ("gone", "", "gone", ""),
        ("a\n\nb", "a one\n\nb", "a\n\nb two", "a one\n\nb two"),
    ],
)
def test_two_changes_together(base: str, ours: str, theirs: str, expected: str | None) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(base, one, other)
        if expected is None:
            assert merged.conflicts
        else:
            assert merged.text(ours="", theirs="") == expected


def test_both_sides_of_a_conflict_stay_with_marks() -> None:
    merged = merge("a\nb\nc", "a\nX\nc", "a\n\nc")
    assert merged.conflicts == (Conflict("b", "X", ""),)
    text = merged.text(ours="Now", theirs="Suggested")
    assert text == "a\n<<<<<<< Now\nX\n=======\n>>>>>>> Suggested\nc"
    assert has_marks(text)


@pytest.mark.parametrize("text", ["", "a < b\n<<<<<< six", "Heading\n=======", "    <<<<<<< in code", "x >>>>>>> y"])
def test_what_is_no_mark(text: str) -> None:
    assert not has_marks(text)


def test_nothing_of_either_side_is_lost() -> None:
    dice = random.Random(5)
    for _ in range(2_000):
        base, ours, theirs = ("".join(dice.choices("abcd\n", k=dice.randrange(25))) for _ in range(3))
        merged = merge(base, ours, theirs)
        assert merge(base, ours, base).text(ours="", theirs="") == ours
        assert len(merged.conflicts) == len(merge(base, theirs, ours).conflicts)
        text = merged.text(ours="", theirs="").split("\n")
        for side, other in ((ours, theirs), (theirs, ours)):
            fresh = set(side.split("\n")) - {"", *base.split("\n")}
            assert fresh <= set(text), (base, side, other)


def test_the_longest_texts_are_merged_in_time() -> None:
    dice = random.Random(1)
    base, ours, theirs = ("\n".join(str(dice.randrange(9)) for _ in range(100_000)) for _ in range(3))
    assert effort.costs_less_than(3, lambda: merging.merge(base, ours, theirs))
    assert merging.merge(base, ours, theirs).conflicts
