"""What a slip of the finger or the ear is worth: the less it costs, the more often people make it."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS: Final = frozenset("aeiouy")
_SOUND_ALIKE: Final = tuple(map(frozenset, ("cksqz", "gj", "mn", "dt", "bp", "fv", "vw")))

DOUBLING: Final = 0.5
"""One letter written twice, or of two the same only one."""
SWAP: Final = 0.6
DROP: Final = 1.0
KEY: Final = 1.0
"""The neighbouring key."""
EAR: Final = 1.2
FAT: Final = 1.4
"""A neighbouring key pressed as well."""
ADDED: Final = 2.2
CHANGED: Final = 2.4

# The first letter is looked at longest.
_FIRST: Final = 0.5


def ways(word: str) -> list[str]:
    """Everything one slip away from a word of Latin letters: one left out, added, changed, or swapped with the next."""
    found = []
    for at, letter in enumerate(word):
        start, rest = word[:at], word[at + 1 :]
        found += [f"{start}{other}{rest}" for other in _LETTERS]
        found += [f"{start}{other}{letter}{rest}" for other in _LETTERS]
        found += (start + rest, f"{start}{rest[:1]}{letter}{rest[1:]}")
    return [*found, *(word + other for other in _LETTERS)]


def cost(word: str, other: str) -> float:
    """What it takes to type `word` where `other` was meant, one of its `ways`."""
    at = _in_common(word, other)
    first = _FIRST if at == 0 else 0.0
    if len(word) < len(other):
        return first + _dropped(other, at=at)
    if len(word) > len(other):
        return first + _added(word, at=at)
    if word[at + 1 :] != other[at + 1 :]:
        return SWAP + first / 2
    return first + _changed(word[at], other[at])


def cost_of_several(word: str, other: str) -> float:
    """What it takes to type `word` where `other` was meant, however many slips lie between them."""
    same = _in_common(word, other)
    ending = _in_common(word[same:][::-1], other[same:][::-1])
    rows = [[0.0] * (len(other) - same - ending + 1) for _ in range(len(word) - same - ending + 1)]
    for down, row in enumerate(rows):
        for along in range(len(row)):
            row[along] = min(_last(rows, word, other, down=down, along=along, same=same), default=0.0)
    return rows[-1][-1]


def _last(
    rows: Sequence[Sequence[float]], word: str, other: str, *, down: int, along: int, same: int
) -> Iterator[float]:
    """What it takes up to here, for each slip that may be the last one. The first `same` letters are in no row."""
    at, to = same + down - 1, same + along - 1
    if down:
        yield rows[down - 1][along] + _added(word, at=at)
    if along:
        yield rows[down][along - 1] + _dropped(other, at=to)
    if down and along:
        yield rows[down - 1][along - 1] + (0.0 if word[at] == other[to] else _changed(word[at], other[to]))
        if down > 1 and along > 1 and (word[at - 1], word[at]) == (other[to], other[to - 1]):
            yield rows[down - 2][along - 2] + SWAP


def _in_common(word: str, other: str) -> int:
    """With how many of the same letters both begin."""
    return next((at for at, (one, two) in enumerate(zip_longest(word, other)) if one != two), len(word))


def _dropped(other: str, *, at: int) -> float:
    return DOUBLING if other[at] in other[max(0, at - 1) : at] + other[at + 1 : at + 2] else DROP


def _added(word: str, *, at: int) -> float:
    beside = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
    if word[at] in beside:
        return DOUBLING
    return FAT if any(word[at] in _NEIGHBOURS.get(key, "") for key in beside) else ADDED


def _changed(written: str, meant: str) -> float:
    if meant in _NEIGHBOURS.get(written, ""):
        return KEY
    slip = {written, meant}
    return EAR if slip <= _VOWELS or any(slip <= alike for alike in _SOUND_ALIKE) else CHANGED


def _neighbouring_keys() -> dict[str, str]:
    near = {}
    for above, row, below in zip(("", *_KEYS), _KEYS, (*_KEYS[1:], ""), strict=False):
        for at, key in enumerate(row):
            beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            near[key] = beside + above[at : at + 2] + below[max(0, at - 1) : at + 1]
    return near


_NEIGHBOURS: Final = _neighbouring_keys()
