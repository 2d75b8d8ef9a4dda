"""Code in a text that is changed by patterns: it stays as it is."""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

_START, _END = "\ufdd0", "\ufdd1"
_HIDDEN: Final = re.compile(f"{_START}(\\d+){_END}")
_FENCE: Final = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$")
_MAYBE_BLOCK: Final = re.compile(r"```|~~~|(?:^|\n)(?:    |\t| {1,3}\t)")
_ITEM: Final = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
# What `!!! note` and its like announce is indented, and text.
_ANNOUNCED: Final = re.compile(r"(?:!!!|\?\?\?\+?|===)\s")
_TICKS: Final = re.compile("`+")
_BLANK: Final = re.compile(r"\n[ \t]*\n")


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """`text` after `change`, which never sees blocks of code and spans of code."""
    kept: list[str] = []

    def hide(piece: str) -> str:
        kept.append(piece)
        return f"{_START}{len(kept) - 1}{_END}"

    bare = text.replace(_START, "").replace(_END, "")
    changed = change(_without_spans(_without_blocks(bare, hide), hide))
    # Twice: a span may have been put around the hidden line of a block.
    for _ in range(2):
        changed = _HIDDEN.sub(lambda found: kept[int(found[1])], changed)
    return changed


def _without_blocks(text: str, hide: Callable[[str], str]) -> str:
    """Each line of code hidden by itself, behind its own indentation, so that lines may still be moved."""
    if not _MAYBE_BLOCK.search(text):
        return text
    lines = []
    fence = ""
    blank_before, holds = True, False  # `holds`: an item or an announcement, to which indented lines belong
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        indent = len(line[: len(line) - len(bare)].expandtabs(4))
        opened = _FENCE.match(line)
        if fence:
            fence = "" if _closes(bare, fence) else fence
            lines.append(_hidden(line, bare, hide))
        elif opened and (opened[1][0] == "~" or "`" not in opened[2]):
            fence = opened[1]
            lines.append(line[: opened.start(1)] + hide(line[opened.start(1) :]))
        elif bare and indent >= 4 and not holds and (blank_before or lines[-1].endswith(_END)):
            lines.append(_hidden(line, bare, hide))
            continue  # the next line may go on with it
        else:
            if bare and indent < 4 and (blank_before or _ITEM.match(bare) or _ANNOUNCED.match(bare)):
                holds = bool(_ITEM.match(bare) or _ANNOUNCED.match(bare) or (holds and indent >= 2))
            lines.append(line)
        blank_before = not bare
    return "\n".join(lines)


def _closes(bare: str, fence: str) -> bool:
    rest = bare.lstrip("> \t").rstrip()
    return len(rest) >= len(fence) and not rest.strip(fence[0])


def _hidden(line: str, bare: str, hide: Callable[[str], str]) -> str:
    return line[: len(line) - len(bare)] + hide(bare) if bare else line


def _without_spans(text: str, hide: Callable[[str], str]) -> str:
    """Spans of code hidden; one begins and ends with the same number of backticks in the same paragraph."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    if len(runs) < 2:
        return text
    paragraphs = [found.start() for found in _BLANK.finditer(text)]
    following = _next_of_same_length(runs)
    pieces = []
    done = at = 0
    while at < len(runs):
        start, partner = runs[at][0], following[at]
        escaped = start > 0 and text[start - 1] == "\\"
        if partner is None or escaped or bisect_left(paragraphs, start) != bisect_left(paragraphs, runs[partner][0]):
            at += 1
            continue
        end = runs[partner][1]
        pieces += [text[done:start], hide(text[start:end])]
        done, at = end, partner + 1
    return "".join(pieces) + text[done:]


def _next_of_same_length(runs: list[tuple[int, int]]) -> list[int | None]:
    nearest: dict[int, int] = {}
    following: list[int | None] = [None] * len(runs)
    for at in range(len(runs) - 1, -1, -1):
        length = runs[at][1] - runs[at][0]
        following[at] = nearest.get(length)
        nearest[length] = at
    return following
