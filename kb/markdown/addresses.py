"""Addresses in text: which may be a link, which lead away from this site, and where one stands in a sentence."""

import re
from collections.abc import Collection, Iterator
from typing import Final

LINKS: Final = frozenset({"http", "https", "mailto", "tel"})
PICTURES: Final = frozenset({"http", "https"})

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# Browsers skip these in an address, so `java\nscript:` is one.
_INVISIBLE: Final = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
# ASCII only: what follows in Chinese without a space is the next word and not the address.
_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{2,2000}")
_PUNCTUATION: Final = frozenset(".,;:!?'*_")


def usable(address: str, *, schemes: Collection[str]) -> bool:
    """Whether `address` is relative or has one of the schemes, as a browser would read it."""
    scheme = _SCHEME.match(_INVISIBLE.sub("", address))
    return bool(address) and (scheme is None or scheme[1].lower() in schemes)


def leads_away(address: str) -> bool:
    """Whether a usable address names another host: with a scheme of the web, or `//host`, also with backslashes."""
    bare = _INVISIBLE.sub("", address).replace("\\", "/").lower()
    return bare.startswith(("//", "http:", "https:"))


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in order, each piece with whether it is an address of the web that somebody wrote out."""
    done = 0
    for found in _WRITTEN.finditer(text):
        end = found.start() + len(_without_punctuation(found[0]))
        if found.start() > done:
            yield text[done : found.start()], False
        yield text[found.start() : end], True
        done = end
    if done < len(text):
        yield text[done:], False


def _without_punctuation(address: str) -> str:
    """Without the sentence's own marks at its end; a bracket belongs to the address if it was opened there."""
    spare = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _PUNCTUATION or (address[end - 1] == ")" and spare > 0):
        spare -= address[end - 1] == ")"
        end -= 1
    return address[:end]
