"""Words that mean the same: a customer's word finds the writer's."""

import functools
import tomllib
from importlib import resources

from kb import text


@functools.cache
def _groups() -> dict[str, frozenset[str]]:
    """For each word, the tokens of the others of its groups."""
    listed = tomllib.loads(resources.files("kb").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for group in (group for groups in listed.values() for group in groups):
        tokens = {_token(word) for word in group}
        for token in tokens:
            found.setdefault(token, set()).update(tokens - {token})
    return {token: frozenset(others) for token, others in found.items()}


def of(token: str) -> frozenset[str]:
    """The tokens that mean what this one means, without it."""
    return _groups().get(token, frozenset())


def one_for_all(token: str) -> str:
    """The same token for all that mean the same."""
    others = of(token)
    return min(token, *others) if others else token


def _token(word: str) -> str:
    """The one token by which a word is known: of Chinese words, their first pair."""
    return max(text.tokens(word), key=len)
