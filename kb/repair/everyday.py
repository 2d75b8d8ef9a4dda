"""Common English words, so that none of them is taken for a slip where a knowledge base happens to lack it."""

import tomllib
from importlib import resources
from typing import Final

from kb import text

_listed: Final = tomllib.loads(resources.files("kb.repair").joinpath("english.toml").read_text(encoding="utf-8"))

EVERYDAY: Final = frozenset(_listed["everyday"].split())
"""Words that tell little: one of them that was mistyped is read as what it is without further ado."""

_as_written: Final = EVERYDAY.union(_listed["short"].split(), _listed["letters"].split())
_stems: Final = frozenset(text.stems([*EVERYDAY, *_listed["common"].split()]))


def is_common(word: str) -> bool:
    """Whether a folded word, or another form of it, is common English."""
    return word in _as_written or text.stems([word])[0] in _stems
