"""Two changes of one text put together, line by line; where both changed the same lines, both stay, with marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from articles.aligning import Budget, matches

_MARK: Final = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that both changed, each in another way."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`pieces` one after the other are the text."""

    pieces: tuple[str | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Conflict))

    def text(self, *, ours: str, theirs: str) -> str:
        """With both sides of a conflict between marks, which say whose each is."""
        return "\n".join(
            piece if isinstance(piece, str)
            else "\n".join((f"<<<<<<< {ours}", *_own(piece.ours), "=======", *_own(piece.theirs), f">>>>>>> {theirs}"))
            for piece in self.pieces
        )


class _Hunk(NamedTuple):
    """`base[start:end]` becomes `lines`; `side` says whose it is."""

    start: int
    end: int
    side: int
    lines: Sequence[str]


def merge(base: str, ours: str, theirs: str) -> Merged:
    """What each changed against the base, together. Neighbouring lines do not disturb each other."""
    if ours == theirs or theirs == base:
        return Merged((ours,))
    if ours == base:
        return Merged((theirs,))
    budget = Budget()
    old = base.split("\n")
    hunks = sorted((*_hunks(old, ours.split("\n"), 0, budget), *_hunks(old, theirs.split("\n"), 1, budget)))
    pieces: list[str | Conflict] = []
    lines: list[str] = []
    at = 0
    for cluster in _clusters(hunks):
        start, end = cluster[0].start, max(hunk.end for hunk in cluster)
        lines += old[at:start]
        at = end
        sides = [_applied(old, start, end, [hunk for hunk in cluster if hunk.side == side]) for side in (0, 1)]
        if len({hunk.side for hunk in cluster}) == 1:
            lines += sides[cluster[0].side]
        elif sides[0] == sides[1]:
            lines += sides[0]
        else:
            if lines:
                pieces.append("\n".join(lines))
            pieces.append(Conflict("\n".join(old[start:end]), *map("\n".join, sides)))
            lines = []
    lines += old[at:]
    if lines:
        pieces.append("\n".join(lines))
    return Merged(tuple(pieces))


def has_marks(text: str) -> bool:
    """Whether marks of a conflict still stand in the text."""
    return _MARK.search(text) is not None


def _hunks(old: Sequence[str], new: Sequence[str], side: int, budget: Budget) -> list[_Hunk]:
    found: list[_Hunk] = []
    at_old = at_new = 0
    for match in (*matches(old, new, budget=budget), None):
        to_old, to_new = (match.at_a, match.at_b) if match else (len(old), len(new))
        if to_old > at_old or to_new > at_new:
            found.append(_Hunk(at_old, to_old, side, new[at_new:to_new]))
        if match:
            at_old, at_new = to_old + match.length, to_new + match.length
    return found


def _clusters(hunks: Sequence[_Hunk]) -> list[list[_Hunk]]:
    """Hunks that touch the same lines, or put something into the same place, belong together."""
    found: list[list[_Hunk]] = []
    end = -1
    for hunk in hunks:
        if found and (hunk.start < end or hunk[:2] == found[-1][-1][:2]):
            found[-1].append(hunk)
            end = max(end, hunk.end)
        else:
            found.append([hunk])
            end = hunk.end
    return found


def _applied(old: Sequence[str], start: int, end: int, hunks: Sequence[_Hunk]) -> list[str]:
    lines: list[str] = []
    for hunk in hunks:
        lines += [*old[start : hunk.start], *hunk.lines]
        start = hunk.end
    return lines + list(old[start:end])


def _own(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
