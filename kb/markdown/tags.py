"""Single HTML tags that an author wrote: which we know, which we write anew, and which hide what is in them."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

_words: Final = str.split

INLINE: Final = frozenset(_words("a img br kbd sub sup mark strong em s del ins u small code samp var q abbr"))
BLOCK: Final = INLINE | frozenset(_words("p ul ol li dl dt dd table thead tbody tr th td blockquote pre hr"))
VOID: Final = frozenset({"br", "hr", "img"})
# Authors leave out their ends.
ENDED_BY_THE_NEXT: Final = frozenset({"p", "li", "dt", "dd", "tr", "td", "th"})
# What stands in these is not text for a reader.
UNSEEN: Final = frozenset(
    _words(
        "script style template iframe object svg math title textarea noscript noembed noframes xmp select head "
        "video audio canvas"
    )
)
# These are left out and their text stays.
PLAIN: Final = frozenset(
    _words(
        "html body main section article aside header footer nav div span center font big tt label button form "
        "input option optgroup fieldset legend details figure figcaption picture source address cite dfn time data "
        "wbr caption colgroup col tfoot bdi bdo ruby rt rp embed param link meta base frame frameset marquee blink "
        "applet area map track dialog menu slot portal isindex keygen image listing plaintext nobr acronym dir "
        "basefont bgsound output meter progress datalist hgroup search"
    )
)

_SAME: Final = {"b": "strong", "i": "em", "strike": "s", "summary": "p", **{f"h{level}": "p" for level in range(1, 7)}}
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<]*)")
_ATTRIBUTE: Final = re.compile(r"""([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_KNOWN: Final = BLOCK | UNSEEN | PLAIN


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag under the name that we would write it with."""

    name: str
    closes: bool
    inside: str

    @property
    def is_typed_text(self) -> bool:
        """No browser knows it and it carries nothing: `<your-name>` is text that somebody typed."""
        return self.name not in _KNOWN and not self.inside.strip("/> \n")

    def attribute(self, name: str) -> str:
        """The first attribute of that name, "" where there is none."""
        for found in _ATTRIBUTE.finditer(self.inside):
            if found[1].lower() == name:
                return unescape(found[2] or found[3] or found[4] or "")
        return ""


def read(source: str) -> Tag | None:
    """The tag in `source`; None for a comment, a declaration or an instruction."""
    found = _TAG.match(source)
    if not found:
        return None
    name = found[2].lower()
    return Tag(_SAME.get(name, name), bool(found[1]), found[3])


def is_of_block(source: str) -> bool:
    """Whether a tag of ours stands between lines of text and not in one."""
    tag = read(source)
    return tag is not None and tag.name not in INLINE


def breaks_line(source: str) -> bool:
    """Whether a line of text ends at a tag of ours: where a block does, or at a break."""
    return source in {"<br>", "<hr>"} or (source.startswith("</") and is_of_block(source))
