"""Markdown and messages into HTML that is safe in any page of ours."""

import html
import re
from collections.abc import Callable, Collection, Sequence
from typing import Final
from urllib.parse import unquote

import nh3
from markdown_it.token import Token

from kb.markdown import addresses, highlighting, tags
from kb.markdown.parsing import WHOLE, Env, anchor, headings, single_tags, storable, tamed, text_of, tokens_of

Link = Callable[[str], str]
Code = Callable[[str, str], str]
Attributes = dict[str, str | int | float]

# What links may add to a page beside its own text: definitions that are used again and again repeat their address.
_REPEATED: Final = 100_000

_OURS: Final = "/files/"
# Written behind the address of a picture: how many pixels it is wide and high, so that a page leaves room for it.
_MEASURE: Final = re.compile(r"#([1-9][0-9]{0,4})x([1-9][0-9]{0,4})$")

_TAGS: Final = {*tags.BLOCK, "h2", "h3", "h4", "h5", "h6"}
_ATTRIBUTES: Final = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(addresses.LINKS), link_rel=None
)
_POST_CLEANER: Final = nh3.Cleaner(
    tags={*_TAGS, "span"}, attributes=_ATTRIBUTES, url_schemes=set(addresses.LINKS), link_rel=None,
    allowed_classes={"span": set(highlighting.CLASSES)},
)


def render(markdown: str, *, link: Link | None = None) -> str:
    """Safe HTML of CommonMark with tables and strikethrough. Headings begin at h2: the page has the h1.

    `link` may give each link another address, also those to a heading of the same text (`#h-...`); where it gives "",
    the link's text stays alone.
    """
    env: Env = {}
    tokens = tokens_of(markdown, env)
    anchors = set()
    for heading in headings(tokens, env):
        tokens[heading.place].tag = tokens[heading.place + 2].tag = f"h{heading.level}"
        tokens[heading.place].attrSet("id", heading.anchor)
        anchors.add(heading.anchor)
    targets = _Targets(link or str, anchors=anchors, room=_REPEATED + 10 * len(markdown))
    return _CLEANER.clean(_rendered(tokens, env, targets, code=_plain))


def render_post(markdown: str) -> str:
    """The same of one text among several on a page: its headings begin at h4, no address leads to them, and code
    that names its language has its parts told apart."""
    env: Env = {}
    tokens = tokens_of(markdown, env)
    for heading in headings(tokens, env):
        tokens[heading.place].tag = tokens[heading.place + 2].tag = f"h{min(6, heading.level + 2)}"
    targets = _Targets(str, anchors=(), room=_REPEATED + 10 * len(markdown))
    return _POST_CLEANER.clean(_rendered(tokens, env, targets, code=highlighting.highlighted))


def render_message(text: str) -> str:
    """Safe HTML of what a person typed: every character as it is, lines kept, addresses of the web linked."""
    pieces = []
    for piece, is_address in addresses.pieces(storable(text).replace("\r\n", "\n").replace("\r", "\n")):
        shown = html.escape(piece)
        pieces.append(f'<a href="{shown}" rel="noopener nofollow">{shown}</a>' if is_address else shown)
    return _CLEANER.clean("".join(pieces).replace("\n", "<br>\n"))


def _plain(code: str, _language: str) -> str:
    return html.escape(code)


def _rendered(tokens: list[Token], env: Env, targets: "_Targets", *, code: Code) -> str:
    for token in tokens:
        match token.type:
            case "inline":
                token.children = _linked(tamed(token.children or [], allowed=tags.INLINE), targets)
            case "html_block":
                token.type = "inline"
                token.children = _linked(_in_block(tamed(single_tags(token.content), allowed=tags.BLOCK)), targets)
            case "fence" | "code_block":
                token.type = "html_block"
                token.content = f'<pre tabindex="0"><code>{code(token.content, token.info)}</code></pre>\n'
            case "table_open":
                # Wide ones scroll, as long lines of code do: a keyboard must be able to get there.
                token.attrSet("tabindex", "0")
    return str(WHOLE.renderer.render(tokens, WHOLE.options, env))


class _Targets:
    """Where the links and pictures of one text may lead, and how much room is left for their addresses."""

    def __init__(self, link: Link, *, anchors: Collection[str], room: int) -> None:
        self._link = link
        self._anchors = anchors
        self._room = room

    def of_link(self, token: Token) -> Attributes:
        """Attributes of a link; none where it may not be one."""
        href = self._affordable(token, "href")
        if href.startswith("#"):
            href = self._own(unquote(href[1:]))
        href = storable(self._link(href)) if href else ""
        if not addresses.usable(href, schemes=addresses.LINKS):
            return {}
        rel: Attributes = {"rel": "noopener nofollow"} if addresses.leads_away(href) else {}
        return {"href": href, **_title(token), **rel}

    def of_picture(self, token: Token) -> Attributes:
        """Attributes of a picture; none where it may not be one."""
        source = self._affordable(token, "src")
        if not addresses.usable(source, schemes=addresses.PICTURES):
            return {}
        source, measured = _measured(source)
        return {"src": source, "alt": "", **_title(token), **measured, "loading": "lazy"}

    def whole(self, token: Token) -> str:
        """Where a picture that was put in here opens as large as it is; "" for all others."""
        source = str(token.attrGet("src") or "")
        return storable(self._link(f"{source}?full")) if source.startswith(_OURS) else ""

    def _affordable(self, token: Token, name: str) -> str:
        address = str(token.attrGet(name) or "")
        self._room -= len(address) + len(str(token.attrGet("title") or ""))
        return address if self._room >= 0 else ""

    def _own(self, words: str) -> str:
        """A link to a heading by its words, as authors write it, leads to where we put headings of that name."""
        return f"#{words}" if words in self._anchors or words.startswith("h-") else f"#{anchor(words)}"


def _in_block(children: Sequence[Token]) -> Sequence[Token]:
    """What an author wrote as a block of HTML, as a paragraph where no tag of a block is left in it."""
    if any(tags.is_of_block(token.content) for token in children if token.type == "html_inline"):
        return children
    if not any(token.type == "image" or token.content.strip() for token in children):
        return []
    return [Token("html_inline", "", 0, content="<p>"), *children, Token("html_inline", "", 0, content="</p>\n")]


def _title(token: Token) -> Attributes:
    title = token.attrGet("title")
    return {"title": title} if title else {}


def _measured(source: str) -> tuple[str, Attributes]:
    """A picture's address, and its width and height where they stand behind it."""
    found = _MEASURE.search(source)
    return (source[: found.start()], {"width": found[1], "height": found[2]}) if found else (source, {})


def _linked(children: Sequence[Token], targets: _Targets) -> list[Token]:
    """The tokens with links and pictures that lead where they may, and written-out addresses made into links."""
    kept: list[Token] = []
    standing: list[bool] = []  # for each open link whether it stays
    for token in children:
        match token.type:
            case "link_open":
                token.attrs = targets.of_link(token)
                standing.append(bool(token.attrs))
                kept += [token] if token.attrs else []
            case "link_close":
                kept += [token] if standing.pop() else []
            case "image":
                description = text_of(token.children or [])
                token.attrs = targets.of_picture(token)
                if not token.attrs:
                    kept.append(Token("text", "", 0, content=description))
                elif description.strip() and not any(standing) and (whole := targets.whole(token)):
                    opens: Attributes = {"href": whole}
                    kept += [Token("link_open", "a", 1, attrs=opens), token, Token("link_close", "a", -1)]
                else:
                    kept.append(token)
            case "text" if not any(standing):
                kept += _with_links(token.content)
            case _:
                kept.append(token)
    return kept


def _with_links(text: str) -> list[Token]:
    tokens = []
    for piece, is_address in addresses.pieces(text):
        typed = Token("text", "", 0, content=piece)
        if is_address:
            target: Attributes = {"href": WHOLE.normalizeLink(piece), "rel": "noopener nofollow"}
            tokens += [Token("link_open", "a", 1, attrs=target), typed, Token("link_close", "a", -1)]
        else:
            tokens.append(typed)
    return tokens
