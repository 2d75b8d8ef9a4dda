"""What stands in a page's head for machines: its address, its languages, a card for whoever passes the link on, and
what search engines read. Only pages that everybody may read have one.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from typing import Final, Protocol
from urllib.parse import quote, urlencode, urljoin, urlsplit

from flask import request
from markupsafe import Markup

from kb import markdown
from kb.languages import LANGUAGES, fallbacks
from kb.store.articles import Article
from kb.store.translations import Variant
from web.help_center.describing import described, shortened
from web.house import house
from web.language import DEFAULT, current
from web.words import _

NAME: Final = "Firstline"
LOCALES: Final = {"en": "en_US", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
MARK: Final = "/static/mark.png"

_PICTURE: Final = re.compile(r'<img\b[^>]*? ?src="([^"]+)"')
_FEWEST_QUESTIONS: Final = 2
_HEADLINE: Final = 110
_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Addressed(Protocol):
    """An article by its address and language."""

    @property
    def slug(self) -> str: ...
    @property
    def language(self) -> str: ...


class Named(Protocol):
    """A topic as readers see it."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Head:
    """`alternates` are the page's addresses by language, `x-default` among them; `picture` is empty where `mark`, our
    own, stands for it; `feed` and `copy` are addresses, or empty; `data` is JSON-LD, ready for a page."""

    title: str
    description: str
    address: str
    language: str
    alternates: tuple[tuple[str, str], ...]
    kind: str = "website"
    picture: str = ""
    mark: str = ""
    feed: str = ""
    copy: str = ""
    data: str = ""

    @property
    def locale(self) -> str:
        return LOCALES.get(self.language, LOCALES[DEFAULT])

    @property
    def other_locales(self) -> tuple[str, ...]:
        return tuple(LOCALES[tag] for tag, _address in self.alternates if tag in LOCALES and tag != self.language)


def of_page(
    title: str, description: str, *, path: str, asked: tuple[tuple[str, str], ...] = (), trail: Sequence[Named] = (),
    feed: str = "",
) -> Head:
    """A page that speaks every language of ours at one address: each has its own where it is asked for.

    `asked` is what else stands in the address, `trail` the topics above the page.
    """
    url = house().settings.url
    base = f"{url}{quote(path)}"
    languages = {tag: _with(base, (*asked, ("language", tag))) for tag in LANGUAGES}
    plain = _with(base, asked)
    address = languages[current()] if request.args.get("language", "") in LANGUAGES else plain
    crumbs = [(_("Help center"), f"{url}/"), *_steps(trail, url=url), (title, plain)]
    return Head(
        title, shortened(description), address, current(), (*languages.items(), ("x-default", plain)), feed=feed,
        mark=f"{url}{MARK}", data=_site(url) if path == "/" else _data(_crumbs(crumbs)),
    )


def of_found(found: Article, html: str, *, group: Sequence[Variant], trail: tuple[Named, ...]) -> Head | None:
    """An article's head, if everybody may read it. `group` is what says the same, itself among it."""
    if found.audience != "public":
        return None
    return of_article(
        found, html, variants=tuple(row for row in group if row.audience == "public" and row.id != found.id),
        trail=trail, url=house().settings.url, home=_("Help center"),
        written_at=max(found.published_at or 0, next(row.written_at for row in group if row.id == found.id)),
    )


@lru_cache(maxsize=256)
def of_article(
    found: Article, html: str, *, variants: tuple[Addressed, ...], trail: tuple[Named, ...], written_at: int, url: str,
    home: str,
) -> Head:
    """`variants` say the same in other languages, to everybody; `trail` are the topics above it, `home` what the help
    center is called."""
    address = article_address(found.slug, url=url)
    picture = _picture(html, url=url)
    description = described(found.body)
    crumbs = [(home, f"{url}/"), *_steps(trail, url=url), (found.title, address)]
    return Head(
        found.title, description, address, found.language, alternates((found, *variants), url=url), "article", picture,
        mark=f"{url}{MARK}", copy=f"{address}.md",
        data=_data(
            _questions(found, address=address) or {
                "@type": "Article", "headline": found.title[:_HEADLINE], "description": description,
                "inLanguage": found.language, "datePublished": moment(found.published_at or found.created_at),
                "dateModified": moment(written_at), "mainEntityOfPage": address, "image": picture or f"{url}{MARK}",
                "author": _house(url), "publisher": _house(url),
            },
            _crumbs(crumbs),
        ),
    )


def article_address(slug: str, *, url: str) -> str:
    return f"{url}/articles/{quote(slug)}"


def alternates(variants: Iterable[Addressed], *, url: str) -> tuple[tuple[str, str], ...]:
    """The addresses of what says the same, each language once, and `x-default`; nothing for what stands alone."""
    found: dict[str, str] = {}
    for row in variants:
        found.setdefault(row.language, article_address(row.slug, url=url))
    if len(found) < 2:
        return ()
    best = next((tag for tag in fallbacks(DEFAULT) if tag in found), next(iter(found)))
    return (*sorted(found.items()), ("x-default", found[best]))


def moment(at: int) -> str:
    """Milliseconds since 1970 as machines write them out."""
    return datetime.fromtimestamp(at // 1000, UTC).isoformat().replace("+00:00", "Z")


def embedded(data: Mapping[str, object]) -> Markup:
    """JSON that a page's script element may hold: nothing in it ends the element or a line."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED))  # noqa: S704


def _steps(trail: Iterable[Named], *, url: str) -> list[tuple[str, str]]:
    return [(topic.name, f"{url}/topics/{quote(topic.slug)}") for topic in trail if topic.name]


def _with(base: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{base}?{urlencode(query)}" if query else base


def _picture(html: str, *, url: str) -> str:
    """The first picture of a text; '' where there is none that a browser could fetch from elsewhere."""
    for found in _PICTURE.finditer(html):
        address = urljoin(f"{url}/", unescape(found[1]))
        if urlsplit(address).scheme in ("http", "https"):
            return address
    return ""


def _questions(found: Article, *, address: str) -> dict[str, object] | None:
    """The text as questions with their answers, if that is what it is: every heading asks, and has an answer."""
    parts = [part for part in markdown.sections(found.body) if part.heading]
    asked = [(part.heading, markdown.plain(part.markdown).strip()) for part in parts]
    if len(asked) < _FEWEST_QUESTIONS or not all(heading.endswith(("?", "？")) and said for heading, said in asked):
        return None
    return {
        "@type": "FAQPage", "name": found.title, "inLanguage": found.language, "url": address,
        "mainEntity": [
            {"@type": "Question", "name": heading, "acceptedAnswer": {"@type": "Answer", "text": said}}
            for heading, said in asked
        ],
    }


def _crumbs(trail: Sequence[tuple[str, str]]) -> dict[str, object]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(trail, 1)
        ],
    }


def _site(url: str) -> Markup:
    return _data({
        "@type": "WebSite", "name": NAME, "url": f"{url}/", "inLanguage": list(LANGUAGES), "publisher": _house(url)
    })


def _house(url: str) -> dict[str, object]:
    return {"@type": "Organization", "name": NAME, "url": f"{url}/", "logo": f"{url}{MARK}"}


def _data(*things: dict[str, object]) -> Markup:
    return embedded({"@context": "https://schema.org", "@graph": list(things)})
