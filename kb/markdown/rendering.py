"""Markdown and messages into HTML that is safe in any page of ours."""

import html
from collections.abc import Callable, Collection, Sequence
from typing import Final
from urllib.parse import unquote

import nh3
from markdown_it.token import Token

from kb.markdown import addresses, tags
from kb.markdown.parsing import WHOLE, Env, anchor, headings, single_tags, storable, tamed, text_of, tokens_of

Link = Callable[[str], str]

# What links may add to a page beside its own text: definitions that are used again and again repeat their address.
_REPEATED: Final = 100_000

_CLEANER: Final = nh3.Cleaner(
    tags={*tags.BLOCK, "h2", "h3", "h4", "h5", "h6"},
    attributes={
        "a": {"href", "title", "rel"},
        "img": {"src", "alt", "title", "loading"},
        "ol": {"start"},
        "pre": {"tabindex"},
        "table": {"tabindex"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    url_schemes=set(addresses.LINKS),
    link_rel=None,
)


def render(markdown: str, *, link: Link | None = None) -> str:
    """Safe HTML of CommonMark with tables and strikethrough. Headings begin at h2: the page has the h1.

    `link` may give each link another address; where it gives "", the link's text stays alone.
    """
    env: Env = {}
    tokens = tokens_of(markdown, env)
    anchors = set()
    for heading in headings(tokens, env):
        tokens[heading.place].tag = tokens[heading.place + 2].tag = f"h{heading.level}"
        tokens[heading.place].attrSet("id", heading.anchor)
        anchors.add(heading.anchor)
    targets = _Targets(link or str, anchors=anchors, room=_REPEATED + 10 * len(markdown))
    for token in tokens:
        match token.type:
            case "inline":
                token.children = _linked(tamed(token.children or [], allowed=tags.INLINE), targets)
            case "html_block":
                token.type = "inline"
                token.children = _linked(tamed(single_tags(token.content), allowed=tags.BLOCK), targets)
            case "fence" | "code_block":
                token.type = "html_block"
                token.content = f'<pre tabindex="0"><code>{html.escape(token.content)}</code></pre>\n'
            case "table_open":
                # Wide ones scroll, as long lines of code do: a keyboard must be able to get there.
                token.attrSet("tabindex", "0")
    return _CLEANER.clean(str(WHOLE.renderer.render(tokens, WHOLE.options, env)))


def render_message(text: str) -> str:
    """Safe HTML of what a person typed: every character as it is, lines kept, addresses of the web linked."""
    pieces = []
    for piece, is_address in addresses.pieces(storable(text).replace("\r\n", "\n").replace("\r", "\n")):
        shown = html.escape(piece)
        pieces.append(f'<a href="{shown}" rel="noopener nofollow">{shown}</a>' if is_address else shown)
    return _CLEANER.clean("".join(pieces).replace("\n", "<br>\n"))


class _Targets:
    """Where the links and pictures of one text may lead, and how much room is left for their addresses."""

    def __init__(self, link: Link, *, anchors: Collection[str], room: int) -> None:
        self._link = link
        self._anchors = anchors
        self._room = room

    def of_link(self, token: Token) -> dict[str, str | int | float]:
        """Attributes of a link; none where it may not be one."""
        href = str(token.attrGet("href") or "")
        href = self._own(href) if href.startswith("#") else storable(self._link(href))
        return self._attributes("href", href, token, schemes=addresses.LINKS)

    def of_picture(self, token: Token) -> dict[str, str | int | float]:
        attributes = self._attributes("src", str(token.attrGet("src") or ""), token, schemes=addresses.PICTURES)
        return attributes and {**attributes, "alt": "", "loading": "lazy"}

    def _attributes(
        self, name: str, address: str, token: Token, *, schemes: Collection[str]
    ) -> dict[str, str | int | float]:
        title = str(token.attrGet("title") or "")
        self._room -= len(address) + len(title)
        if self._room < 0 or not addresses.usable(address, schemes=schemes):
            return {}
        attributes: dict[str, str | int | float] = {name: address}
        if title:
            attributes["title"] = title
        if name == "href" and addresses.leads_away(address):
            attributes["rel"] = "noopener nofollow"
        return attributes

    def _own(self, href: str) -> str:
        """A link to a heading by its words, as authors write it, leads to where we put that heading."""
        words = unquote(href[1:])
        return f"#{anchor(words)}" if words not in self._anchors and anchor(words) in self._anchors else href


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
                kept.append(token if token.attrs else Token("text", "", 0, content=description))
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
            target: dict[str, str | int | float] = {"href": WHOLE.normalizeLink(piece), "rel": "noopener nofollow"}
            tokens += [Token("link_open", "a", 1, attrs=target), typed, Token("link_close", "a", -1)]
        else:
            tokens.append(typed)
    return tokens
