"""How two texts differ, word by word, and how two changes of one text go together.

Lines come first, then the sentences of changed lines, then words; in Chinese each character is a word. The time is
bounded (`articles/aligning.py`): a difference that is too hard to find is shown as one text in another's place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from articles.aligning import Budget, matches

Kind = Literal["same", "removed", "added"]

CONTEXT: Final = 2
"""Unchanged lines that are shown beside a change."""

_HAN: Final = "\u2e80-\u2fdf\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORD: Final = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+|[^\S\n]+|.|\n")
_SENTENCE: Final = re.compile(r"[^.!?。！？；\n]+[.!?。！？；]*[^\S\n]*|[.!?。！？；][^\S\n]*|\n")
_SHORT: Final = 12
_FEWEST_SAME: Final = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some whole lines: unchanged, with a single run, or changed, with runs of words as one reads them in line."""

    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        return any(run.kind != "same" for run in self.runs)

    @property
    def before(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.kind != "added")

    @property
    def after(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.kind != "removed")


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines far from any change."""

    text: str
    lines: int


@dataclass(frozen=True, slots=True)
class Size:
    """In characters."""

    added: int
    removed: int


def compare(before: str, after: str) -> list[Part]:
    """The text from its start to its end. The same text twice is one part, no text at all none."""
    budget = Budget()
    old, new = _lines(before), _lines(after)
    parts: list[Part] = []
    for same, a, b in _stretches(old, new, budget):
        if same:
            parts.append(Part((Run("same", "\n".join(a)),)))
        elif len(a) == len(b):  # most often line for line
            parts += [Part(_words(one, other, budget)) for one, other in zip(a, b, strict=True)]
        else:
            parts.append(Part(_words("\n".join(a) if a else None, "\n".join(b) if b else None, budget)))
    return parts


def words(before: str, after: str) -> tuple[Run, ...]:
    """The difference of two short texts, as titles are."""
    return _words(before, after, Budget()) if before or after else ()


def size(parts: Iterable[Part]) -> Size:
    runs = [run for part in parts for run in part.runs]
    return Size(
        sum(len(run.text) for run in runs if run.kind == "added"),
        sum(len(run.text) for run in runs if run.kind == "removed"),
    )


def folded(parts: Sequence[Part], *, context: int = CONTEXT) -> list[Part | Fold]:
    """The same, with long unchanged stretches folded; `context` lines of them stay on each side of a change."""
    found: list[Part | Fold] = []
    for at, part in enumerate(parts):
        if part.changed:
            found.append(part)
            continue
        lines = part.runs[0].text.split("\n")
        head = context if at else 0
        tail = context if at < len(parts) - 1 else 0
        if len(lines) <= head + tail + 1:
            found.append(part)
            continue
        middle = lines[head : len(lines) - tail]
        found += _same(lines[:head])
        found.append(Fold("\n".join(middle), len(middle)))
        found += _same(lines[len(lines) - tail :] if tail else [])
    return found


def _same(lines: list[str]) -> list[Part]:
    return [Part((Run("same", "\n".join(lines)),))] if lines else []


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _words(before: str | None, after: str | None, budget: Budget) -> tuple[Run, ...]:
    """None is no line at all, which an empty line is not."""
    if before is None or after is None:
        return (Run("added", after or "") if before is None else Run("removed", before),)
    runs: list[Run] = []
    for same, old, new in _stretches(_SENTENCE.findall(before), _SENTENCE.findall(after), budget):
        if same:
            runs.append(Run("same", "".join(old)))
            continue
        a, b = _WORD.findall("".join(old)), _WORD.findall("".join(new))
        for equal, one, other in _stretches(a, b, budget):
            if equal:
                runs.append(Run("same", "".join(one)))
            else:
                runs += [Run("removed", "".join(one)), Run("added", "".join(other))]
    return _readable(runs, before, after)


def _stretches(
    a: Sequence[str], b: Sequence[str], budget: Budget
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """What both have and what only one has, in turn: (same, of a, of b)."""
    at_a = at_b = 0
    for match in matches(a, b, budget=budget):
        if match.at_a > at_a or match.at_b > at_b:
            yield False, a[at_a : match.at_a], b[at_b : match.at_b]
        at_a, at_b = match.at_a + match.length, match.at_b + match.length
        yield True, a[match.at_a : at_a], b[match.at_b : at_b]
    if at_a < len(a) or at_b < len(b):
        yield False, a[at_a:], b[at_b:]


def _readable(runs: Iterable[Run], before: str, after: str) -> tuple[Run, ...]:
    """Without islands: a comma that two other sentences share tells nobody anything."""
    # One entry for each change: what is the same before it, what went, what came.
    changes: list[list[str]] = [["", "", ""]]
    for run in runs:
        if run.kind == "same":
            if any(changes[-1][1:]):
                changes.append(["", "", ""])
            changes[-1][0] += run.text
        else:
            changes[-1][1 if run.kind == "removed" else 2] += run.text
    joined: list[list[str]] = []
    for same, gone, come in changes:
        if joined and (gone or come) and _island(same, joined[-1], (gone, come)):
            joined[-1][1] += same + gone
            joined[-1][2] += same + come
        else:
            joined.append([same, gone, come])
    kept = sum(len(same.strip()) for same, _, _ in joined)
    if kept < _FEWEST_SAME * max(len(before), len(after)):
        joined = [["", before, after]]
    found = (
        Run(kind, text)
        for change in joined for kind, text in zip(_KINDS, change, strict=True) if text
    )
    return tuple(found) or (Run("same", ""),)


_KINDS: Final[tuple[Kind, Kind, Kind]] = ("same", "removed", "added")


def _island(same: str, left: Sequence[str], right: tuple[str, str]) -> bool:
    if "\n" in same or len(same) > _SHORT:
        return False
    small = len(same) <= max(map(len, left[1:])) and len(same) <= max(map(len, right))
    return small and (not any(map(str.isalnum, same)) or len(same) <= 2)
