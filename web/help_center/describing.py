"""What a text says, in a line or two: whole sentences where they fit, in any script."""

import re
from typing import Final

from kb import markdown

LONGEST: Final = 160
"""Characters of a description; search engines cut what is longer."""

_FEWEST: Final = 50
_SAMPLE: Final = 4_000
# A Latin sentence ends before a space, a Chinese one anywhere.
_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？…]+[”’』」）]*")
_SPACES: Final = re.compile(r"\s+")
_PAUSES: Final = "，、；：,;: "


def described(body: str) -> str:
    """The first sentences of a Markdown text without its headings, at most LONGEST characters."""
    return shortened(_beginning(body))


def shortened(flat: str) -> str:
    """A text of one line, cut to LONGEST characters: behind a sentence, or else where it hurts least."""
    if len(flat) <= LONGEST:
        return flat
    ends = [found.end() for found in _END.finditer(flat, 0, LONGEST + 1) if found.end() <= LONGEST]
    if ends and ends[-1] >= _FEWEST:
        return flat[: ends[-1]]
    return _cut(flat)


def _beginning(body: str) -> str:
    plain = ""
    for part in markdown.sections(body):
        plain = _SPACES.sub(" ", f"{plain} {markdown.plain(part.markdown[:_SAMPLE])}").strip()
        if len(plain) > LONGEST or len(plain) >= _FEWEST:
            break
    return plain


def _cut(flat: str) -> str:
    """Where no sentence ends: at a pause, at the end of a word, or, in Chinese, anywhere."""
    short = flat[: LONGEST - 1]
    at = max(short.rfind(pause) for pause in _PAUSES)
    return (short[:at] if at >= _FEWEST else short).rstrip(_PAUSES) + "…"
