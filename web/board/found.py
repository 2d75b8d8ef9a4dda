"""The board for machines: a page's head with its address and QAPage data, and feeds of what everybody may see."""

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from kb.store import answers, post_lists, posts, sites
from kb.store import tags as kept_tags
from kb.store.post_lists import START
from kb.store.profiles import Profile
from kb.store.tags import Tag
from web import language, limits
from web.board import addresses, threads
from web.board.threads import Thread
from web.clock import now
from web.help_center import atom, head
from web.help_center import found as maps
from web.help_center.atom import Entry
from web.help_center.head import Head
from web.house import house
from web.words import _

ENTRIES: Final = 30
_MOST_TEXT: Final = 3_000
"""Letters of an answer that machines are told; the page has them all."""

pages = Blueprint("board_found", __name__)


@pages.get("/questions/feed.atom")
def feed() -> Response:
    rows = post_lists.home(house().db, site=sites.MAIN, sort="newest", after=START, now=now(), limit=ENTRIES)
    return _questions([row.id for row in rows], path="/questions", title=_("Community"))


@pages.get("/questions/tagged/<name>/feed.atom")
def feed_of_tag(name: str) -> Response:
    tag = kept_tags.by_name(house().db, name, site=sites.MAIN)
    if tag is None:
        raise NotFound
    rows = post_lists.tagged(house().db, [tag.id], sort="newest", after=START, now=now(), limit=ENTRIES)
    return _questions([row.id for row in rows], path=addresses.tagged(tag.name), title=tag.name)


@pages.get("/questions/<id>/feed.atom")
def feed_of_question(id: str) -> Response:
    """The question and its newest answers."""
    to = posts.stranger(now())
    post = posts.seen(house().db, id, to=to)
    if post is None or post.kind != "question" or post.site != sites.MAIN:
        raise NotFound
    rows = answers.of_question(house().db, post.id, sort="newest", after=None, to=to, limit=ENTRIES)
    url = house().settings.url
    said = [
        Entry(
            f"post {row.id}", _("Answer by %(name)s", name=row.name), url + addresses.answer(post.id, row.id),
            threads.html(row.body), post.language, row.created_at, row.updated_at, row.name,
        )
        for row in rows
    ]
    path = addresses.question(post.id, post.title)
    return _answer([*said, _entry(post)], path=path, feed=f"/questions/{post.id}/feed.atom", title=post.title)


@pages.app_template_global()
def feed_of(thread: Thread | None, tag: Tag | None, profile: Profile | None) -> str:
    """The feed of the page that shows these; '' where there is none."""
    if thread:
        return f"{house().settings.url}/questions/{thread.post.id}/feed.atom"
    if tag:
        return f"{house().settings.url}{addresses.tagged(tag.name)}/feed.atom"
    return "" if profile else f"{house().settings.url}/questions/feed.atom"


@pages.app_template_global()
def head_of(thread: Thread | None, tag: Tag | None, profile: Profile | None) -> Head | None:
    """None where a page is not for search engines: a later part of a list, or what not everybody sees."""
    if request.args.get("after") or request.args.get("before"):
        return None
    if thread:
        return _head_of_thread(thread)
    sort = request.args.get("sort", "")
    asked = (("sort", sort),) if sort else ()
    if tag:
        said = tag.description or _("Questions and answers about %(tag)s.", tag=tag.name)
        return head.of_page(tag.name, said, path=f"/questions/tagged/{tag.name}", asked=asked)
    if profile:
        return head.of_page(profile.name, "", path=addresses.person(profile.id))
    said = _("Ask, answer, and find what others have solved already.")
    return head.of_page(_("Community"), said, path="/questions", asked=asked)


def _head_of_thread(thread: Thread) -> Head | None:
    post, url = thread.post, house().settings.url
    if posts.seen(house().db, post.id, to=posts.stranger(now())) is None:
        return None
    address = url + addresses.question(post.id, post.title)
    original = posts.seen(house().db, post.duplicate_of, to=posts.stranger(now())) if post.duplicate_of else None
    text = _text(thread.question)
    return Head(
        post.title, text[:200], url + addresses.question(original.id, original.title) if original else address,
        post.language, (), "article", mark=f"{url}{head.MARK}",
        data=head.embedded({"@context": "https://schema.org", **_page(thread, address=address)}),
    )


def _page(thread: Thread, *, address: str) -> dict[str, object]:
    """As it stands on the page: https://schema.org/QAPage."""
    post = thread.post
    shown = [entry for entry in thread.answers if entry.state == "shown"]
    accepted = [_said(entry) for entry in shown if entry.accepted]
    other = [_said(entry) for entry in shown if not entry.accepted]
    question: dict[str, object] = {
        "@type": "Question", "name": post.title, "text": _text(thread.question), "answerCount": post.answers,
        "upvoteCount": post.score, "datePublished": head.moment(post.created_at),
        "dateModified": head.moment(post.updated_at), "author": _author(thread.question), "url": address,
        "inLanguage": post.language,
    }
    if accepted:
        question["acceptedAnswer"] = accepted[0]
    if other:
        question["suggestedAnswer"] = other
    return {"@type": "QAPage", "url": address, "inLanguage": post.language, "mainEntity": question}


def _said(entry: threads.Entry) -> dict[str, object]:
    return {
        "@type": "Answer", "text": _text(entry), "upvoteCount": entry.score, "datePublished": entry.created.exact,
        "url": house().settings.url + addresses.answer(entry.question, entry.id), "author": _author(entry),
    }


def _author(entry: threads.Entry) -> dict[str, object]:
    known = {"url": house().settings.url + addresses.person(entry.writer.id)} if entry.writer.id else {}
    return {"@type": "Person", "name": entry.writer.name, **known}


def _text(entry: threads.Entry) -> str:
    return " ".join(entry.html.striptags().split())[:_MOST_TEXT]


def _questions(ids: list[str], *, path: str, title: str) -> Response:
    """Those of the questions that everybody may see, in this order."""
    found = {post.id: post for post in posts.seen_of(house().db, ids, to=posts.stranger(now()))} if ids else {}
    entries = [_entry(found[id]) for id in ids if id in found]
    return _answer(entries, path=path, feed=f"{path}/feed.atom", title=title)


def _entry(post: posts.Post) -> Entry:
    return Entry(
        f"post {post.id}", post.title, house().settings.url + addresses.question(post.id, post.title),
        threads.html(post.body), post.language, post.created_at, post.updated_at,
    )


def _answer(entries: list[Entry], *, path: str, feed: str, title: str) -> Response:
    """Or 304 to who has it as it is now."""
    limits.hold(maps.LIMIT)
    url = house().settings.url
    response = Response(
        atom.written(
            entries, id=f"feed {feed}", title=title, feed=url + feed, page=url + path, language=language.current(),
            url=url,
        ),
        content_type=atom.TYPE,
    )
    response.add_etag()
    response.vary.update(("Accept-Language", "Cookie"))
    response.make_conditional(request)
    return response
