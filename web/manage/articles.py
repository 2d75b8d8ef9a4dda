"""Where moderators write: the form of one article, and its way from a draft to its readers and back.

Two people may write at once: whoever comes second is told, sees both texts together, and nothing is overwritten.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import editing, merging, proposing, publishing, saving, tending
from articles.editing import MOST_TITLE, Moved, Text, Unfit
from articles.proposing import Decided, Draft, Refused
from articles.saving import Care
from kb.languages import LANGUAGES
from kb.store import articles, curation, people, sites
from kb.store.articles import Article
from kb.store.people import WRITERS
from web import language
from web.clock import now
from web.help_center import suggesting
from web.help_center.topic_names import topic_names
from web.house import house
from web.manage import article_form, form_topic, form_wordings, meeting, review_queue, translating, unsaved_text
from web.manage.article_form import Form
from web.manage.meeting import Meeting
from web.manage.moderators import editor, may_publish, place, publishers_alone
from web.words import _

REVISIONS: Final = 5
pages = place("manage", roles=WRITERS)


@pages.get("")
@pages.get("/")
def manage() -> ResponseReturnValue:
    return redirect("/manage/articles", code=303)


@pages.get("/articles/new")
def new() -> str:
    """An empty form; `?variant_of=` is the article that it will say in the language `?in=`, `?unsaved=` the text that
    was begun before."""
    if "unsaved" in request.args and (begun := unsaved_text.form("")):
        return _page(None, begun, recovered="yes")
    origin = articles.by_id(house().db, request.args.get("variant_of", ""))
    tongue = translating.wanted_language(language.current())
    text = Text(title="", body="", language=tongue, topic=origin.topic if origin else None)
    care = Care(origin.audience if origin else "public", editor().id, None)
    return _page(None, Form(text, care, variant_of=origin.id if origin else ""))


@pages.post("/articles/new")
def create() -> ResponseReturnValue:
    form = _form(None)
    origin = articles.by_id(house().db, form.variant_of) if form.variant_of else None
    try:
        form = form_topic.made(form)
        made = editing.create(
            house().db, form.text, site=sites.MAIN, author=editor().id, note=form.note, now=now(), slug=form.slug,
            audience=form.care.audience, owner=form.care.owner, check_by=form.care.check_by,
            variant_group=origin.variant_group if origin else None,
        )
    except Unfit as unfit:
        return _page(None, _with_problem(form, unfit)), 400
    translating.said(made, None)
    unsaved_text.forget("")
    return _done(made, what="created")


@pages.get("/articles/<id>")
def edit(id: str) -> str:
    """`?unsaved=` shows what the writer had begun and not saved."""
    found = _article(id)
    if "unsaved" in request.args and (begun := unsaved_text.form(id)):
        return _page(found, begun, recovered="yes" if begun.version == found.version else "moved")
    return _page(found, _form_of(found) if may_publish() else suggesting.gone_on_with(found, _form_of(found)))


@pages.post("/articles/<id>/revise")
def revise(id: str) -> ResponseReturnValue:
    """Saves; of a published article, what somebody writes who may not publish goes to review."""
    found = _article(id)
    if found.state == "published" and not may_publish():
        return _proposed(found)
    return _written(id, done="saved", then=lambda saved: saved)


@pages.post("/articles/<id>/publish")
def publish(id: str) -> ResponseReturnValue:
    """Saves what stands in the form and shows it to readers."""
    publishers_alone()

    def show(saved: Article) -> Article:
        if saved.state == "published":
            return saved
        return publishing.publish(house().db, saved.id, seen=saved.version, now=now(), by=editor().id)

    return _written(id, done="published", then=show)


@pages.post("/articles/<id>/submit")
def submit(id: str) -> ResponseReturnValue:
    """Saves what stands in the form, and asks for a review of it."""
    found = _article(id)
    if found.state != "draft":
        return _stood_elsewhere(id)

    def ask(saved: Article) -> Article:
        note = _form(found).note
        return publishing.submit(house().db, saved.id, seen=saved.version, now=now(), by=editor().id, note=note)

    return _written(id, done="submitted", then=ask)


@pages.post("/articles/<id>/check")
def check(id: str) -> ResponseReturnValue:
    """Somebody looked at it: what stands in the form is right."""
    publishers_alone()
    return _written(
        id, done="checked", then=lambda saved: tending.check(house().db, saved.id, seen=saved.version, now=now())
    )


@pages.post("/articles/<id>/archive")
def archive(id: str) -> ResponseReturnValue:
    """Asks nothing; it can be taken back."""
    publishers_alone()
    found = _article(id)
    tended = tending.tend(
        house().db, {id: article_form.number("version")}, deed="archive", value="archived", site=sites.MAIN,
        by=editor().id, now=now(),
    )
    return _done(found, what="archived") if tended.changed else _stood_elsewhere(id)


@pages.post("/articles/<id>/unarchive")
def unarchive(id: str) -> ResponseReturnValue:
    """Takes back that this person archived it, where nobody did anything with it since."""
    publishers_alone()
    found = _article(id)
    taken = tending.take_back(house().db, by=editor().id, now=now(), archived=id)
    return _done(found, what="back") if taken.changed else _stood_elsewhere(id)


@pages.post("/articles/<id>/redraft")
def redraft(id: str) -> ResponseReturnValue:
    publishers_alone()
    found = _article(id)
    try:
        publishing.redraft(house().db, id, seen=article_form.number("version"), now=now(), by=editor().id)
    except Moved:
        return _stood_elsewhere(id)
    return _done(found, what="redrafted")


@pages.post("/articles/<id>/copy")
def copy(id: str) -> ResponseReturnValue:
    """A draft with the same text. The ways to ask stay with the first: no question leads to two articles."""
    found = _article(id)
    title = _("%(title)s (copy)", title=found.title[:MOST_TITLE - 20])
    made = editing.create(
        house().db, Text(title, found.body, found.language, found.topic), site=sites.MAIN, author=editor().id, note="",
        now=now(), audience=found.audience, owner=editor().id,
    )
    return _done(made, what="copied")


def _stood_elsewhere(id: str) -> ResponseReturnValue:
    current = _article(id)
    seen = int(request.form["revision"]) if request.form.get("revision", "").isdecimal() else 0
    return _page(current, _form_of(current), moved=_mover(current, seen)), 409


def _written(id: str, *, done: str, then: Callable[[Article], Article]) -> ResponseReturnValue:
    """Saves what differs from what is stored, goes on from there, and then decides what customers taught."""
    before = _article(id)
    form = _form(before)
    if merging.has_marks(form.text.body) and not merging.has_marks(before.body):
        form = replace(form, problems={**form.problems, "body": suggesting.refusal_of(Refused("marks"))})
    if form.problems:
        return _page(before, form), 400
    try:
        form = form_topic.made(form)
        after = then(_saved(before, form))
    except Unfit as unfit:
        return _page(before, _with_problem(form, unfit)), 400
    except Moved:
        return _overtaken(id, form)
    translating.said(after, before)
    if may_publish():
        form_wordings.decide(house().db, after, form.decisions, by=editor().id, now=now())
    unsaved_text.forget(id)
    return _done(after, what=done)


def _overtaken(id: str, form: Form) -> ResponseReturnValue:
    """Somebody else was faster: both texts together, in a form that says that its writer has seen theirs."""
    current = _article(id)
    met = meeting.meet(current, form)
    return _page(current, met.form, moved=_mover(current, form.revision), met=met), 409


def _proposed(article: Article) -> ResponseReturnValue:
    form = _form(article)
    try:
        text = editing.fit(form.text)
        draft = Draft(text.title, text.body, form.note)
        base = form.revision or article.revision
        proposing.propose(house().db, article, draft, base=base, author=editor().id, now=now())
    except Unfit as unfit:
        return _page(article, _with_problem(form, unfit)), 400
    except (Moved, Decided):
        return _overtaken(article.id, form)
    except Refused as refused:
        return _page(article, replace(form, problems={"body": suggesting.refusal_of(refused)})), 400
    unsaved_text.forget(article.id)
    return _done(article, what="proposed")


def _saved(before: Article, form: Form) -> Article:
    if before.state == "published":
        publishers_alone()
    return saving.save(
        house().db, before.id, form.text, care=form.care, slug=form.slug, seen=form.version, author=editor().id,
        note=form.note, now=now(),
    )


def _page(
    article: Article | None, form: Form, *, moved: str | None = None, met: Meeting | None = None, recovered: str = ""
) -> str:
    """`moved`: somebody else changed it; who, where known. `recovered`: the form holds what was begun before."""
    history = articles.revisions(house().db, article.id)[:REVISIONS] if article else []
    origin = articles.by_id(house().db, form.variant_of) if form.variant_of else None
    begun = None if recovered or moved is not None or form.problems else unsaved_text.begun(article)
    went_back = review_queue.went_back(article) if article else None
    return render_template(
        "manage/article.html", day=language.day, date=article_form.day, moment=article_form.iso, article=article,
        form=form, now=now(),
        topics=topic_names(), languages=LANGUAGES, audiences=article_form.audiences(),
        writers=curation.writers(house().db, site=sites.MAIN),
        history=history, authors={row.author: _name(row.author) for row in history},
        moved=moved, meeting=met, origin=origin, begun=begun, recovered=recovered,
        wordings=form_wordings.wordings(house().db, article, form.text),
        beside=translating.beside(article, origin), went_back=went_back,
        went_back_by=_name(went_back.person) if went_back else "",
        done=request.args.get("done", ""),
    )


def _form(before: Article | None) -> Form:
    form = article_form.sent(before)
    if form.text.topic is not None and form.text.topic not in topic_names():
        raise BadRequest
    return form


def _with_problem(form: Form, unfit: Unfit) -> Form:
    return replace(form, problems={unfit.field: article_form.problem_of(unfit)})


def _form_of(found: Article) -> Form:
    return article_form.stored(house().db, found)


def _article(id: str) -> Article:
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _mover(current: Article, seen: int) -> str:
    """Who wrote the text that took the place of revision `seen`; empty where the text is still that one."""
    return _name(articles.revisions(house().db, current.id)[0].author) if current.revision != seen else ""


def _name(author: str | None) -> str:
    found = people.by_id(house().db, author) if author else None
    return found.name if found else ""


def _done(after: Article, *, what: str) -> ResponseReturnValue:
    return redirect(f"/manage/articles/{after.id}?done={what}", code=303)
