import random
from collections.abc import Sequence

import pytest

from articles import aligning, comparing
from articles.aligning import Budget, matches
from articles.comparing import Fold, Part, Run, compare, folded, size, words
from tests import effort

LONGEST = 200_000
SIGNS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def told(runs: Sequence[Run]) -> str:
    return "".join(SIGNS[run.kind].format(run.text) for run in runs)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("the same", "the same", "the same"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("Press Save now.", "Press **Store** now.", "Press [-Save-]{+**Store**+} now."),
        ("one two three", "one three", "one [-two -]three"),
        ("It takes 5 days. Call us.", "It takes 7 days. Call us.", "It takes [-5-]{+7+} days. Call us."),
        ("点击忘记密码。", "请点击“忘记密码”。", "{+请+}点击{+“+}忘记密码{+”+}。"),
        ("打开账单页面，选择月份。", "打开订单页面，选择年份。", "打开[-账-]{+订+}单页面，选择[-月-]{+年+}份。"),
        ("用 Firstline 提问", "用 FirstLine 提问", "用 [-Firstline-]{+FirstLine+} 提问"),
        ("ราคา 5 บาท", "ราคา 7 บาท", "ราคา [-5-]{+7+} บาท"),
        ("naïve café", "naïve cafés", "naïve [-café-]{+cafés+}"),
        ("a, b c", "x, y c z a b", "[-a, b c-]{+x, y c z a b+}"),  # islands in a sea tell nobody anything
        ("Ships on Monday", "Closed for good", "[-Ships on Monday-]{+Closed for good+}"),
    ],
)
def test_words(before: str, after: str, expected: str) -> None:
    assert told(words(before, after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("", "a\nb", ["{+a\nb+}"]),
        ("a\nb", "", ["[-a\nb-]"]),
        ("a\nb\nc", "a\nc", ["a", "[-b-]", "c"]),
        ("a\nc", "a\n\nc", ["a", "{++}", "c"]),
        ("go left now\nstop", "go right now\nstop", ["go [-left-]{+right+} now", "stop"]),
        ("one x two\nthree x four", "one y two\nthree y four",
         ["one [-x-]{+y+} two", "three [-x-]{+y+} four"]),  # line for line
    ],
)
def test_lines_first(before: str, after: str, expected: list[str]) -> None:
    assert [told(part.runs) for part in compare(before, after)] == expected


def test_each_side_reads_as_its_own_text() -> None:
    dice = random.Random(7)
    for _ in range(2_000):
        letters = dice.choice(["ab\n", "a b.\n", "打a。\n ", "ab"])
        before, after = ("".join(dice.choices(letters, k=dice.randrange(30))) for _ in range(2))
        parts = compare(before, after)
        assert filled("\n".join("".join(run.text for run in part.before) for part in parts)) == filled(before)
        assert filled("\n".join("".join(run.text for run in part.after) for part in parts)) == filled(after)


def filled(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def test_far_unchanged_lines_are_folded() -> None:
    lines = [f"line {number}" for number in range(20)]
    changed = [*lines[:10], "another", *lines[11:]]
    shown = folded(compare("\n".join(lines), "\n".join(changed)), context=2)
    assert [part.lines if isinstance(part, Fold) else told(part.runs) for part in shown] == [
        8, "line 8\nline 9", "[-line 10-]{+another+}", "line 11\nline 12", 7,
    ]
    assert folded(compare("a\nb\nc\nd", "a\nb\nc\nD")) == compare("a\nb\nc\nd", "a\nb\nc\nD")  # too short to fold
    assert folded(compare("a\n" * 9, "a\n" * 9)) == [Fold("a\n" * 9, 10)]


def test_how_big_a_difference_is() -> None:
    found = size(compare("go left now", "go right now"))
    assert (found.added, found.removed) == (5, 4)
    assert size([Part((Run("same", "x"),))]) == comparing.Size(0, 0)


def test_the_shortest_script_is_found() -> None:
    dice = random.Random(3)
    for _ in range(500):
        a, b = (dice.choices("abc", k=dice.randrange(1, 20)) for _ in range(2))
        found = aligning._shortest(a, b, 0, 0, Budget())
        assert sum(match.length for match in found) == longest_common(a, b)
        assert all(a[x : x + n] == b[y : y + n] for x, y, n in found)


def longest_common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for one in a:
        before = row
        row = [0]
        for at, other in enumerate(b):
            row.append(before[at] + 1 if one == other else max(before[at + 1], row[at]))
    return row[-1]


def test_without_a_budget_everything_is_different_and_nothing_is_wrong() -> None:
    assert matches("xaby", "xbay", budget=Budget(0)) == [(0, 0, 1), (3, 3, 1)]


def big(kind: str, dice: random.Random) -> str:
    match kind:
        case "prose":
            return "\n\n".join(
                " ".join(f"word{dice.randrange(3_000)}" for _ in range(60)) + "." for _ in range(LONGEST // 520)
            )
        case "chinese":
            return "".join(chr(0x4E00 + dice.randrange(2_000)) for _ in range(LONGEST))
        case "short lines":
            return "".join(dice.choice("ab\n") for _ in range(LONGEST))
        case "moved lines":
            lines = [f"line {number}" for number in range(LONGEST // 12)]
            dice.shuffle(lines)
            return "\n".join(lines)
        case "one line":
            return " ".join(str(dice.randrange(50)) for _ in range(LONGEST // 3))
        case "empty lines":
            return "\n" * dice.randrange(LONGEST // 2, LONGEST)
    return (kind * LONGEST)[:LONGEST]


@pytest.mark.parametrize(
    "kind", ["prose", "chinese", "short lines", "moved lines", "one line", "empty lines", "x", "。", " ", ". ", "a."]
)
def test_the_longest_texts_are_compared_in_time(kind: str) -> None:
    dice = random.Random(1)
    before, after = big(kind, dice), big(kind, dice)[7:]
    assert effort.costs_less_than(3, lambda: compare(before, after))  # a quarter of a second on a quiet machine
    parts = compare(before, after)
    assert filled("\n".join("".join(run.text for run in part.after) for part in parts)) == filled(after)


def test_a_small_change_of_the_longest_text_is_found_word_by_word() -> None:
    text = big("prose", random.Random(1))
    at = text.index("word", LONGEST // 2)
    after = f"{text[:at]}quokka {text[at:]}"
    changed = [run for part in compare(text, after) for run in part.runs if run.kind != "same"]
    assert changed == [Run("added", "quokka ")]
