"""Where moderators write: the list of articles, a plain form for one, publish and archive.

Two people may write at once: whoever comes second is told, sees both texts, and nothing is overwritten.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import editing, publishing, reviewing
from articles.editing import Moved, Text, Unfit
from kb.languages import LANGUAGES, fallbacks
from kb.store import articles, people, sites, suggestions, topics
from kb.store.articles import Article
from kb.store.people import WRITERS
from kb.store.suggestions import KINDS
from web import article_form, language, reading
from web.article_form import Form
from web.clock import now
from web.house import house
from web.moderators import editor, may_publish, place, publishers_alone

PAGE: Final = 50
REVISIONS: Final = 10
STATES: Final = ("draft", "published", "archived")
pages = place("manage", roles=WRITERS)


@pages.get("")
@pages.get("/")
def manage() -> ResponseReturnValue:
    return redirect("/manage/articles", code=303)


@pages.get("/articles")
def shelf() -> str:
    """The articles in one state, newest first, perhaps of one language."""
    counts = articles.state_counts(house().db, site=sites.MAIN)
    state = request.args.get("state", "")
    if state not in STATES:
        state = "published" if any(row.state == "published" for row in counts) else "draft"
    wanted = request.args.get("only", "")
    only = wanted if wanted in LANGUAGES else None
    before = request.args.get("before") or None
    found = articles.in_state(house().db, site=sites.MAIN, state=state, language=only, before=before, limit=PAGE + 1)
    return render_template(
        "manage/articles.html", day=language.day, articles=found[:PAGE], state=state,
        only=only or "", names=topic_names(),
        states=[(name, sum(row.count for row in counts if row.state == name and only in (None, row.language)))
                for name in STATES],
        languages=[(tag, sum(row.count for row in counts if row.state == state and row.language == tag))
                   for tag in LANGUAGES],
        older=found[PAGE - 1].id if len(found) > PAGE else "",
    )


@pages.get("/articles/new")
def new() -> str:
    """An empty form; `?variant_of=` is the article that it will say in another language."""
    origin = articles.by_id(house().db, request.args.get("variant_of", ""))
    topic = origin.topic if origin else None
    text = Text(title="", body="", language=language.current(), topic=topic)
    audience = origin.audience if origin else "public"
    return _page(None, Form(text, audience=audience, variant_of=origin.id if origin else ""))


@pages.post("/articles/new")
def create() -> ResponseReturnValue:
    form = _form()
    origin = articles.by_id(house().db, form.variant_of) if form.variant_of else None
    try:
        made = editing.create(
            house().db, form.text, site=sites.MAIN, author=editor().id, note=form.note, now=now(),
            audience=form.audience, variant_group=origin.variant_group if origin else None,
        )
    except Unfit as unfit:
        return _page(None, _with_problem(form, unfit)), 400
    return _done(made, what="created")


@pages.get("/articles/<id>")
def edit(id: str) -> str:
    found = _article(id)
    return _page(found, _form_of(found))


@pages.post("/articles/<id>/revise")
def revise(id: str) -> ResponseReturnValue:
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
    if _article(id).state != "draft":
        return _stood_elsewhere(id)

    def ask(saved: Article) -> Article:
        note = _form().note
        return publishing.submit(house().db, saved.id, seen=saved.version, now=now(), by=editor().id, note=note)

    return _written(id, done="submitted", then=ask)


@pages.post("/articles/<id>/archive")
def archive(id: str) -> ResponseReturnValue:
    publishers_alone()
    return _moved_on(id, publishing.archive, done="archived")


@pages.post("/articles/<id>/redraft")
def redraft(id: str) -> ResponseReturnValue:
    publishers_alone()
    return _moved_on(id, publishing.redraft, done="redrafted")


@pages.post("/articles/preview")
def preview() -> str:
    """What stands in the form, as readers would see it. Nothing is stored."""
    text = _form().text
    shown = reading.prepared(text.body)
    return render_template("manage/preview.html", text=text, html=shown.html, sections=shown.sections)


def topic_names() -> dict[str, str]:
    """Every topic by id, named in the reader's language or the nearest."""
    order = {tag: place for place, tag in enumerate(fallbacks(language.current()))}
    rows = topics.all_names(house().db, site=sites.MAIN)
    best = {row.id: row for row in sorted(rows, key=lambda row: -order.get(row.language, len(order)))}
    return {row.id: best[row.id].name for row in rows}


def _moved_on(id: str, verb: Callable[..., Article], *, done: str) -> ResponseReturnValue:
    """What happens to the article as it is stored, whatever stands in the form."""
    found = _article(id)
    try:
        after = verb(house().db, found.id, seen=article_form.number("version"), now=now(), by=editor().id)
    except Moved:
        return _stood_elsewhere(id)
    return _done(after, what=done)


def _stood_elsewhere(id: str) -> ResponseReturnValue:
    current, seen = _article(id), _form().revision
    return _page(current, _form_of(current), moved=_mover(current, seen)), 409


def _written(id: str, *, done: str, then: Callable[[Article], Article]) -> ResponseReturnValue:
    """Saves what differs from what is stored, goes on from there, and then decides what customers taught."""
    before, form = _article(id), _form()
    try:
        after = then(_saved(before, form))
    except Unfit as unfit:
        return _page(before, _with_problem(form, unfit)), 400
    except Moved:
        current = _article(id)
        seen_now = replace(form, version=current.version, revision=current.revision)
        theirs = article_form.text_of(house().db, current)
        return _page(current, seen_now, moved=_mover(current, form.revision), theirs=theirs), 409
    if may_publish():
        _decide(after, form.decisions)
    return _done(after, what=done)


def _saved(before: Article, form: Form) -> Article:
    """A text gets a new version; wordings alone do not, unless the writer has a note to them."""
    if before.state == "published":
        publishers_alone()
    stored, text = article_form.text_of(house().db, before), form.text
    if form.version == before.version and text == stored:
        return before
    if not form.note and text == replace(stored, phrasings=text.phrasings, never_answers=text.never_answers):
        return editing.reword(
            house().db, before.id, phrasings=text.phrasings, never_answers=text.never_answers, seen=form.version,
            author=editor().id, now=now(),
        )
    return editing.revise(
        house().db, before.id, text, seen=form.version, author=editor().id, note=form.note, now=now()
    )


def _decide(article: Article, decisions: dict[str, str]) -> None:
    waiting = {
        row.id: row for kind in KINDS for row in suggestions.of_article(house().db, article.id, kind=kind)
    }
    for id, decision in decisions.items():
        if id not in waiting:
            continue
        if decision == "remove":
            reviewing.dismiss(house().db, waiting[id], site=sites.MAIN, reviewer=editor().id, now=now())
        else:
            with suppress(Unfit):  # the article has as many as it may have: it goes on waiting
                reviewing.keep(house().db, waiting[id], reviewer=editor().id, now=now())


def _page(article: Article | None, form: Form, *, moved: str | None = None, theirs: Text | None = None) -> str:
    """`moved`: somebody else changed it; who, where that is known."""
    history = articles.revisions(house().db, article.id)[:REVISIONS] if article else []
    authors = {row.author: _name(row.author) for row in history}
    origin = articles.by_id(house().db, form.variant_of) if form.variant_of else None
    return render_template(
        "manage/article.html", day=language.day, article=article, form=form, topics=topic_names(), languages=LANGUAGES,
        history=history, authors=authors, moved=moved, theirs=theirs, origin=origin,
        wordings=article_form.wordings(house().db, article, form.text),
        variants=articles.variants(house().db, article.variant_group) if article else [],
        done=request.args.get("done", ""),
    )


def _form() -> Form:
    form = article_form.sent()
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
