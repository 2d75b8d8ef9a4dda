"""Typing errors made on purpose, the same for the same seed: to see what they cost."""

import random
import re
from collections.abc import Callable
from typing import Final

from kb.text import is_cjk

SHORTEST: Final = 4
"""Letters of a word that gets a slip."""

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def _touching() -> dict[str, str]:
    """For each key the letters that touch it. Each row lies half a key to the right of the one above it."""
    where = {(row, place): letter for row, letters in enumerate(_ROWS) for place, letter in enumerate(letters)}
    steps = ((0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0))
    return {
        letter: "".join(where.get((row + down, place + along), "") for down, along in steps)
        for (row, place), letter in where.items()
    }


_TOUCHING: Final = _touching()


def mistyped(text: str, *, seed: int) -> str:
    """The text with one slip in each word of `SHORTEST` letters or more: swap, drop, doubling or neighbouring key.

    A word is an unbroken run of letters. Chinese, Japanese and Korean are left as they are: nobody types their
    characters letter by letter, and what an input method mistakes needs a dictionary of sounds.
    """
    chance = random.Random(f"{seed}:{text}")  # noqa: S311
    return _LETTERS.sub(lambda found: _slipped(found.group(), chance), text)


def _slipped(word: str, chance: random.Random) -> str:
    if len(word) < SHORTEST or any(map(is_cjk, word)):
        return word
    slips = list(_SLIPS)
    chance.shuffle(slips)
    # Not every word can be slipped in every way: `aaaa` swapped is `aaaa`.
    return next(changed for slip in slips if (changed := slip(word, chance)) != word)


def _swap(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _double(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def _neighbour(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    near = _TOUCHING.get(word[at].lower(), word[at])
    other = chance.choice(near)
    return word[:at] + (other.upper() if word[at].isupper() else other) + word[at + 1 :]


_SLIPS: Final[tuple[Callable[[str, random.Random], str], ...]] = (_swap, _drop, _double, _neighbour)
