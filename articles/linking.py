"""Links between articles that arrive together: from the address that they had to the one that they get here.

What would lead nowhere keeps its text and loses its link; a picture that is neither on the web nor in the folder goes.
"""

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from articles.attaching import Attachments
from articles.masking import outside_code
from kb import markdown

NO_PICTURES: Final = "pictures were left out, since they are neither on the web nor in the folder"

OURS: Final = ("/articles/", "/topics/", "/ask", "/search")

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ENDING: Final = re.compile(r"(?:\.md|\.mdx|\.markdown|\.html?)$")
_FOLDER: Final = re.compile(r"/(?:_?index|readme)?$", re.IGNORECASE)
_LABEL: Final = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,500}\]){0,1000}+)\]"
_ADDRESS: Final = r"(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()<>]{0,500}){0,3})"
_TITLE: Final = r"""((?:\s{1,9}(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'))?)"""
_LINK: Final = re.compile(rf"(!?){_LABEL}\([ \t]*{_ADDRESS}{_TITLE}\s{{0,9}}\)")
_PICTURE_ALONE: Final = re.compile(rf"^[ \t]*!{_LABEL}\([ \t]*{_ADDRESS}{_TITLE}[ \t]*\)[ \t]*$", re.MULTILINE)
_DEFINITION: Final = re.compile(
    r"^([ \t>]{0,20})\[([^\[\]]{1,500})\]:[ \t]*(<[^<>\n]{0,2000}>|\S{1,2000})([^\n]{0,500})$", re.MULTILINE
)
_USE: Final = re.compile(r"!?\[([^\[\]]{1,1000})\](?:\[([^\[\]]{0,500})\])?(?![(:])")
_TAG: Final = re.compile(r"<(a|img)\b([^<>]{0,2000})>", re.IGNORECASE)
_TARGET: Final = re.compile(r"""\b(?:href|src)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_DESCRIPTION: Final = re.compile(r"""\balt\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


class Addresses:
    """Where the articles of an import are to be found here, by whatever their own links may call them."""

    def __init__(self, slugs: Mapping[str, str]) -> None:
        """`slugs` by what the source calls each article: its id, or its path in the folder."""
        self._exact = {_bare(key): slug for key, slug in slugs.items()}
        self._last: dict[str, str | None] = {}
        for key, slug in self._exact.items():
            name = key.rpartition("/")[2]
            # A name that several have leads nowhere for sure.
            self._last[name] = slug if self._last.get(name, slug) == slug else None

    def find(self, href: str, *, of: str) -> str | None:
        """The address here of what article `of` calls `href`; None where it leads nowhere."""
        if href.startswith(("#", *OURS)) or _SCHEME.match(href):
            return href
        path, _, fragment = href.partition("#")
        path = _bare(unquote(path.partition("?")[0]))
        if not path:
            return None
        near = posixpath.normpath(posixpath.join(posixpath.dirname(of), path))
        slug = self._exact.get(near) or self._exact.get(path.lstrip("/")) or self._last.get(path.rpartition("/")[2])
        if slug is None:
            return None
        return f"/articles/{slug}" + (f"#{_anchor(fragment)}" if fragment else "")


@dataclass(frozen=True, slots=True)
class _Links:
    """The links of one article, whose file lies at `path`. `left_out` are pictures, by the reason why."""

    path: str
    addresses: Addresses
    attachments: Attachments | None
    left_out: dict[str, dict[str, None]]

    def rewritten(self, text: str) -> str:
        text = _PICTURE_ALONE.sub(lambda found: found[0] if self._picture(found[2]) else "", text)
        text = _LINK.sub(self._link, text)
        text = _TAG.sub(self._tag, text)
        defined: dict[str, bool] = {}
        text = _DEFINITION.sub(lambda found: self._definition(found, defined), text)
        return _USE.sub(lambda found: _unlinked(found, defined), text) if "[" in text else text

    def _link(self, found: re.Match[str]) -> str:
        href = found[3].strip("<>")
        if found[1]:
            source = self._picture(found[3])
            if source is None:
                return found[2]
            return found[0] if source == href else f"![{found[2]}]({_written(source)}{found[4]})"
        label = _LINK.sub(self._link, found[2]) if "](" in found[2] else found[2]
        target = self._target(href)
        return f"[{label}]({_written(target)}{found[4]})" if target else label

    def _definition(self, found: re.Match[str], defined: dict[str, bool]) -> str:
        """The definition with its new address, on its own, which not every dialect asks for; none of a dead link."""
        margin, label, address, title = found.groups()
        target = self._target(address.strip("<>"))
        defined.setdefault(_folded(label), target is not None)
        if target is None:
            return margin.rstrip()
        end = max(found.start() - 1, 0)
        before = found.string[found.string.rfind("\n", 0, end) + 1 : end]
        apart = f"{margin.rstrip()}\n" if before.strip("> \t") and not _DEFINITION.match(before) else ""
        return f"{apart}{margin}[{label}]: {_written(target)}{title}"

    def _tag(self, found: re.Match[str]) -> str:
        target = _TARGET.search(found[2])
        href = next(filter(None, target.groups()), "") if target else ""
        if found[1].lower() == "a":
            address = self._target(href)
            return f'<a href="{address}">' if address else "<a>"
        source = self._picture(href)
        if source == href:
            return found[0]
        described = _DESCRIPTION.search(found[2])
        words = next(filter(None, described.groups()), "") if described else ""
        return f'<img src="{html.escape(source)}" alt="{html.escape(words)}">' if source else words

    def _target(self, href: str) -> str | None:
        """Where a link leads here: to an article, to the web, or to a file of the folder."""
        found = self.addresses.find(href, of=self.path)
        return found or (self.attachments.address(href, of=self.path) if self.attachments else None)

    def _picture(self, source: str) -> str | None:
        """Where a picture is to be had, on the web or here; None where it is left out."""
        bare = source.strip("<>")
        if _SCHEME.match(bare):
            return bare
        here = self.attachments.shown(bare, of=self.path) if self.attachments else None
        if here is None:
            why = self.attachments.problem(bare, of=self.path) if self.attachments else ""
            self.left_out.setdefault(why or NO_PICTURES, {})[bare] = None
        return here


def relink(
    body: str, *, path: str, addresses: Addresses, attachments: Attachments | None = None
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The Markdown with links that lead somewhere here, and the pictures that were left out, by the reason why."""
    if "](" not in body and "][" not in body and "]:" not in body and "<" not in body:
        return body, {}
    links = _Links(path, addresses, attachments, {})
    return outside_code(body, links.rewritten), {why: tuple(named) for why, named in links.left_out.items()}


def _unlinked(found: re.Match[str], defined: Mapping[str, bool]) -> str:
    """The text of a link whose definition is dead or missing; other brackets are just brackets."""
    text, label = found[1], found[2]
    alive = defined.get(_folded(label or text))
    missing = alive is None and bool(label) and _is_words(label) and _is_words(text)
    return text if missing or alive is False else found[0]


def _is_words(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _written(target: str) -> str:
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def _bare(path: str) -> str:
    return _FOLDER.sub("", _ENDING.sub("", path))


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _anchor(fragment: str) -> str:
    words = unquote(fragment)
    return words if words.startswith("h-") else markdown.anchor(words)
