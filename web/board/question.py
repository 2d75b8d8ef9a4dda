"""One question: its page, the addresses that lead to it, and following it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from kb import following
from kb.store import answers, follows, posts, sites, suspensions
from kb.store.people import CURATORS, STAFF
from kb.store.posts import Post
from web import language
from web.board import addresses, beside, drafts, refusals, taking_part, threads, times
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.words import _

pages = Blueprint("board_question", __name__)


@dataclass(frozen=True, slots=True)
class Told:
    """Something that whoever reads the page is told: at which post ('' for the answer that they write), what, and what
    they had typed there. `look` is a preview."""

    post: str = ""
    sentence: str = ""
    text: str = ""
    look: Markup | None = None


NOTHING: Final = Told()


@pages.get("/questions/<id>")
@pages.get("/questions/<id>/<slug>")
def question(id: str, slug: str = "") -> ResponseReturnValue:
    post = _question(id)
    if slug != addresses.slug(post.title):
        query = request.query_string.decode("ascii", "replace")
        return redirect(addresses.question(post.id, post.title) + (f"?{query}" if query else ""), code=301)
    if _repeats(post):
        assert post.duplicate_of
        original = posts.seen(house().db, post.duplicate_of, to=taking_part.reader())
        if original:
            return redirect(f"{addresses.question(original.id, original.title)}?from={post.id}", code=302)
    me = person()
    if me is not None:
        following.read_thread(house().db, me.id, question=post.id, now=now())
    return page(post)


@pages.get("/questions/<id>/answers/<answer>")
def answer(id: str, answer: str) -> ResponseReturnValue:
    """Leads to where the answer stands."""
    found = posts.seen(house().db, answer, to=taking_part.reader())
    post = _question(id)
    if found is None or found.kind != "answer" or found.question != post.id:
        raise NotFound
    return redirect(f"{addresses.question(post.id, post.title)}?answer={found.id}#answer-{found.id}", code=302)


@pages.get("/posts/<id>")
def post(id: str) -> ResponseReturnValue:
    """Leads to the question or answer, wherever it stands."""
    return redirect(_address(seen(id)), code=302)


@pages.post("/questions/<id>/follow")
@taking_part.signed_in
def follow(id: str) -> ResponseReturnValue:
    return _follow(_question(id), following.follow)


@pages.post("/questions/<id>/unfollow")
@taking_part.signed_in
def unfollow(id: str) -> ResponseReturnValue:
    return _follow(_question(id), following.unfollow)


def _follow(post: Post, verb: Callable[..., None]) -> ResponseReturnValue:
    try:
        taking_part.hold("follow")
        verb(house().db, kind="question", subject=post.id, person=taking_part.me().id, now=now())
    except Refusal as refusal:
        return refusals.told(page(post, Told(post.id, refusal.message)), refusal)
    except refusals.CAUGHT as error:
        return page(post, Told(post.id, refusals.sentence(error))), refusals.status(error)
    taking_part.count("follow")
    return redirect(addresses.question(post.id, post.title), code=303)


def page(post: Post, told: Told = NOTHING) -> str:
    """The question with its answers, for whoever reads."""
    db, me, to = house().db, person(), taking_part.reader()
    sort = request.args.get("sort", answers.SORTS[0])
    if sort not in answers.SORTS:
        raise NotFound
    thread = threads.read(
        post, sort=sort, after=request.args.get("after", ""), unfolded=request.args.get("comments", "") or told.post,
        first=request.args.get("answer", ""), to=to,
    )
    original = posts.seen(db, post.duplicate_of, to=to) if post.duplicate_of else None
    came_from = request.args.get("from", "")
    suspension = suspensions.current(db, me.id, now=now()) if me else None
    return render_template(
        "board/question.html", thread=thread, question=thread.question, post=post, told=told, sort=sort,
        sorts=sort_words(), when=times.when, address=addresses.question(post.id, post.title), original=original,
        address_of=addresses.question, closed=closed_words().get(post.closed, ""),
        wordings=[row.title for row in posts.wordings(db, [post.id], now=now())],
        similar=beside.like(post), repeated=posts.seen(db, came_from, to=to) if came_from else None, me=me,
        curates=me is not None and me.role in CURATORS, staff=me is not None and me.role in (*STAFF, *CURATORS),
        follows=me is not None and follows.is_there(db, kind="question", subject=post.id, person=me.id),
        suspended=language.day(suspension.until) if suspension else "",
        begun=drafts.text(f"answer:{post.id}") if me and not told.text else "",
        begun_comments=drafts.comments([post.id, *(row.id for row in thread.answers)]) if me else {},
        older=_older(post, thread.older, sort=sort), first=request.args.get("answer", ""),
    )


def show(post: Post, told: Told) -> str:
    """The page of the thread that the post stands in, with what there is to tell."""
    if post.kind == "question":
        return page(post, told)
    return page(_question(post.question), told)


def seen(id: str) -> Post:
    """The post where whoever reads may see it. Raises NotFound."""
    found = posts.seen(house().db, id, to=taking_part.reader())
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def back_to(post: Post) -> ResponseReturnValue:
    """To where the post stands, after something was done with it."""
    return redirect(_address(post), code=303)


def closed_words() -> Mapping[str, str]:
    """Why a question is closed."""
    return {
        "duplicate": _("This has been asked before."),
        "off_topic": _("Closed: this is about something else than our products."),
        "unclear": _("Closed: it is not clear yet what is asked. Once it is edited, a moderator can open it again."),
        "outdated": _("Closed: this is not so any more."),
        "other": _("Closed by a moderator."),
    }


def sort_words() -> Mapping[str, str]:
    return {"best": _("Best first"), "newest": _("Newest first"), "oldest": _("Oldest first")}


def _question(id: str) -> Post:
    found = seen(id)
    if found.kind != "question":
        raise NotFound
    return found


def _address(post: Post) -> str:
    if post.kind == "question":
        return addresses.question(post.id, post.title)
    return addresses.answer(post.question, post.id)


def _older(post: Post, place: str, *, sort: str) -> str:
    return f"{addresses.question(post.id, post.title)}?sort={sort}&after={place}#answers" if place else ""


def _repeats(post: Post) -> bool:
    """Whether to lead on to the question that this one repeats: strangers and machines, where nobody answered here."""
    return post.duplicate_of is not None and not post.answers and person() is None and "stay" not in request.args
