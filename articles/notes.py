"""Notes, tips and warnings as other systems set them apart. Here they are quotations with a label."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from articles.wording import COLON, LABELS, named

SIGNS: Final = ("!!!", "???", "===", ":::", "[!")

_DEEPEST: Final = 5
_INDENT: Final = 4

_NOTE: Final = re.compile(
    r'([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\w-]{1,40})(?:[ \t]+[\w-]{1,40}){0,3}[ \t]*(?:"([^"]*)")?[ \t]*$'
)
_TAB: Final = re.compile(r'([ \t]*)===[+!]?[ \t]+"([^"]*)"[ \t]*$')
_OPENED: Final = re.compile(r"([ \t]*):{3,}[ \t]*\{?([A-Za-z][\w-]{0,40})\}?[ \t]*(.*)$")
_CLOSED: Final = re.compile(r"[ \t]*:{3,}[ \t]*$")
_ALERT: Final = re.compile(r"([ \t]*>[ \t]*)\[!(\w{1,40})\][ \t]*$")
_BLOCK: Final = re.compile(r"[ \t]*(?:[-*+>#|]|\d{1,9}[.)]|\ufdd0)")

_KINDS: Final = {
    "tip": ("tip", "hint", "success", "check"),
    "warning": ("warning", "warn", "caution", "danger", "important", "attention", "error", "failure"),
    "note": ("note", "info", "abstract", "summary", "seealso", "todo"),
}
_KIND: Final = {name: kind for kind, names in _KINDS.items() for name in names}


def quoted(lines: Sequence[str], *, language: str, depth: int = 0) -> list[str]:
    """The lines with `!!! note`, `::: note` and `> [!NOTE]` as quotations, and `=== "Tab"` as a line in bold."""
    kept: list[str] = []
    last_closed = max((at for at, line in enumerate(lines) if _CLOSED.match(line)), default=-1)
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if depth < _DEEPEST and (note := _NOTE.match(line)):
            body = _indented(lines, at, note[1])
            at += len(body)
            inner = quoted(_dedented(body, note[1]), language=language, depth=depth + 1)
            kept += _note(note[1], _label(note[2], note[3] or "", language), inner, language)
        elif depth < _DEEPEST and (tab := _TAB.match(line)):
            body = _indented(lines, at, tab[1])
            at += len(body)
            inner = quoted(_dedented(body, tab[1]), language=language, depth=depth + 1)
            kept += ["", f"{tab[1]}**{tab[2]}**", "", *(tab[1] + part for part in inner), ""]
        elif opened := _OPENED.match(line):
            if at <= last_closed:
                end = next(place for place in range(at, len(lines)) if _CLOSED.match(lines[place]))
                inner = [part.removeprefix(opened[1]) for part in lines[at:end] if not _OPENED.match(part)]
                kept += _note(opened[1], _label(opened[2], opened[3], language), inner, language)
                at = end + 1
        elif alert := _ALERT.match(line):
            kept += [f"{alert[1]}**{_label(alert[2].lower(), '', language)}{COLON[language]}**"]
        elif not _CLOSED.match(line):
            kept.append(line)
    return kept


def _indented(lines: Sequence[str], at: int, indent: str) -> list[str]:
    """The lines from `at` that belong to an announcement: indented further, without the blank ones at their end."""
    body: list[str] = []
    for place in range(at, len(lines)):
        line = lines[place]
        if line.strip() and not line.startswith((indent + " " * _INDENT, indent + "\t")):
            break
        body.append(line)
    while body and not body[-1].strip():
        body.pop()
    return body


def _dedented(lines: Sequence[str], indent: str) -> list[str]:
    inner = (line.removeprefix(indent) for line in lines)
    return [line[1:] if line.startswith("\t") else line.removeprefix(" " * _INDENT) for line in inner]


def _label(kind: str, title: str, language: str) -> str:
    known = _KIND.get(kind.lower())
    return title.strip() or (LABELS[language][known] if known else named(kind))


def _note(indent: str, label: str, body: Sequence[str], language: str) -> Iterator[str]:
    shown = "\n".join(line.rstrip() for line in body).strip("\n").replace("\n\n\n", "\n\n").split("\n")
    first = shown[0].lstrip()
    if not first:
        if label in LABELS[language].values():
            return  # what it had to say is elsewhere
        shown = [f"**{label}{COLON[language]}**"]
    elif _BLOCK.match(first) and not first.startswith("**"):
        shown = [f"**{label}{COLON[language]}**", "", *shown]
    elif not first.startswith("**"):
        shown[0] = f"**{label}{COLON[language]}**{' ' if language == 'en' else ''}{first}"
    yield ""
    yield from (f"{indent}> {line}".rstrip() for line in shown)
    yield ""
