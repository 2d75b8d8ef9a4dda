"""The moderators' work queue: what was flagged, what newcomers wrote, what looks like advertising, suggested edits.

Curators decide everything. Who has the reputation to review comes here too, for first posts and edits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from kb import admitting, fitting, moderating, spam, standing, undoing
from kb.admitting import Admitted, Moved, Refused
from kb.moderating import Decision, Order, Target
from kb.store import comments, flags, moderations, posts, sites, suggested_edits, tasks
from kb.store.flags import Raised
from kb.store.moderations import Logged
from kb.store.people import CURATORS
from kb.store.post_lists import last_texts
from kb.store.posts import Post
from kb.store.suggested_edits import SuggestedEdit
from kb.store.tasks import Listed
from web import language
from web.board import aftermath, lists, moderation_words, refusals, taking_part, threads, times
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.manage import differences, moderators
from web.manage.differences import Difference
from web.manage.moderators import editor
from web.words import _

SHOWN: Final = 30
KINDS: Final = ("flags", "first_post", "spam", "edit")
REVIEWED: Final = ("first_post", "edit")
"""What those decide who do not curate."""

HOME: Final = "/manage/board"
_DECISIONS: Final[dict[str, Decision]] = {
    "show": "show", "hide": "hide", "remove": "remove", "accept": "accept", "decline": "decline",
}
_FEW: Final = 10

pages = Blueprint("board_queue", __name__, url_prefix=HOME)


@dataclass(frozen=True, slots=True)
class Case:
    """All that a decision needs: the text, whose it is, what is said about it, and where it stands."""

    task: Listed
    post: Post
    question: Post
    html: Markup
    edit: SuggestedEdit | None
    difference: Difference | None
    raised: Sequence[Raised]
    signs: tuple[str, ...]
    author: Admitted | None
    log: Sequence[Logged]
    why: str
    taken: bool
    mine: bool


@pages.before_request
def _enter() -> ResponseReturnValue | None:
    found = person()
    if found is None or found.role in CURATORS or not taking_part.reviews(found):
        return moderators.only(CURATORS)
    return None


@pages.context_processor
def _frame() -> dict[str, object]:
    """Whoever only reviews finds this room beside those that they have anyway."""
    found = moderators.frame()
    curates = moderators.may_publish()
    if not curates and not found["serves"]:
        found["rooms"] = ((HOME, _("Community"), 0),)
    me = person()
    return {**found, "curates": curates, "me_id": me.id if me else ""}


@pages.get("")
def queue() -> str:
    kind = request.args.get("kind", "" if moderators.may_publish() else REVIEWED[0])
    _allowed(kind, KINDS if not moderators.may_publish() else ("", *KINDS))
    rows = tasks.queue(
        house().db, site=sites.MAIN, kind=kind, after=request.args.get("after", "")[:32], limit=SHOWN + 1
    )
    counts = {row.kind: row.count for row in tasks.counts(house().db, site=sites.MAIN)}
    return render_template(
        "manage/board.html", rows=[_row(row) for row in rows[:SHOWN]], kind=kind, did=aftermath.did(),
        kinds={name: words for name, words in moderation_words.kinds().items() if _sees(name)},
        counts=counts, total=sum(counts.values()), reasons=moderation_words.reasons(),
        things=moderation_words.things(), when=times.when,
        older=f"{HOME}?kind={kind}&after={rows[SHOWN - 1].id}" if len(rows) > SHOWN else "",
    )


@pages.post("/next")
def next_one() -> ResponseReturnValue:
    """Takes the oldest one that nobody has."""
    kind = request.form.get("kind", "")
    _allowed(kind, ("", *KINDS))
    return _next(kind, "", "")


@pages.get("/tasks/<id>")
def one(id: str) -> str:
    return _show(_task(id), "")


@pages.post("/tasks/<id>/claim")
def claim(id: str) -> ResponseReturnValue:
    row = _task(id)
    try:
        moderating.claim(house().db, row.id, site=sites.MAIN, moderator=editor().id, now=now())
    except refusals.CAUGHT as error:
        return _show(_task(id), _sentence(error)), refusals.status(error)
    return aftermath.back(f"{HOME}/tasks/{id}", "claimed")


@pages.post("/tasks/<id>/release")
def release(id: str) -> ResponseReturnValue:
    row = _task(id)
    try:
        moderating.release(house().db, row.id, site=sites.MAIN, moderator=editor().id, now=now())
    except refusals.CAUGHT as error:
        return _show(_task(id), _sentence(error)), refusals.status(error)
    return aftermath.back(HOME, "released")


@pages.post("/tasks/<id>/decide")
def decide(id: str) -> ResponseReturnValue:
    """And on to the next one, where that is wished."""
    row, decision = _task(id), _DECISIONS.get(request.form.get("decision", ""))
    reason = request.form.get("reason", "")
    if decision is None or (reason and reason not in flags.REASONS):
        raise BadRequest
    try:
        done = moderating.decide(
            house().db, row.id, decision, site=sites.MAIN, moderator=editor().id, now=now(), reason=reason,
            note=request.form.get("note", ""),
        )
    except refusals.CAUGHT as error:
        return _show(_task(id), _sentence(error)), refusals.status(error)
    if request.form.get("then") == "next":
        return _next(row.kind, decision, done.batch)
    return aftermath.back(HOME, decision, batch=done.batch)


@pages.post("/bulk")
def bulk() -> ResponseReturnValue:
    """One decision about everything that is ticked; what somebody else has taken is left to them."""
    moderators.publishers_alone()
    deed, ticked = request.form.get("deed", ""), request.form.getlist("task")[: moderating.MOST_AT_ONCE]
    reason = request.form.get("reason", "")
    if deed not in ("show", "hide", "remove") or (reason and reason not in flags.REASONS):
        raise BadRequest
    rows = [row for id in ticked if (row := tasks.listed_one(house().db, id, site=sites.MAIN))]
    free = [row for row in rows if row.kind != "edit" and row.state != "decided" and not _taken(row)]
    if not free:
        return aftermath.back(HOME, "nothing")
    order = Order("show" if deed == "show" else "hide" if deed == "hide" else "remove", reason)
    try:
        done = moderating.moderate(
            house().db, [Target(row.post, row.comment) for row in free], order, moderator=editor().id, now=now()
        )
    except refusals.CAUGHT as error:
        raise Refusal(refusals.status(error), "refused", refusals.sentence(error)) from error
    return aftermath.back(
        HOME, deed if done.done else "nothing", batch=done.batch, count=len(done.done),
        left=len(ticked) - len(done.done),
    )


@pages.post("/undo")
def undo() -> ResponseReturnValue:
    """Everything of one batch is as it was, where nobody has changed it since."""
    moderators.publishers_alone()
    try:
        count = undoing.undo(house().db, request.form.get("batch", "")[:32], moderator=editor().id, now=now())
    except Moved:
        return aftermath.back(HOME, "changed")
    except refusals.CAUGHT as error:
        raise Refusal(refusals.status(error), "refused", refusals.sentence(error)) from error
    return aftermath.back(HOME, "undone", count=count)


@pages.get("/log")
def log() -> str:
    """Everything that moderators did, with names and notes: for them alone."""
    moderators.publishers_alone()
    rows = moderations.page(
        house().db, site=sites.MAIN, before=request.args.get("before", "")[:32], limit=SHOWN + 1
    )
    return render_template(
        "manage/board_log.html", rows=rows[:SHOWN], did=aftermath.did(), deeds=moderation_words.deeds(),
        reasons=moderation_words.reasons(), things=moderation_words.things(), when=times.when,
        older=f"{HOME}/log?before={rows[SHOWN - 1].id}" if len(rows) > SHOWN else "",
    )


def _next(kind: str, did: str, batch: str) -> ResponseReturnValue:
    """The next one is this person's; after the last one, the list."""
    me = editor().id
    kinds = [kind] if kind or moderators.may_publish() else list(REVIEWED)
    for row in (row for name in kinds for row in tasks.queue(
        house().db, site=sites.MAIN, kind=name, after="", limit=SHOWN
    )):
        if _taken(row) or not _sees(row.kind) or (row.author == me and not moderators.may_publish()):
            continue
        try:
            moderating.claim(house().db, row.id, site=sites.MAIN, moderator=me, now=now())
        except refusals.CAUGHT:
            continue
        there = f"{HOME}/tasks/{row.id}"
        return aftermath.back(there, did, batch=batch) if did else redirect(there, code=303)
    return aftermath.back(HOME, did or "nothing", batch=batch)


def _show(row: Listed, problem: str) -> str:
    return render_template(
        "manage/board_task.html", case=_case(row), problem=problem, did=aftermath.did(),
        reasons={name: words for name, (words, _hint) in moderation_words.flag_reasons().items()},
        said=moderation_words.reasons(), kinds=moderation_words.kinds(), things=moderation_words.things(),
        deeds=moderation_words.deeds(), when=times.when, day=language.day, most=fitting.MOST_NOTE,
    )


def _case(row: Listed) -> Case:
    db = house().db
    post = posts.by_id(db, row.post)
    question = posts.by_id(db, row.question)
    if post is None or question is None:
        raise NotFound
    comment = comments.by_id(db, row.comment) if row.comment else None
    edit = suggested_edits.by_id(db, row.edit, site=sites.MAIN) if row.edit else None
    text = comment.text if comment else f"{post.title}\n{post.body}" if post.title else post.body
    author = _author(row.author)
    return Case(
        row, post, question, threads.comment_html(comment.text) if comment else threads.html(post.body), edit,
        differences.shown(post.title, post.body, edit.title, edit.body) if edit else None,
        flags.raised(db, row.post, comment=row.comment) if not edit and moderators.may_publish() else (),
        () if edit else _signs(text, author), author,
        moderations.of_post(db, row.post, limit=_FEW) if moderators.may_publish() else (),
        moderation_words.whys().get((comment or post).why, "") if row.post_state != "shown" else "",
        _taken(row), row.state == "claimed" and row.claimed_by == editor().id,
    )


def _author(id: str | None) -> Admitted | None:
    """None for guests, and for who has left."""
    try:
        return admitting.somebody(house().db, id, now=now()) if id else None
    except Refused:
        return None


def _signs(text: str, author: Admitted | None) -> tuple[str, ...]:
    """What makes the text look like advertising, in words; nothing of staff's."""
    links = standing.most_links(author.standing, now=now()) if author else 0
    earlier = last_texts(house().db, author.known.person, limit=6) if author else []
    found = spam.weigh(text, links=links, before=[other for other in earlier if other != text])
    words = moderation_words.signs()
    return tuple(words[sign] for sign in found.signs)


def _row(row: Listed) -> tuple[Listed, str, bool]:
    """With its first words, and whether somebody else is at it."""
    return row, lists.beginning(row.text), _taken(row)


def _task(id: str) -> Listed:
    found = tasks.listed_one(house().db, id, site=sites.MAIN)
    if found is None or not _sees(found.kind):
        raise NotFound
    return found


def _taken(row: Listed) -> bool:
    return (
        row.state == "claimed" and row.claimed_by != editor().id
        and (row.claimed_at or 0) >= now() - tasks.CLAIM_LASTS
    )


def _sees(kind: str) -> bool:
    return moderators.may_publish() or kind in REVIEWED


def _allowed(kind: str, known: Sequence[str]) -> None:
    if kind not in known or (kind and not _sees(kind)):
        raise NotFound


def _sentence(error: Exception) -> str:
    if isinstance(error, Moved):
        return _("Somebody else was faster, or is at it.")
    return refusals.sentence(error)
