"""Markdown into tokens, and what rendering and cutting both ask of them: headings, text, an author's HTML."""

import re
from collections.abc import Collection, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.markdown import emphasis, tags
from kb.slugs import slug

# What the parser learns beside the tokens: where links lead that are defined elsewhere in the text.
Env = MutableMapping[str, Any]

_DEEPEST: Final = 20
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    return emphasis.enable(parser)


WHOLE: Final = _parser()
_BLOCKS: Final = _parser()
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_TAGS: Final = MarkdownIt("zero", {"html": True}).enable(["html_inline", "entity"])


@dataclass(frozen=True, slots=True)
class Heading:
    """`place` is where its first token is; `level` is the page's: from 2, and none left out."""

    place: int
    level: int
    anchor: str
    text: str


def tokens_of(markdown: str, env: Env) -> list[Token]:
    return WHOLE.parse(storable(markdown), env)


def blocks_of(lines: Sequence[str], env: Env) -> list[Token]:
    """Blocks alone, three times as fast: what stands in them is not parsed."""
    return _BLOCKS.parse("\n".join(lines), env)


def inline_of(source: str, env: Env) -> list[Token]:
    return WHOLE.parseInline(source, env)[0].children or []


def single_tags(source: str) -> list[Token]:
    """The tags in a block of HTML and the text between them."""
    return _TAGS.parseInline(source)[0].children or []


def storable(text: str) -> str:
    """Without what neither a database nor a sanitiser takes."""
    return _UNSTORABLE.sub("\ufffd", text)


def lines_of(markdown: str) -> list[str]:
    """The lines as blocks count them."""
    return storable(markdown).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def anchor(heading: str) -> str:
    """Where a heading stands in its page, if it is the first of its name there."""
    # Named apart, so that no heading can take the place of something in the page around it.
    return "h-" + slug(heading, fallback="section")


def headings(tokens: Sequence[Token], env: Env) -> Iterator[Heading]:
    """All headings in order, also those inside lists and quotations."""
    above: list[int] = []
    named: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        words = tokens[place + 1]
        text = " ".join(text_of(words.children or inline_of(words.content, env)).split())
        yield Heading(place, min(len(above) + 1, 6), _unused(anchor(text), named), text)


def _unused(name: str, named: dict[str, int]) -> str:
    """`name`, or `name-2` and so on where it is taken."""
    free = name
    while free in named:
        named[name] += 1
        free = f"{name}-{named[name]}"
    named[free] = 1
    return free


def plain(markdown: str) -> str:
    """What a reader reads, a line for each block: no marks, no targets of links; code as it is."""
    text = []
    for token in tokens_of(markdown, {}):
        match token.type:
            case "inline":
                text.append(text_of(token.children or []))
            case "html_block":
                text.append(text_of(single_tags(token.content)) + "\n")
            case "fence" | "code_block":
                text.append(token.content)
            case "td_close" | "th_close":
                text.append(" ")
            case "paragraph_close" | "heading_close" | "tr_close":
                text.append("\n")
    lines = (line.rstrip() for line in "".join(text).split("\n"))
    return "\n".join(line for line in lines if line)


def text_of(children: Sequence[Token]) -> str:
    """What a reader reads of the tokens in a line."""
    pieces = []
    for token in tamed(children, allowed=tags.BLOCK):
        match token.type:
            case "text" | "code_inline":
                pieces.append(token.content)
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
            case "image":
                pieces.append(text_of(token.children or []))
            case "html_inline":
                pieces.append("\n" if tags.breaks_line(token.content) else "")
    return "".join(pieces)


def tamed(children: Sequence[Token], *, allowed: Collection[str]) -> list[Token]:
    """The tokens of a line with every tag of the author written anew or left out; each that opens also closes."""
    read = [tags.read(token.content) if token.type == "html_inline" else None for token in children]
    last_end = {tag.name: place for place, tag in enumerate(read) if tag and tag.closes}
    kept: list[Token] = []
    standing: list[str] = []  # the author's open tags; "" for what Markdown opened
    unseen = ""
    for place, (token, tag) in enumerate(zip(children, read, strict=True)):
        if token.nesting > 0:
            standing.append("")
            kept.append(token)
        elif token.nesting < 0:
            while standing and standing[-1]:
                kept.append(_end(standing.pop()))
            standing.pop()
            kept.append(token)
        elif unseen:
            unseen = "" if tag and tag.closes and tag.name == unseen else unseen
        elif token.type != "html_inline":
            kept.append(token)
        elif tag and tag.is_typed_text:
            kept.append(_typed(token.content))
        elif tag and tag.name in tags.UNSEEN:
            unseen = tag.name if not tag.closes and last_end.get(tag.name, -1) > place else ""
        elif tag and tag.name in allowed:
            kept += _ends(tag.name, standing) if tag.closes else _starts(tag, standing)
    kept += [_end(name) for name in reversed(standing) if name]
    return kept


def _starts(tag: tags.Tag, standing: list[str]) -> list[Token]:
    if tag.name in tags.VOID:
        return [_picture(tag) if tag.name == "img" else _tag(f"<{tag.name}>")]
    if len(standing) >= _DEEPEST:
        return []
    ended = [_end(standing.pop())] if standing and standing[-1] == tag.name in tags.ENDED_BY_THE_NEXT else []
    standing.append(tag.name)
    return [*ended, _start(tag)]


def _ends(name: str, standing: list[str]) -> list[Token]:
    """Closes `name` and what stands open inside it; nothing where Markdown has opened something since."""
    depth = next((at for at, open_ in enumerate(reversed(standing), start=1) if open_ in (name, "")), 0)
    if not depth or standing[-depth] != name:
        return []
    return [_end(standing.pop()) for _ in range(depth)]


def _start(tag: tags.Tag) -> Token:
    if tag.name != "a":
        return _tag(f"<{tag.name}>")
    attributes: dict[str, str | int | float] = {"href": WHOLE.normalizeLink(tag.attribute("href").strip())}
    return Token("link_open", "a", 1, attrs=attributes)


def _end(name: str) -> Token:
    return Token("link_close", "a", -1) if name == "a" else _tag(f"</{name}>")


def _picture(tag: tags.Tag) -> Token:
    source = WHOLE.normalizeLink(tag.attribute("src").strip())
    described = tag.attribute("alt")
    return Token("image", "img", 0, attrs={"src": source, "alt": ""}, content=described, children=[_typed(described)])


def _tag(source: str) -> Token:
    return Token("html_inline", "", 0, content=source)


def _typed(text: str) -> Token:
    return Token("text", "", 0, content=text)
