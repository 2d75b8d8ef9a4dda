"""Whoever comes by an article's address: also by one that it had before, or one that was copied not quite right."""

from collections.abc import Collection, Hashable, Sequence
from urllib.parse import quote

from flask import Response, make_response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kb.languages import fallbacks
from kb.slugs import slug as slug_of
from kb.store import articles, redirects, sites
from kb.store.articles import Article
from kb.store.translations import Variant
from web import language
from web.help_center import variants
from web.house import house


def readable(found: Article | None, *, audiences: Collection[str]) -> Article | None:
    """The article, if it is published for one of these audiences."""
    return found if found and found.state == "published" and found.audience in audiences else None


def lead(slug: str, *, audiences: Collection[str], ending: str = "") -> AnyResponse:
    """To where the article is now that had this address. Raises NotFound, also where it is not this reader's."""
    found = _moved(slug, audiences=audiences)
    if found is None:
        raise NotFound
    asked = request.query_string.decode("ascii", "ignore")
    address = f"/articles/{quote(found.slug)}{ending}" + (f"?{asked}" if asked else "")
    response = redirect(address, code=301)
    response.headers["Cache-Control"] = "no-cache"  # an address may come to be another article's, or its own again
    return response


def with_links(page: str, found: Article) -> Response:
    """The page, with the address of the same as Markdown in its headers."""
    response = make_response(page)
    response.headers["Link"] = f'</articles/{quote(found.slug)}.md>; rel="alternate"; type="text/markdown"'
    return response


def languages(found: Article, group: Sequence[Variant]) -> dict[str, Hashable]:
    """What the page says about languages: `variants` say the same in others, `own` is the one of them that this reader
    would rather read, and `newer` is the source where the article says what that one said before."""
    here = next(row for row in group if row.id == found.id)
    others = tuple(row for row in group if row.language != found.language)
    order = fallbacks(language.current())
    best = variants.nearest(others, language=language.current())
    nearer = best and found.language in order and order.index(best.language) < order.index(found.language)
    return {
        "variants": others, "own": best if nearer else None,
        "newer": next((row for row in others if row.id == here.source), None) if here.stale else None,
    }


def _moved(slug: str, *, audiences: Collection[str]) -> Article | None:
    # In another case or form, or with a full stop that belonged to the sentence around it.
    tidy = slug_of(slug[:400], fallback="")
    for each in dict.fromkeys((slug, tidy)):
        moved = redirects.article_of(house().db, each, site=sites.MAIN)
        found = articles.by_id(house().db, moved) if moved else None
        if found is None and each != slug:
            found = articles.by_slug(house().db, each, site=sites.MAIN)
        if readable(found, audiences=audiences):
            return found
    return None
