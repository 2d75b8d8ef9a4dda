"""What other systems leave in their texts: template marks, includes, notes, icons. They become Markdown, or they go.

A customer must never meet `{settings_tab|your-bots}`. The rules are two tables: marks that stand alone on a line, and
marks within one. Each says what a reader is shown.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from articles import notes
from articles.masking import outside_code
from articles.wording import COLON, ICON, IN_MENU, IN_SETTINGS, named

# Where a line was taken away that may have been the first step of a list.
_GONE: Final = "\ufdd2"

_INCLUDE: Final = r"\{![^{}\n]{1,200}?!\}"
_TEMPLATE: Final = r"\{\{[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\}"
_EMPTY: Final = r"<(?:i|span|em|b|div)\b[^<>]{0,300}>\s{0,20}</(?:i|span|em|b|div)>"

# Nothing of what follows is in a text without one of these.
_ANY: Final = re.compile(r"\{|</|\[TOC|\[!|!!!|\?\?\?|===|:::|\|\s?--", re.IGNORECASE)
_ITEM: Final = re.compile(r"([ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?([{\[].*[}\]])[ \t]*$")
_LAST: Final = frozenset("}] \t")
_STEP: Final = re.compile(r"([ \t]*)\d{1,9}([.)][ \t])")
# The line below a table's head; elsewhere its cells may be empty.
_RULE: Final = re.compile(r"[ \t]*\|[ \t|:-]*-[ \t|:-]*")
_RULE_CELL: Final = re.compile(r"(\|[ \t]*)(?=\|)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]")
_DEEPEST: Final = 7
_MANY_BLANKS: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_CLASS: Final = re.compile(r"""class\s{0,9}=\s{0,9}["']?([^"'>]*)""")
_ICON_CLASS: Final = re.compile(
    r"(?:\w+-icon|fa|bi|mdi|ti|ri|icon|glyphicon)-([a-z0-9-]+?)(?:-(?:o|solid|alt|outline|fill))?"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text on its way: its language, and the marks that stood for something that we do not have."""

    language: str
    missing: dict[str, None] = field(default_factory=dict)


Write = Callable[[re.Match[str], _Text], str]


def tidy(body: str, *, language: str) -> tuple[str, tuple[str, ...]]:
    """The Markdown without marks of templates, and the marks whose meaning is elsewhere. Code stays as it is."""
    if not _ANY.search(body):
        return body, ()
    text = _Text(language)
    return outside_code(body, lambda markdown: _tidied(markdown, text)), tuple(text.missing)


def _tidied(markdown: str, text: _Text) -> str:
    lines = markdown.replace(_GONE, "").split("\n")
    lines = [_line(line, lines[at + 1 : at + 4], text) if line[-1:] in _LAST else line for at, line in enumerate(lines)]
    if text.missing:
        lines = _renumbered(_without_hollow_sections(lines))
    if "|--" in markdown or "| --" in markdown:
        lines = [_RULE_CELL.sub(r"\1---", line) if _RULE.fullmatch(line) else line for line in lines]
    if any(sign in markdown for sign in notes.SIGNS):
        lines = notes.quoted("\n".join(lines).split("\n"), language=text.language)
    joined = "\n".join(lines)
    for trigger, mark, write in _WITHIN:
        if trigger in joined:
            joined = _replaced(mark, write, joined, text)
    return _MANY_BLANKS.sub("\n\n", joined).strip("\n")


def _line(line: str, next_lines: Sequence[str], text: _Text) -> str:
    """The line, written anew if it is nothing but a mark, which may stand behind the number of a step."""
    item = _ITEM.match(line)
    if not item:
        return line
    indent, number, mark = item[1], item[2] or "", item[3]
    for pattern, write in _ALONE:
        if found := pattern.fullmatch(mark):
            shown = write(found, text)
            if number and shown == _GONE and _is_deeper(next_lines, indent):
                return f"{indent}{number}{named(mark.strip('{}!'))}{COLON[text.language]}"
            if number and _STEP.match(shown):
                return indent + number + _STEP.sub("", shown, count=1)
            return "\n".join(indent + part for part in shown.split("\n"))
    return line


def _is_deeper(next_lines: Sequence[str], indent: str) -> bool:
    following = next((line for line in next_lines if line.strip()), "")
    return len(following) - len(following.lstrip()) > len(indent)


def _without_hollow_sections(lines: Sequence[str]) -> list[str]:
    """Without headings below which nothing is left since what stood there is gone."""
    kept: list[str] = []
    filled, below = False, 0  # whether a text follows, and the level of the heading that follows
    gone = 0  # a mark is gone from what follows, or a heading of this level
    for line in reversed(lines):
        heading = _HEADING.match(line)
        if heading:
            level = len(heading[1])
            if not filled and below <= level < gone:
                gone = level
                continue
            filled, below, gone = False, level, 0
        elif line.strip() == _GONE:
            gone = _DEEPEST
        elif line.strip():
            filled = True
        kept.append(line)
    return kept[::-1]


def _renumbered(lines: Sequence[str]) -> list[str]:
    """Without what is gone; a list that lost its first steps begins at 1."""
    kept: list[str] = []
    gone = False
    for line in lines:
        if line.strip() == _GONE:
            gone = True
            continue
        if gone and line.strip():
            step = _STEP.match(line)
            if step and not _in_list(kept):
                line = f"{step[1]}1{step[2]}{line[step.end() :]}"
            gone = False
        kept.append(line)
    return kept


def _in_list(lines: Sequence[str]) -> bool:
    last = next((line for line in reversed(lines) if line.strip()), "")
    return last.startswith((" ", "\t")) or bool(_STEP.match(last))


def _replaced(mark: re.Pattern[str], write: Write, markdown: str, text: _Text) -> str:
    return mark.sub(lambda found: write(found, text), markdown)


def _nothing(_found: re.Match[str], _text: _Text) -> str:
    return ""


def _missed(found: re.Match[str], text: _Text) -> str:
    """Nothing, since what the mark stands for is elsewhere."""
    text.missing.update(dict.fromkeys(re.findall(f"{_INCLUDE}|{_TEMPLATE}", found[0])))
    return ""


def _gone(found: re.Match[str], text: _Text) -> str:
    text.missing[found[0]] = None
    return _GONE


def _bold(found: re.Match[str], _text: _Text) -> str:
    return f"**{named(found[1])}**"


def _step_in_settings(found: re.Match[str], text: _Text) -> str:
    return IN_SETTINGS[text.language].format(named(found[1]))


def _step_in_menu(found: re.Match[str], text: _Text) -> str:
    return IN_MENU[text.language].format(named(found[1]), named(found[2]))


def _icon(found: re.Match[str], text: _Text) -> str:
    """An icon's name as its class has it; what else is empty is nothing."""
    classes = _CLASS.search(found[0])
    names = [match[1] for word in (classes[1].split() if classes else ()) if (match := _ICON_CLASS.fullmatch(word))]
    if not names:
        return ""
    name = names[-1].replace("-", " ")
    said = found.string[found.end() : found.end() + 12].lstrip(" *_").lower().startswith(("icon", "图标", "圖示"))
    return name if said else ICON[text.language].format(name)


# What stands alone on a line.
_ALONE: Final[tuple[tuple[re.Pattern[str], Write], ...]] = (
    (re.compile(r"\{(?:start_tabs|end_tabs)\}"), _nothing),
    (re.compile(r"\{tab\|([\w-]{1,80})\}"), lambda found, text: f"\n{_bold(found, text)}\n"),
    (re.compile(r"\{settings_tab\|([\w-]{1,80})\}"), _step_in_settings),
    (re.compile(r"\{relative\|([\w-]{1,80})\|([\w-]{1,80})\}"), _step_in_menu),
    (re.compile(r"\[TOC\]|\[\[_?TOC_?\]\]|\{:toc\}", re.IGNORECASE), _nothing),
    (re.compile(_INCLUDE), _gone),
    (re.compile(_TEMPLATE), _gone),
    (re.compile(r"\{[a-z_]\w{0,80}(?:[|:][^{}]{0,200})?\}"), _gone),
)

# What stands within a line, with a character that is there if the mark is.
_WITHIN: Final[tuple[tuple[str, re.Pattern[str], Write], ...]] = (
    ("{", re.compile(rf"[ \t]?\(\s{{0,9}}(?:{_INCLUDE}|{_TEMPLATE})\s{{0,9}}\)"), _missed),
    ("{", re.compile(f"{_INCLUDE}|{_TEMPLATE}"), _missed),
    ("{", re.compile(r"\{(?:start_tabs|end_tabs)\}"), _nothing),
    ("{", re.compile(r"\{(?:settings_tab|tab|relative\|[\w-]{1,80})\|([\w-]{1,80})\}"), _bold),
    ("{", re.compile(r"\{:[^{}\n]{0,200}\}"), _nothing),
    ("{", re.compile(r"\{[#.][A-Za-z][\w .#:=\"'-]{0,200}\}(?=[ \t]*$)", re.MULTILINE), _nothing),
    ("</", re.compile(rf"[ \t]?\(\s{{0,9}}(?:{_EMPTY}\s{{0,9}}){{1,5}}\)"), _nothing),
    ("</", re.compile(_EMPTY), _icon),
)
