"""Suggest an edit: whoever is signed in proposes a better text for an article that they may read, and sees what became
of it. A reviewer decides, in web/manage/reviews.py."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import editing, proposing
from articles.editing import Moved, Unfit
from articles.proposing import Decided, Draft, Refused
from kb import text as pipeline
from kb.store import articles, proposals, revisions, sites
from kb.store.articles import Article
from kb.store.people import Person
from kb.store.proposals import Proposal
from web import language, limits
from web.clock import now
from web.errors import Refusal
from web.help_center import arrivals
from web.help_center.audiences import audiences
from web.house import house, person
from web.manage import article_form, differences
from web.manage.differences import Difference
from web.words import _

PAGE: Final = 20
MOST_BYTES: Final = 4 * 1024 * 1024

pages = Blueprint("suggesting", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields. It was written from revision `base`, which `proof` says its writer could read;
    `seen` is the version of the waiting suggestion that it changes, 0 for a new one."""

    draft: Draft
    base: int
    proof: str
    seen: int = 0


@pages.before_request
def signed_in_alone() -> ResponseReturnValue | None:
    if person() is None:
        if request.method == "GET":
            return redirect(f"/sign-in?next={quote(request.path)}", code=303)
        raise Refusal(401, "sign_in", _("Please sign in first."))
    return None


@pages.get("/articles/<slug>/suggest")
def suggest(slug: str) -> ResponseReturnValue:
    found = arrivals.readable(articles.by_slug(house().db, slug, site=sites.MAIN), audiences=audiences())
    if found is None:
        return arrivals.lead(slug, audiences=audiences(), ending="/suggest")
    waiting = proposals.waiting_of(house().db, found.id, author=_me().id)
    return _form_page(found, _stored(found, waiting), waiting=waiting)


@pages.post("/articles/<slug>/suggest")
def send(slug: str) -> ResponseReturnValue:
    """Sends what stands in the form, or with `deed=look` only shows its difference."""
    found, form = _readable(slug), _sent()
    waiting = proposals.waiting_of(house().db, found.id, author=_me().id)
    _check_base(found, form)
    if request.form.get("deed") == "look":
        return _form_page(found, form, waiting=waiting, look=_difference(found, form))
    try:
        limits.hold(limits.SUGGEST, _me().id)
        row = _proposed(found, form, waiting)
    except Refusal as refusal:
        return _form_page(found, form, waiting=waiting, problem=refusal.message), refusal.status
    except Unfit as unfit:
        return _form_page(found, form, waiting=waiting, problems={unfit.field: article_form.problem_of(unfit)}), 400
    except Refused as refused:
        return _form_page(found, form, waiting=waiting, problem=refusal_of(refused)), 400
    except (Decided, Moved):
        again = proposals.waiting_of(house().db, found.id, author=_me().id)
        sentence = _("Your earlier suggestion was changed or decided meanwhile. Nothing is lost: send this one again.")
        form = replace(form, seen=again.version if again else 0)
        return _form_page(found, form, waiting=again, problem=sentence), 409
    return redirect(f"/suggestions/{row.id}?done=sent", code=303)


@pages.post("/articles/<slug>/suggest/difference")
def difference(slug: str) -> str:
    """While somebody writes: what would change, as a piece of a page. Nothing is stored."""
    limits.hold(limits.DIFFERENCE, _me().id)
    found, form = _readable(slug), _sent()
    _check_base(found, form)
    return render_template("manage/difference.html", difference=_difference(found, form), language=found.language)


@pages.get("/suggestions")
def mine() -> str:
    before = request.args.get("before", "")[:32]
    found = proposals.by_author(house().db, _me().id, before=before, limit=PAGE + 1)
    return render_template(
        "site/suggestions.html", rows=found[:PAGE], day=language.day, states=state_words(),
        readable={row.id for row in found if row.article_state == "published" and row.audience in audiences()},
        older=f"/suggestions?before={found[PAGE - 1].id}" if len(found) > PAGE else "",
    )


@pages.get("/suggestions/<id>")
def one(id: str) -> str:
    row = _own(id)
    found = articles.by_id(house().db, row.article)
    article = arrivals.readable(found, audiences=audiences())
    # Of what its author may not read any more, the page shows their own words alone.
    base = revisions.by_number(house().db, row.article, row.base) if article else None
    return render_template(
        "site/suggestion.html", row=row, day=language.day, states=state_words(), done=request.args.get("done", ""),
        article=article, language=found.language if found else "",
        difference=differences.shown(base.title, base.body, row.title, row.body) if base else None,
    )


@pages.post("/suggestions/<id>/withdraw")
def withdraw(id: str) -> ResponseReturnValue:
    row = _own(id)
    try:
        proposing.withdraw(house().db, row, now=now())
    except Decided:
        return redirect(f"/suggestions/{row.id}?done=late", code=303)
    return redirect(f"/suggestions/{row.id}?done=withdrawn", code=303)


def state_words() -> dict[str, str]:
    """What a suggestion's state is called, for its author."""
    return {
        "waiting": _("Waiting for review"), "accepted": _("Accepted"), "declined": _("Not accepted"),
        "withdrawn": _("Withdrawn"),
    }


def gone_on_with(found: Article, form: article_form.Form) -> article_form.Form:
    """The editor's form with what its writer suggested for a published article and nobody has decided."""
    waiting = proposals.waiting_of(house().db, found.id, author=_me().id)
    if waiting is None or found.state != "published":
        return form
    text = replace(form.text, title=waiting.title, body=waiting.body)
    return replace(form, text=text, note=waiting.note, revision=waiting.base)


def refusal_of(refused: Refused) -> str:
    """Why a suggestion is not taken, for whoever wrote it."""
    return {
        "same": _("Nothing has changed yet. Change the title or the text, then send it."),
        "full": _("You have %(most)s suggestions waiting. Please wait until some are decided, or withdraw one.",
                  most=proposing.MOST_WAITING),
        "marks": _(
            "Marks of a conflict (<<<<<<< and >>>>>>>) still stand in the text. Please choose, and take them out."
        ),
    }[refused.problem]


def _form_page(
    found: Article, form: Form, *, waiting: Proposal | None, problem: str = "",
    problems: Mapping[str, str] | None = None, look: Difference | None = None,
) -> str:
    return render_template(
        "site/suggest.html", article=found, form=form, waiting=waiting, problem=problem, problems=problems or {},
        difference=look, day=language.day, most_note=proposing.MOST_NOTE, most_title=editing.MOST_TITLE,
    )


def _proposed(found: Article, form: Form, waiting: Proposal | None) -> Proposal:
    db, moment = house().db, now()
    if form.seen:
        if waiting is None:
            raise Decided
        work = partial(proposing.change, db, waiting, form.draft, base=form.base, seen=form.seen, now=moment)
    elif waiting is not None:
        raise Decided  # sent from another window meanwhile
    else:
        work = partial(proposing.propose, db, found, form.draft, base=form.base, author=_me().id, now=moment)
    return differences.unhurried(work, length=2 * len(form.draft.body))


def _difference(found: Article, form: Form) -> Difference:
    base = revisions.by_number(house().db, found.id, form.base)
    assert base is not None  # its proof says so
    title = " ".join(pipeline.printable(form.draft.title).split())
    return differences.shown(base.title, base.body, title, form.draft.body)


def _stored(found: Article, waiting: Proposal | None) -> Form:
    if waiting is None:
        return Form(Draft(found.title, found.body), found.revision, proof(found.id, found.revision))
    draft = Draft(waiting.title, waiting.body, waiting.note)
    return Form(draft, waiting.base, proof(found.id, waiting.base), seen=waiting.version)


def _sent() -> Form:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    fields = request.form
    body = pipeline.printable(fields.get("body", "").replace("\r\n", "\n")).strip("\n")
    if len(body) > 2 * editing.MOST_BODY:
        raise Refusal(413, "too_large", _("This is too long for us. Please shorten it and try again."))
    return Form(
        Draft(fields.get("title", "")[: 4 * editing.MOST_TITLE], body, fields.get("note", "")[: proposing.MOST_NOTE]),
        article_form.number("base"), fields.get("proof", ""),
        article_form.number("seen") if fields.get("seen") else 0,
    )


def proof(article: str, base: int) -> str:
    """That this person was shown this revision: an earlier one may hold what they must not read."""
    said = f"suggest:{_me().id}:{article}:{base}".encode()
    return hmac.digest(house().settings.secret.encode(), said, "sha256").hex()


def _check_base(found: Article, form: Form) -> None:
    if not hmac.compare_digest(form.proof.encode(), proof(found.id, form.base).encode()):
        raise BadRequest


def _readable(slug: str) -> Article:
    found = arrivals.readable(articles.by_slug(house().db, slug, site=sites.MAIN), audiences=audiences())
    if found is None:
        raise NotFound
    return found


def _own(id: str) -> Proposal:
    row = proposals.by_id(house().db, id, site=sites.MAIN)
    if row is None or row.author != _me().id:
        raise NotFound
    return row


def _me() -> Person:
    found = person()
    assert found is not None  # behind `signed_in_alone`
    return found
