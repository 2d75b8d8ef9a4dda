"""Which parts of two sequences are the same: patience first, then Myers' shortest script, within a budget of steps.

Patience: what stands exactly once on both sides holds the two together, in the longest order that both share
(Bram Cohen's way). Between two such anchors, E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
What is left when the budget is spent counts as different: the answer is then coarser, never wrong.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

STEPS: Final = 600_000
"""About a third of a second of one core. Usual articles need a hundredth of it, and no text gets more."""

_MOST_EDITS: Final = 500


class Match(NamedTuple):
    """`a[at_a : at_a + length]` equals `b[at_b : at_b + length]`."""

    at_a: int
    at_b: int
    length: int


class Budget:
    """How many steps may still be taken; one budget may serve several alignments that belong together."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """False where they are not there any more."""
        self.left -= steps
        return self.left >= 0


def matches(a: Sequence[str], b: Sequence[str], *, budget: Budget) -> list[Match]:
    """The parts that both have, in order, as long as they come; neighbours are joined."""
    joined: list[Match] = []
    for found in _found(a, b, budget):
        last = joined[-1] if joined else None
        if last and last.at_a + last.length == found.at_a and last.at_b + last.length == found.at_b:
            joined[-1] = Match(last.at_a, last.at_b, last.length + found.length)
        else:
            joined.append(found)
    return joined


def _found(a: Sequence[str], b: Sequence[str], budget: Budget) -> Iterator[Match]:
    # A region that is still to be looked into, or a match that waits for its turn.
    todo: list[tuple[int, int, int, int] | Match] = [(0, len(a), 0, len(b))]
    while todo:
        region = todo.pop()
        if isinstance(region, Match):
            yield region
            continue
        from_a, to_a, from_b, to_b = region
        start = _alike(a, b, from_a, from_b, most=min(to_a - from_a, to_b - from_b))
        if start:
            yield Match(from_a, from_b, start)
            from_a, from_b = from_a + start, from_b + start
        end = _alike_back(a, b, to_a, to_b, most=min(to_a - from_a, to_b - from_b))
        if end:
            to_a, to_b = to_a - end, to_b - end
            todo.append(Match(to_a, to_b, end))
        if from_a == to_a or from_b == to_b or not budget.spend(to_a - from_a + to_b - from_b):
            continue
        anchors = _anchors(a, b, from_a, to_a, from_b, to_b)
        if not anchors:
            todo.extend(reversed(_shortest(a[from_a:to_a], b[from_b:to_b], from_a, from_b, budget)))
            continue
        between: list[tuple[int, int, int, int] | Match] = []
        for at_a, at_b in anchors:
            between += [(from_a, at_a, from_b, at_b), Match(at_a, at_b, 1)]
            from_a, from_b = at_a + 1, at_b + 1
        between.append((from_a, to_a, from_b, to_b))
        todo.extend(reversed(between))


def _alike(a: Sequence[str], b: Sequence[str], at_a: int, at_b: int, *, most: int) -> int:
    count = 0
    while count < most and a[at_a + count] == b[at_b + count]:
        count += 1
    return count


def _alike_back(a: Sequence[str], b: Sequence[str], to_a: int, to_b: int, *, most: int) -> int:
    count = 0
    while count < most and a[to_a - count - 1] == b[to_b - count - 1]:
        count += 1
    return count


def _anchors(
    a: Sequence[str], b: Sequence[str], from_a: int, to_a: int, from_b: int, to_b: int
) -> list[tuple[int, int]]:
    """Places of what stands once in each, in the longest row that rises in both."""
    often_a, often_b = Counter(a[from_a:to_a]), Counter(b[from_b:to_b])
    once = {token for token, count in often_a.items() if count == 1 and often_b.get(token) == 1}
    if not once:
        return []
    place = {b[at]: at for at in range(from_b, to_b) if b[at] in once}
    pairs = [(at, place[a[at]]) for at in range(from_a, to_a) if a[at] in once]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, sorted by the first, whose second ones rise too."""
    ends: list[int] = []  # the smallest second one that a row of this length ends with
    last: list[int] = []  # and its place among the pairs
    before = [-1] * len(pairs)
    for at, (_, value) in enumerate(pairs):
        length = bisect_left(ends, value)
        before[at] = last[length - 1] if length else -1
        ends[length:length + 1], last[length:length + 1] = [value], [at]
    row: list[tuple[int, int]] = []
    at = last[-1]
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _shortest(a: Sequence[str], b: Sequence[str], from_a: int, from_b: int, budget: Budget) -> list[Match]:
    """The matches of a shortest edit script; none where it is too long to look for."""
    trace: list[dict[int, int]] = []
    furthest = {1: 0}
    for edits in range(min(len(a) + len(b), _MOST_EDITS) + 1):
        trace.append(furthest.copy())
        if not budget.spend(2 * edits + 1):
            return []
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            if x <= len(a) and y <= len(b):
                slide = _alike(a, b, x, y, most=min(len(a) - x, len(b) - y))
                budget.spend(slide)
                x, y = x + slide, y + slide
            furthest[diagonal] = x
            if x >= len(a) and y >= len(b):
                return _walked_back(trace, len(a), len(b), from_a, from_b)
    return []


def _walked_back(trace: list[dict[int, int]], x: int, y: int, from_a: int, from_b: int) -> list[Match]:
    found: list[Match] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        came = diagonal + 1 if down else diagonal - 1
        came_x = furthest[came] if edits else 0
        came_y = came_x - came if edits else 0
        start_x = (came_x if down else came_x + 1) if edits else 0
        if x > start_x:
            found.append(Match(from_a + start_x, from_b + y - (x - start_x), x - start_x))
        x, y = came_x, came_y
    return found[::-1]
