"""Better texts: editing a question or answer, suggesting an edit of somebody else's, its history, and the way back."""

from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from kb import posting, standing, suggesting
from kb.admitting import Refused
from kb.fitting import MOST_NOTE, MOST_TITLE, Draft
from kb.store import post_revisions, profiles, sites, suggested_edits, tags
from kb.store.post_revisions import Revision
from kb.store.posts import Post
from kb.store.suggested_edits import SuggestedEdit
from web.board import drafts, question, refusals, taking_part, threads, times
from web.board.answering import typed
from web.clock import now
from web.errors import Refusal
from web.house import house
from web.manage import differences
from web.manage.differences import Difference

PAGE: Final = 50
_NEWEST: Final = 10**12

pages = Blueprint("board_editing", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields: written from revision `base`, of the post's version `seen`."""

    draft: Draft
    note: str
    base: int
    seen: int


@pages.get("/posts/<id>/edit")
@taking_part.signed_in
def edit(id: str) -> ResponseReturnValue:
    post = question.seen(id)
    by = taking_part.admitted()
    if by and by.known.suspended_until is not None:
        refused = Refused("suspended", until=by.known.suspended_until)
        return _page(post, None, problem=refusals.refused(refused)), refusals.status(refused)
    form, begun = _stored(post), drafts.fields(f"edit:{post.id}")
    if begun:
        words = tuple(begun["tags"].split()) if "tags" in begun else form.draft.tags
        draft = Draft(begun.get("title", form.draft.title), begun.get("body", form.draft.body), words)
        form = replace(form, draft=draft, note=begun.get("note", ""))
    return _page(post, form, begun=bool(begun))


@pages.post("/posts/<id>/edit")
@taking_part.signed_in
def save(id: str) -> ResponseReturnValue:
    """Saves or suggests what stands in the form; with `deed=look` only shows what would change."""
    taking_part.long_text()
    post, form = question.seen(id), _sent()
    if request.form.get("deed") == "look":
        return _page(post, form, look=threads.html(form.draft.body), difference=_changes(post, form))
    me = taking_part.me().id
    try:
        taking_part.hold("edit")
        if _may_save(post):
            posting.edit(house().db, post.id, form.draft, note=form.note, seen=form.seen, author=me, now=now())
        else:
            suggesting.suggest(house().db, post.id, form.draft, note=form.note, base=form.base, author=me, now=now())
    except Refusal as refusal:
        return refusals.told(_page(post, form, problem=refusal.message), refusal)
    except refusals.CAUGHT as error:
        fresh = question.seen(post.id)
        form = replace(form, seen=fresh.version, base=fresh.revision)
        return _page(fresh, form, problem=refusals.sentence(error), difference=_changes(fresh, form)), (
            refusals.status(error)
        )
    taking_part.count("edit")
    return question.back_to(question.seen(post.id)) if _may_save(post) else redirect(
        f"/posts/{post.id}/history?done=suggested", code=303
    )


@pages.get("/posts/<id>/history")
def history(id: str) -> ResponseReturnValue:
    """Every text that the post had, the newest first."""
    post = question.seen(id)
    before = _number(request.args.get("before", ""), otherwise=_NEWEST)
    rows = post_revisions.of_post(house().db, post.id, before=before, limit=PAGE + 1)
    return render_template(
        "board/history.html", post=post, rows=rows[:PAGE], names=_names(rows), when=times.when,
        title=_title(post), back=f"/posts/{post.id}", suggested=request.args.get("done") == "suggested",
        older=f"/posts/{post.id}/history?before={rows[PAGE - 1].number}" if len(rows) > PAGE else "",
    )


@pages.get("/posts/<id>/history/<number>")
def revision(id: str, number: str) -> ResponseReturnValue:
    post = question.seen(id)
    return _revision_page(post, _revision(post, number))


@pages.post("/posts/<id>/history/<number>/restore")
@taking_part.signed_in
def restore(id: str, number: str) -> ResponseReturnValue:
    """The text of this revision is the next one."""
    post = question.seen(id)
    row = _revision(post, number)
    try:
        posting.roll_back(
            house().db, post.id, number=row.number, seen=_number(request.form.get("seen", ""), otherwise=0),
            author=taking_part.me().id, now=now(),
        )
    except refusals.CAUGHT as error:
        return _revision_page(post, row, problem=refusals.sentence(error)), refusals.status(error)
    return question.back_to(question.seen(post.id))


@pages.get("/posts/<id>/edits/<edit>")
@taking_part.signed_in
def suggestion(id: str, edit: str) -> ResponseReturnValue:
    """A suggested edit, for the post's author and whoever suggested it."""
    post = question.seen(id)
    return _suggestion_page(post, _suggestion(post, edit))


@pages.post("/posts/<id>/edits/<edit>/accept")
@taking_part.signed_in
def accept(id: str, edit: str) -> ResponseReturnValue:
    return _decide(id, edit, decision="accept")


@pages.post("/posts/<id>/edits/<edit>/decline")
@taking_part.signed_in
def decline(id: str, edit: str) -> ResponseReturnValue:
    return _decide(id, edit, decision="decline")


@pages.post("/posts/<id>/edits/<edit>/withdraw")
@taking_part.signed_in
def withdraw(id: str, edit: str) -> ResponseReturnValue:
    post = question.seen(id)
    row = _suggestion(post, edit)
    try:
        suggesting.withdraw(house().db, row.id, site=row.site, author=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        return _suggestion_page(post, row, problem=refusals.sentence(error)), refusals.status(error)
    return question.back_to(post)


def _decide(id: str, edit: str, *, decision: str) -> ResponseReturnValue:
    post = question.seen(id)
    row = _suggestion(post, edit)
    try:
        suggesting.decide(
            house().db, row.id, "accept" if decision == "accept" else "decline", site=row.site,
            person=taking_part.me().id, now=now(),
        )
    except refusals.CAUGHT as error:
        return _suggestion_page(post, row, problem=refusals.sentence(error)), refusals.status(error)
    return question.back_to(question.seen(post.id))


def _page(
    post: Post, form: Form | None, *, problem: str = "", begun: bool = False, look: Markup | None = None,
    difference: Difference | None = None,
) -> str:
    """Without a form it only says why there is none."""
    waiting = suggested_edits.waiting_of(house().db, post.id)
    return render_template(
        "board/edit.html", post=post, form=form, problem=problem, begun=begun, look=look, difference=difference,
        may_save=_may_save(post), waiting=waiting if waiting and not _may_save(post) else None, title=_title(post),
        back=f"/posts/{post.id}", most_title=MOST_TITLE, most_note=MOST_NOTE, language=post.language,
    )


def _revision_page(post: Post, row: Revision, *, problem: str = "") -> str:
    against = request.args.get("against", "before")
    if against not in ("before", "now"):
        raise BadRequest
    other = post_revisions.by_number(house().db, post.id, row.number - 1 if against == "before" else post.revision)
    texts = (other or replace(row, body=""), row) if against == "before" else (row, other or row)
    return render_template(
        "board/revision.html", post=post, row=row, against=against, when=times.when, title=_title(post),
        name=_names([row]).get(row.author or "", ""), difference=_between(*texts), language=post.language,
        may_restore=row.number != post.revision and not post.locked and _may_save(post), problem=problem,
    )


def _suggestion_page(post: Post, row: SuggestedEdit, *, problem: str = "") -> str:
    base = post_revisions.by_number(house().db, post.id, row.base)
    assert base is not None  # it is written from one, and revisions stay
    by = profiles.of(house().db, row.author, site=row.site)
    return render_template(
        "board/suggestion.html", post=post, row=row, problem=problem, when=times.when, title=_title(post),
        name=by.name if by else "", own=row.author == taking_part.me().id, language=post.language,
        difference=differences.shown(_head(base.title, base.tags), base.body, _head(row.title, row.tags), row.body),
    )


def _may_save(post: Post) -> bool:
    """Whether this person's text takes its place at once; that of others is suggested."""
    by = taking_part.admitted()
    return by is not None and (post.author == by.known.person or not standing.missing("edit", by.standing, by.rules))


def _stored(post: Post) -> Form:
    words = tuple(tag.name for tag in tags.of_post(house().db, post.id))
    return Form(Draft(post.title, post.body, words), "", post.revision, post.version)


def _sent() -> Form:
    words = tuple(request.form.get("tags", "").replace(",", " ").replace("，", " ").replace("、", " ").split())
    return Form(
        Draft(typed("title")[: 4 * MOST_TITLE], typed("body"), words), typed("note")[:MOST_NOTE],
        _number(request.form.get("base", ""), otherwise=0), _number(request.form.get("seen", ""), otherwise=0),
    )


def _changes(post: Post, form: Form) -> Difference:
    words = " ".join(tag.name for tag in tags.of_post(house().db, post.id))
    title = form.draft.title if post.kind == "question" else ""
    after = _head(title, " ".join(form.draft.tags) if post.kind == "question" else words)
    return differences.shown(_head(post.title, words), post.body, after, form.draft.body)


def _between(before: Revision, after: Revision) -> Difference:
    return differences.shown(
        _head(before.title, before.tags), before.body, _head(after.title, after.tags), after.body
    )


def _head(title: str, words: str) -> str:
    """What stands above a text: the title and its tags."""
    return f"{title}\n{words}" if words else title


def _title(post: Post) -> str:
    """Of the thread."""
    return post.title or question.seen(post.question).title


def _names(rows: list[Revision]) -> dict[str, str]:
    found = {row.author: profiles.of(house().db, row.author, site=sites.MAIN) for row in rows if row.author}
    return {id: row.name for id, row in found.items() if row}


def _revision(post: Post, number: str) -> Revision:
    row = post_revisions.by_number(house().db, post.id, _number(number, otherwise=0))
    if row is None:
        raise NotFound
    return row


def _suggestion(post: Post, id: str) -> SuggestedEdit:
    row = suggested_edits.by_id(house().db, id, site=post.site)
    if row is None or row.post != post.id or taking_part.me().id not in (row.author, post.author):
        raise NotFound
    return row


def _number(written: str, *, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else otherwise
