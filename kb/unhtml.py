"""HTML as other boards keep it, as Markdown: what says something stays, everything else is text or gone."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, Literal

_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_TRAILING: Final = re.compile(r" +\n")
_SPACE: Final = re.compile(r"\s+")
_AROUND: Final = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SKIPPED: Final = frozenset({"script", "style", "iframe", "object", "template"})
_BLOCKS: Final = ("p", "div", "tr", "table")
_HEADINGS: Final = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SAFE: Final = ("http://", "https://", "mailto:")
_DEEPEST: Final = 20


def markdown(html: str) -> str:
    """The same text in Markdown. What is in it is data: tags that are not known say nothing."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _TRAILING.sub("\n", "".join(reader.parts)).strip()


@dataclass(slots=True)
class _Within:
    """A quote or an item: what its first line begins with, and all others."""

    first: str
    rest: str
    begun: bool = False


class _Reader(HTMLParser):
    """Writes Markdown while it reads. What comes between two pieces of text is written with the second."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lines = 0  # to be begun before the next text: 2 leave a blank one between
        self._within: list[_Within] = []
        self._lists: list[int] = []  # the next number, -1 without numbers
        self._links: list[str] = []
        self._skipped = 0
        self._inline: Literal["text", "code", "block"] = "text"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "pre":
            self._break(2)
            self._write("```\n")
            self._inline = "block"
        elif self._inline == "block":
            return
        elif tag == "code":
            self._write("`")
            self._inline = "code"
        elif tag in _AROUND:
            self._write(_AROUND[tag])
        elif tag == "a":
            href = values.get("href", "")
            self._links.append(href if href.startswith(_SAFE) else "")
            self._write("[" if self._links[-1] else "")
        elif tag == "img" and values.get("src", "").startswith(_SAFE[:2]):
            self._write(f"![{_SIGNS.sub(' ', values.get('alt', ''))}]({_address(values['src'])})")
        elif tag in ("ul", "ol"):
            self._break(1 if self._lists else 2)
            self._lists.append(1 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._break(2)
            self._enter("> ", "> ")
        elif tag in _HEADINGS:
            self._break(2)
            self._write(_HEADINGS[tag])
        elif tag == "br":
            self._write("\\")
            self._break(1)
        elif tag == "hr":
            self._break(2)
            self._write("---")
            self._break(2)
        elif tag in _BLOCKS:
            self._break(2)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif tag == "pre" and self._inline == "block":
            self._inline = "text"
            self._write("```" if self.parts[-1].endswith("\n") else "\n```")
            self._break(2)
        elif self._inline == "block":
            return
        elif tag == "code" and self._inline == "code":
            self._inline = "text"
            self._write("`")
        elif tag in _AROUND:
            self._write(_AROUND[tag])
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._write(f"]({_address(href)})" if href else "")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._break(1 if self._lists else 2)
        elif tag == "li":
            self._leave(quote="")
        elif tag == "blockquote":
            self._leave(quote="> ")
            self._break(2)
        elif tag in _HEADINGS or tag in _BLOCKS:
            self._break(2)

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if self._inline == "block":
            self._write(data.replace("```", "'''"))
        elif self._inline == "code":
            self._write(_SPACE.sub(" ", data).replace("`", "'"))
        else:
            text = _SIGNS.sub(r"\\\1", _SPACE.sub(" ", data))
            self._write(text.lstrip() if self._lines or not self.parts else text)

    def _item(self) -> None:
        self._break(1)
        if not self._lists:
            self._lists.append(-1)
        number = self._lists[-1]
        mark = "- " if number < 0 else f"{number}. "
        self._lists[-1] += number > 0
        self._enter(mark, " " * len(mark))

    def _enter(self, first: str, rest: str) -> None:
        if len(self._within) < _DEEPEST:
            self._within.append(_Within(first, rest))

    def _leave(self, *, quote: str) -> None:
        """The innermost quote, or item where `quote` is ''."""
        if self._within and (self._within[-1].rest == "> ") == bool(quote):
            self._within.pop()

    def _break(self, lines: int) -> None:
        self._lines = max(self._lines, lines)

    def _write(self, text: str) -> None:
        if not text:
            return
        if self.parts and self._lines:
            if self._lines > 1:
                self.parts.append("\n" + "".join(one.rest for one in self._within if one.begun).rstrip())
            self.parts.append("\n")
        if self._lines or not self.parts:
            self.parts.append("".join(one.rest if one.begun else one.first for one in self._within))
        for one in self._within:
            one.begun = True
        self._lines = 0
        self.parts.append(text.replace("\n", "\n" + "".join(one.rest for one in self._within)))


def _address(href: str) -> str:
    return href.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
