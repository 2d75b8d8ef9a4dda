"""Words of every day: rare as one may be in a small knowledge base, it says little of what a question is about."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Final

from kb import synonyms

VERY: Final = 2
"""The tier of words that nearly every text holds."""


def of(token: str) -> int:
    """Of a token as kb.text makes it: 2 for one that nearly every text holds, 1 for a common one, 0 for all others."""
    return _tiers().get(token, 0)


@functools.cache
def _tiers() -> Mapping[str, int]:
    listed = tomllib.loads(resources.files("kb").joinpath("commonness.toml").read_text(encoding="utf-8"))
    return {
        token: tier
        for tier, name in ((1, "common"), (VERY, "very"))
        for words in listed.values()
        for word in words[name].split()
        for token in synonyms.phrase(word)
    }
