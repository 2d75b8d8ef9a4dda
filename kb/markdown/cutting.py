"""A text cut at its headings."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it.common.utils import normalizeReference

from kb.markdown.parsing import Env, Heading, blocks_of, headings, lines_of, tokens_of

# A longer address would be repeated in every section that uses it.
_LONGEST_BORROWED: Final = 2_000
_OF_LISTS: Final = frozenset(
    f"{block}_{end}" for block in ("bullet_list", "ordered_list", "list_item", "paragraph") for end in ("open", "close")
)
_BRACKETS: Final = re.compile(r"\[([^\[\]]{1,999})\]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the Markdown below it, up to the next heading.

    What stands before the first heading has the heading "" and the anchor "". Levels are those of the page: 2 and
    more, none left out; 1 for the beginning.
    """

    heading: str
    level: int
    anchor: str
    markdown: str


@functools.lru_cache(maxsize=16)
def sections(markdown: str) -> tuple[Section, ...]:
    """The text cut at its headings, in order. Headings inside lists and quotations cut nothing.

    A definition of a link that a section uses and another one holds is repeated at its end. The last few are kept: the
    parts of one page, its contents and what machines read of it, cut the same text.
    """
    lines = lines_of(markdown)
    env: Env = {}
    tokens = blocks_of(lines, env)
    found: list[Section] = []

    def close(heading: Heading, *, start: int, end: int) -> None:
        body = "\n".join(lines[start:end]).strip("\n")
        if heading.text or body.strip():
            whole = with_definitions(body, env, outside=range(start, end))
            found.append(Section(heading.text, heading.level, heading.anchor, whole))

    open_, start = Heading(0, 1, "", ""), 0
    for heading in headings(tokens, env):
        token = tokens[heading.place]
        if token.level == 0 and token.map:
            close(open_, start=start, end=token.map[0])
            open_, start = heading, token.map[1]
    close(open_, start=start, end=len(lines))
    return tuple(found)


def contents(markdown: str) -> list[tuple[int, str, str]]:
    """Level, anchor and text of each heading that cuts the text."""
    return [(part.level, part.anchor, part.heading) for part in sections(markdown) if part.heading]


def closing_links(markdown: str) -> list[str]:
    """Where the links of the last section lead, if it is a list of links and nothing else; items that have lost theirs
    belong to it."""
    last = sections(markdown)[-1:]
    found: list[str] = []
    for token in tokens_of(last[0].markdown, {}) if last and last[0].heading else ():
        if token.type == "inline":
            children = [child for child in token.children or [] if child.type != "text" or child.content.strip(" .。")]
            kinds = [child.type for child in children]
            if "link_open" in kinds:
                if kinds[0] != "link_open" or kinds.index("link_close") != len(kinds) - 1:
                    return []
                found.append(str(children[0].attrs["href"]))
        elif token.type not in _OF_LISTS or (token.type == "paragraph_open" and not token.level):
            return []
    return found


def with_definitions(part: str, env: Env, *, outside: range) -> str:
    """`part` of a text, followed by the definitions of links that it uses and that stand outside these lines."""
    return "\n\n".join(filter(None, (part, "\n".join(_borrowed(part, env, outside=outside)))))


def _borrowed(part: str, env: Env, *, outside: range) -> Iterator[str]:
    definitions = env.get("references", {})
    labels = {normalizeReference(found[1]): found[1] for found in _BRACKETS.finditer(part)} if definitions else {}
    for label, written in labels.items():
        known = definitions.get(label)
        if known and known["map"][0] not in outside and len(known["href"]) + len(known["title"]) < _LONGEST_BORROWED:
            title = ' "' + known["title"].replace("\\", "\\\\").replace('"', '\\"') + '"' if known["title"] else ""
            yield f"[{' '.join(written.split())}]: <{known['href']}>{title}"
