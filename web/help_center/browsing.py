"""Home and topics: how readers look around in the help center."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb.languages import fallbacks
from kb.store import shelves, sites, topics
from kb.store.articles import Shelved
from web import frame, language
from web.board import lists
from web.help_center import feeds, head
from web.help_center import shelves as kept_shelves
from web.help_center.audiences import audiences
from web.help_center.shelves import Topic
from web.help_center.site import kept, shown
from web.house import house
from web.words import _

HOME_TOPICS: Final = 8
HOME_QUESTIONS: Final = 6
PAGE: Final = 50
"""Articles of a topic on one page."""

pages = Blueprint("browsing", __name__)


@pages.get("/")
def home() -> str:
    found = shown()
    return frame.page(
        "site/home.html",
        head=head.of_page(
            f"{head.NAME} · {_('Help center')}", _("Search the help center, browse topics, or ask the assistant."),
            path="/", feed=feeds.address("/"),
        ),
        topics=found.topics[:HOME_TOPICS],
        more_topics=len(found.topics) > HOME_TOPICS,
        popular=found.popular,
        recent=found.newest,
        questions=lists.lines(HOME_QUESTIONS),
    )


@pages.get("/topics")
def tree() -> str:
    found = shown().topics
    names = " · ".join(topic.name for topic in found if topic.name)
    return frame.page("site/topics.html", topics=found, head=head.of_page(_("Topics"), names, path="/topics"))


@pages.get("/topics/<slug>")
def topic(slug: str) -> ResponseReturnValue:
    found = shown().topic(slug)
    if found is None:
        return redirect(_by_now(slug), code=301)
    after = request.args.get("after", "")
    articles, older = _page_of(found, after=after)
    parts = () if after else tuple((child, _firsts(child)) for child in found.children)
    return frame.page(
        "site/topic.html", topic=found, articles=tuple(articles), older=older, parts=parts,
        head=_head(found, articles, after=after),
    )


def _head(found: Topic, articles: Sequence[Shelved], *, after: str) -> head.Head:
    path, name = f"/topics/{found.slug}", found.name or _("Other articles")
    below = (*(child.name for child in found.children), *(row.title for row in articles))
    about = found.description or " · ".join(below)
    return head.of_page(
        name, about, path=path, asked=(("after", after),) if after else (), trail=found.trail, feed=feeds.address(path),
    )


def _by_now(slug: str) -> str:
    """The address of the topic that had this one once; of where its articles went, if it was removed."""
    id = topics.once_at(house().db, slug, site=sites.MAIN)
    gone = {row.id: row.parent for row in topics.removed(house().db, site=sites.MAIN)}
    while id in gone:
        id = gone[id]
    found = shown().by_id.get(id) if id is not None else None
    if found is None:
        raise NotFound
    return f"/topics/{found.slug}"


def _firsts(child: Topic) -> tuple[Shelved, ...]:
    return kept_shelves.firsts(
        kept(), house().db, child, site=sites.MAIN, language=language.current(), audiences=audiences()
    )


def _page_of(shelf: Topic, *, after: str) -> tuple[list[Shelved], str | None]:
    """A page of a topic: first the reader's own language, then what only others have. And the address of the next."""
    preferred = fallbacks(language.current())
    where, _dot, id = after.partition(".")
    start = preferred.index(where) if where in preferred else 0
    found: list[Shelved] = []
    for at in range(start, len(preferred)):
        found += shelves.shelf(
            house().db,
            site=sites.MAIN,
            audiences=audiences(),
            topics=shelf.shelf,
            languages=preferred[: at + 1],
            after=id if at == start else "",
            limit=PAGE + 1 - len(found),
        )
        if len(found) > PAGE:
            last = found[PAGE - 1]
            return found[:PAGE], f"/topics/{shelf.slug}?after={last.language}.{last.id}"
    return found, None
