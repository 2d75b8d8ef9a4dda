"""Where reviewers decide: articles in review and suggested edits, the oldest first, each with its difference.

Writers who may not publish see here what of theirs waits, and decide nothing.
"""

import re
from functools import partial
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import editing, proposing
from articles.editing import Moved, Unfit
from articles.proposing import Decided, Refused, Together
from kb.store import proposals, revisions, sites
from kb.store.articles import Article
from kb.store.people import WRITERS
from kb.store.proposals import Proposal
from web import language
from web.clock import now
from web.help_center.suggesting import refusal_of, state_words
from web.house import house
from web.manage import article_form, differences, review_queue
from web.manage.moderators import editor, may_publish, place, publishers_alone
from web.manage.review_queue import Form
from web.words import _

PAGE: Final = 30
_AFTER: Final = re.compile(r"([0-9]{1,15})-([0-9a-z]{1,32})")

pages = place("reviews", roles=WRITERS)


@pages.get("/reviews")
def queue() -> str:
    since, after = _after()
    found = proposals.queue(
        house().db, site=sites.MAIN, author=review_queue.whose(), since=since, after=after, limit=PAGE + 1
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return render_template(
        "manage/reviews.html", rows=found[:PAGE], day=language.day, did=review_queue.did(),
        older=f"/manage/reviews?after={last.since}-{last.id}" if last else "",
    )


@pages.get("/reviews/<id>")
def proposal(id: str) -> str:
    return _proposal_page(_proposal(id))


@pages.get("/reviews/<id>/change")
def change(id: str) -> str:
    """The suggestion in a form, to be changed before it is accepted."""
    publishers_alone()
    row = _proposal(id)
    return _change_page(row)


@pages.post("/reviews/<id>/difference")
def difference(id: str) -> str:
    """What would change with what stands in the form, as a piece of a page."""
    publishers_alone()
    row, form = _proposal(id), review_queue.sent()
    article = review_queue.article(row.article)
    shown = differences.shown(article.title, article.body, form.title, form.body)
    return render_template("manage/difference.html", difference=shown, language=article.language)


@pages.post("/reviews/<id>/accept")
def accept(id: str) -> ResponseReturnValue:
    """The suggestion on top of the article as the reviewer saw both, or the text that they made of it."""
    publishers_alone()
    row, form = _proposal(id), review_queue.sent()
    article = review_queue.article(row.article)
    changed = "body" in request.form
    again = _change_page if changed else _proposal_page
    both = _together(row, article)
    if both.title_conflict and not changed:
        return _change_page(row, problem=_("The title was changed by both. Please choose one.")), 409
    title, body = (form.title, form.body) if changed else (both.title, _marked(both))
    try:
        proposing.accept(
            house().db, row, title, body, reviewer=editor().id, reply=form.reply, now=now(),
            seen=article_form.number("seen"), article_seen=article_form.number("version"),
        )
    except Unfit as unfit:
        return _change_page(row, form=form, problems={unfit.field: article_form.problem_of(unfit)}), 400
    except Refused as refused:
        return _change_page(row, form=form if changed else None, problem=refusal_of(refused)), 400
    except Moved:
        sentence = _("The article was changed while you were reading. This is how the suggestion fits it now.")
        return again(_proposal(id), form=form, problem=sentence), 409
    except Decided:
        return again(_proposal(id), form=form, problem=_late(_proposal(id))), 409
    return review_queue.on(row.created_at, row.id, did="accepted")


@pages.post("/reviews/<id>/decline")
def decline(id: str) -> ResponseReturnValue:
    publishers_alone()
    row, form = _proposal(id), review_queue.sent()
    try:
        proposing.decline(
            house().db, row, reviewer=editor().id, reply=form.reply, seen=article_form.number("seen"), now=now()
        )
    except Decided:
        return _proposal_page(_proposal(id), form=form, problem=_late(_proposal(id))), 409
    return review_queue.on(row.created_at, row.id, did="declined")


@pages.post("/reviews/<id>/reopen")
def reopen(id: str) -> ResponseReturnValue:
    """Takes one's own decision back."""
    publishers_alone()
    row = _proposal(id)
    note = _("Taken back: version %(number)s again", number=(row.revision or 1) - 1)
    try:
        proposing.reopen(house().db, row, reviewer=editor().id, note=note, now=now())
    except (Decided, Moved):
        sentence = _("This cannot be taken back any more: something was changed since.")
        return _proposal_page(_proposal(id), problem=sentence), 409
    return redirect(f"/manage/reviews/{row.id}?done=reopened", code=303)


def _proposal_page(row: Proposal, *, form: Form | None = None, problem: str = "") -> str:
    article = review_queue.article(row.article)
    base = revisions.by_number(house().db, row.article, row.base)
    assert base is not None  # a proposal is made from a revision, and revisions stay
    waits = row.state == "waiting"
    both = _together(row, article)
    shown = (
        differences.shown(article.title, article.body, both.title, _marked(both)) if waits and not both.body.conflicts
        else differences.shown(base.title, base.body, row.title, row.body)
    )
    return render_template(
        "manage/review.html", row=row, article=article, both=both, difference=shown, language=article.language,
        author=review_queue.name(row.author), reviewer=review_queue.name(row.reviewer), day=language.day,
        states=state_words(), form=form or Form("", "", ""), problem=problem, did=review_queue.did(), waits=waits,
        most_reply=proposing.MOST_REPLY, mine=row.reviewer == editor().id, done=request.args.get("done", ""),
    )


def _change_page(
    row: Proposal, *, form: Form | None = None, problem: str = "", problems: dict[editing.Field, str] | None = None
) -> str:
    found = review_queue.article(row.article)
    both = _together(row, found)
    form = form or Form(both.title, _marked(both), "")
    return render_template(
        "manage/review_change.html", row=row, article=found, form=form, both=both, problem=problem,
        author=review_queue.name(row.author), problems=problems or {}, most_reply=proposing.MOST_REPLY,
        most_title=editing.MOST_TITLE,
        difference=differences.shown(found.title, found.body, form.title, form.body), language=found.language,
    )


def _together(row: Proposal, article: Article) -> Together:
    work = partial(proposing.together, house().db, row, article)
    return differences.unhurried(work, length=len(row.body) + len(article.body))


def _marked(both: Together) -> str:
    return both.body.text(ours=_("The article now"), theirs=_("The suggestion"))


def _late(row: Proposal) -> str:
    if row.reviewer == editor().id:
        return _("You have decided this already.")
    name = review_queue.name(row.reviewer) or _("Somebody")
    return {
        "accepted": _("%(name)s was faster and accepted this suggestion.", name=name),
        "declined": _("%(name)s was faster and declined this suggestion.", name=name),
        "withdrawn": _("Its author has withdrawn this suggestion."),
        "waiting": _("Its author has changed this suggestion while you were reading. This is what it says now."),
    }[row.state]


def _proposal(id: str) -> Proposal:
    row = proposals.by_id(house().db, id, site=sites.MAIN)
    if row is None or not (may_publish() or row.author == editor().id):
        raise NotFound
    return row


def _after() -> tuple[int, str]:
    found = _AFTER.fullmatch(request.args.get("after", ""))
    return (int(found[1]), found[2]) if found else (0, "")
