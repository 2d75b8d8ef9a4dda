"""One post in moderators' hands: who sees it, locked, closed, a duplicate, its tags; and what was done before."""

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from kb import duplicating, fitting, moderating, search
from kb.fitting import Unfit
from kb.index import IndexUnavailable
from kb.moderating import Deed, Order, Target
from kb.store import comments, flags, moderations, posts, question_titles, sites, tags, tasks
from kb.store.comments import Comment
from kb.store.posts import Post
from kb.store.question_titles import Found
from web.board import admission, aftermath, moderation_words, refusals, taking_part, threads, times
from web.clock import now
from web.house import house
from web.manage import moderators
from web.manage.moderators import editor, place
from web.words import _

_DEEDS: Final[dict[str, Deed]] = {
    "show": "show", "hide": "hide", "remove": "remove", "lock": "lock", "unlock": "unlock", "close": "close",
    "reopen": "reopen",
}
_FOUND: Final = 8
_LOG: Final = 20
_WORDS: Final = 8

pages = place("board_moderate")


@pages.get("/board/posts/<id>")
def one(id: str) -> str:
    return _show(_post(id))


@pages.post("/board/posts/<id>")
def act(id: str) -> ResponseReturnValue:
    """One deed, at the post or at one of its comments."""
    post, deed = _post(id), _DEEDS.get(request.form.get("deed", ""))
    reason = request.form.get("reason", "")
    known = posts.CLOSED if deed == "close" else flags.REASONS
    if deed is None or (reason and reason not in known):
        raise BadRequest
    me, comment = editor().id, _comment(post)
    try:
        if deed == "reopen" and post.closed == "duplicate":
            duplicating.unmark_duplicate(house().db, post.id, person=me, now=now())
            return aftermath.back(_address(post), deed, batch=_last(post))
        done = moderating.moderate(
            house().db, [Target(post.id, comment.id if comment else "")],
            Order(deed, reason, request.form.get("note", "")), moderator=me, now=now(),
        )
    except Unfit:
        return _show(post, _("Please choose a reason first.")), 400
    except refusals.CAUGHT as error:
        return _show(post, refusals.sentence(error)), refusals.status(error)
    return aftermath.back(_address(post), deed if done.done else "nothing", batch=done.batch)


@pages.post("/board/posts/<id>/duplicate")
def duplicate(id: str) -> ResponseReturnValue:
    """It repeats the question `of`: its id or its address."""
    post, of = _post(id), _id(request.form.get("of", ""))
    if not of:
        return _show(post, _("Please choose the question that this one repeats.")), 400
    try:
        duplicating.mark_duplicate(house().db, post.id, of=of, person=editor().id, now=now())
    except refusals.CAUGHT as error:
        return _show(post, refusals.sentence(error)), refusals.status(error)
    return aftermath.back(_address(post), "duplicate", batch=_last(post))


@pages.post("/board/posts/<id>/tags")
def retag(id: str) -> ResponseReturnValue:
    post = _post(id)
    before = [tag.name for tag in tags.of_post(house().db, post.id)]
    try:
        wanted = fitting.tags(request.form.get("tags", "")[:1_000].replace(",", " ").replace("，", " ").split())
        done = moderating.retag(
            house().db, [post.id], add=wanted, remove=[name for name in before if name not in wanted],
            moderator=editor().id, now=now(),
        )
    except refusals.CAUGHT as error:
        return _show(post, refusals.sentence(error)), refusals.status(error)
    return aftermath.back(_address(post), "retag" if done.done else "nothing", batch=done.batch)


@pages.app_context_processor
def _everywhere() -> dict[str, object]:
    """Pages for everybody show moderators the way in, and their forms stop programs."""
    return {"moderates": moderators.may_publish, "form_trap": admission.trap}


def _show(post: Post, problem: str = "") -> str:
    db = house().db
    question = post if post.kind == "question" else posts.by_id(db, post.question)
    comment = _comment(post)
    asked = request.args.get("q", "")[:100]
    original = posts.seen(db, post.duplicate_of, to=taking_part.reader()) if post.duplicate_of else None
    return render_template(
        "manage/board_post.html", post=post, question=question, comment=comment, problem=problem,
        did=aftermath.did(), original=original, asked=asked, found=_found(post, asked), here_is=_address(post),
        html=threads.comment_html(comment.text) if comment else threads.html(post.body),
        state=(comment or post).state, why=moderation_words.whys().get((comment or post).why, ""),
        tags=[tag.name for tag in tags.of_post(db, post.id)],
        raised=flags.raised(db, post.id, comment=comment.id if comment else ""),
        log=moderations.of_post(db, post.id, limit=_LOG), reasons=moderation_words.reasons(),
        flag_reasons={name: words for name, (words, _hint) in moderation_words.flag_reasons().items()},
        close_reasons=moderation_words.close_reasons(), deeds=moderation_words.deeds(),
        things=moderation_words.things(), when=times.when, most=fitting.MOST_NOTE,
        task=tasks.open_of(db, post.id, comment=comment.id if comment else ""),
    )


def _comment(post: Post) -> Comment | None:
    """The comment that is meant, where one is. Raises NotFound for another post's."""
    id = request.values.get("comment", "")[:32]
    found = comments.by_id(house().db, id) if id else None
    if id and (found is None or found.post != post.id):
        raise NotFound
    return found


def _found(post: Post, asked: str) -> list[Post | Found]:
    """Which questions it may repeat: the most alike by the one ranker, for these words or its own; where the index
    knows none yet, those whose titles hold the words."""
    if post.kind != "question" or post.closed:
        return []
    stranger = posts.stranger(now())
    try:
        found = search.find(
            house().db, house().index, asked or post.title, site=sites.MAIN, language=post.language, limit=_FOUND + 1,
            board=stranger,
        ).listed
    except IndexUnavailable:
        found = ()
    ids = [each.id for each in found if isinstance(each, search.Question) and each.id != post.id][:_FOUND]
    shown = {row.id: row for row in posts.seen_of(house().db, ids, to=stranger)} if ids else {}
    likely: list[Post | Found] = [shown[id] for id in ids if id in shown and not shown[id].duplicate_of]
    words = asked.split()[:_WORDS]
    if likely or not words:
        return likely
    return [*question_titles.holding(house().db, words, site=sites.MAIN, but=post.id, now=now(), limit=_FOUND)]


def _post(id: str) -> Post:
    found = posts.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _last(post: Post) -> str:
    """What was done to it just now."""
    rows = moderations.of_post(house().db, post.id, limit=1)
    return rows[0].batch if rows else ""


def _id(written: str) -> str:
    """Of a question: as it is, or out of its address."""
    before, _there, behind = written.strip()[:1_000].partition("/questions/")
    return (behind or ("" if "/" in before else before)).partition("/")[0].partition("?")[0][:32]


def _address(post: Post) -> str:
    return f"/manage/board/posts/{post.id}"
