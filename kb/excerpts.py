"""Excerpts: the stretch of a text that shows why it was found, with what was searched for marked."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb import text

EXCERPT: Final = 180
"""Characters of an excerpt, about."""

_PAUSE: Final = re.compile("[ ，。！？；]")
_OPEN_END: Final = re.compile(r"(?<![\s.?!:;,，。？！：；、…])\n")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, and whether it is what was searched for."""

    text: str
    hit: bool


def excerpt(plain: str, wanted: Collection[str]) -> tuple[Run, ...]:
    """The stretch of a text where most of what is wanted stands, its hits marked, cut at words."""
    plain = one_line(plain[:6_000])
    spans = text.places(plain, wanted=wanted)
    length = EXCERPT // 2 if text.han(plain[:200]) else EXCERPT
    hit = _densest(spans, length)
    start = _beginning(plain, max(0, hit - length // 6), hit)
    start += 2 * plain.startswith("· ", start)
    end = min(len(plain), start + length)
    if end < len(plain):
        space = plain.rfind(" ", end - 24, end)
        end = space if space > max(start, hit) else _edge(plain, end)
        end -= 2 * plain.endswith(" ·", start, end)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    runs = _runs(plain[start:end], inside)
    before = [Run("… ", False)] if start else []
    return (*before, *runs, *([Run(" …", False)] if end < len(plain) else []))


def one_line(plain: str) -> str:
    """A text of several lines as one. A point in the middle parts those that do not end by themselves, as in lists."""
    return " ".join(_OPEN_END.sub(" · ", plain.strip()).split())


def marked(plain: str, wanted: Collection[str]) -> tuple[Run, ...]:
    """A whole line with its hits marked."""
    return tuple(_runs(plain, text.places(plain, wanted=wanted)))


def _beginning(plain: str, start: int, hit: int) -> int:
    """Where a word or a clause begins, at `start` or soon behind it, but never behind the hit."""
    pause = _PAUSE.search(plain, start, min(start + 24, hit)) if start else None
    return pause.end() if pause else _edge(plain, start)


def _edge(plain: str, at: int) -> int:
    """`at`, or the beginning of the word that it would cut; Chinese may be cut anywhere."""
    for back in range(at, max(0, at - text.LONGEST_WORD), -1):
        if not all((one.isalnum() or one == "_") and not text.is_cjk(one) for one in plain[back - 1 : back + 1]):
            return back
    return at if at > text.LONGEST_WORD else 0


def _densest(spans: Sequence[tuple[int, int]], length: int) -> int:
    """Where the window of this length begins that holds the most marked characters."""
    best, start, low, held = 0, spans[0][0] if spans else 0, 0, 0
    for a, b in spans:
        held += b - a
        while a - spans[low][0] > length:
            held -= spans[low][1] - spans[low][0]
            low += 1
        if held > best:
            best, start = held, spans[low][0]
    return start


def _runs(plain: str, spans: Sequence[tuple[int, int]]) -> list[Run]:
    runs: list[Run] = []
    at = 0
    for a, b in spans:
        if a > at:
            runs.append(Run(plain[at:a], False))
        runs.append(Run(plain[a:b], True))
        at = b
    if at < len(plain):
        runs.append(Run(plain[at:], False))
    return runs
