"""Where moderators write: the list of articles, a plain form for one, publish and archive.

Two people may write at once: whoever comes second is told, sees both texts, and nothing is overwritten.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import editing
from articles.editing import Moved, Text, Unfit
from kb.languages import LANGUAGES, fallbacks
from kb.store import articles, people, sites, topics
from kb.store.articles import Article, Revision
from kb.store.people import CURATORS, STAFF, Person
from web import language, reading
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.words import _

PAGE: Final = 50
REVISIONS: Final = 10
STATES: Final = ("draft", "published", "archived")
_MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a form: the longest body in Chinese, as browsers write it."""

pages = Blueprint("manage", __name__, url_prefix="/manage")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields. `version` is the one that the writer saw; `problems` are sentences by field."""

    text: Text
    audience: str = "public"
    note: str = ""
    version: int = 0
    variant_of: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@pages.before_request
def only_curators() -> ResponseReturnValue | None:
    found = person()
    if found is None:
        if request.method == "GET":
            return redirect(f"/sign-in?next={quote(request.path)}", code=303)
        raise Refusal(401, "sign_in", _("Please sign in first."))
    if found.role not in CURATORS:
        raise Refusal(403, "forbidden", _("You may not do this."))
    return None


@pages.context_processor
def who() -> dict[str, object]:
    """For the frame: whether this person also serves customers."""
    found = person()
    return {"serves": found is not None and found.role in STAFF}


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
            house().db, form.text, site=sites.MAIN, author=_editor().id, note=form.note, now=now(),
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

    def show(saved: Article) -> Article:
        return editing.publish(house().db, saved.id, seen=saved.version, now=now())

    return _written(id, done="published", then=show)


@pages.post("/articles/<id>/archive")
def archive(id: str) -> ResponseReturnValue:
    found = _article(id)
    try:
        after = editing.archive(house().db, found.id, seen=_version(), now=now())
    except Moved:
        current = _article(id)
        return _page(current, _form_of(current), moved=_last(current)), 409
    return _done(after, what="archived")


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


def _written(id: str, *, done: str, then: Callable[[Article], Article]) -> ResponseReturnValue:
    """Saves the form's text where it differs from what is stored, and goes on from there."""
    before, form = _article(id), _form()
    try:
        saved = before
        if form.version != before.version or form.text != _text_of(before):
            saved = editing.revise(
                house().db, id, form.text, seen=form.version, author=_editor().id, note=form.note, now=now()
            )
        after = then(saved)
    except Unfit as unfit:
        return _page(before, _with_problem(form, unfit)), 400
    except Moved:
        current = _article(id)
        seen_now = Form(form.text, form.audience, form.note, current.version)
        return _page(current, seen_now, moved=_last(current), theirs=_text_of(current)), 409
    return _done(after, what=done)


def _page(article: Article | None, form: Form, *, moved: Revision | None = None, theirs: Text | None = None) -> str:
    history = articles.revisions(house().db, article.id)[:REVISIONS] if article else []
    authors = {row.author: _name(row.author) for row in history}
    origin = articles.by_id(house().db, form.variant_of) if form.variant_of else None
    return render_template(
        "manage/article.html", day=language.day, article=article, form=form, topics=topic_names(), languages=LANGUAGES,
        history=history, authors=authors, moved=moved, theirs=theirs, origin=origin,
        variants=articles.variants(house().db, article.variant_group) if article else [],
        done=request.args.get("done", ""),
    )


def _form() -> Form:
    request.max_content_length = request.max_form_memory_size = _MOST_BYTES
    sent = request.form
    text = Text(
        title=" ".join(sent.get("title", "").split()),
        body=sent.get("body", "").replace("\r\n", "\n").strip("\n"),
        language=sent.get("language", ""),
        topic=sent.get("topic") or None,
        phrasings=tuple(line.strip() for line in sent.get("phrasings", "").splitlines() if line.strip()),
    )
    if text.topic is not None and text.topic not in topic_names():
        raise BadRequest
    return Form(
        text,
        audience=sent.get("audience", "public"),
        note=" ".join(sent.get("note", "").split())[:300],
        version=_version() if "version" in sent else 0,
        variant_of=sent.get("variant_of", ""),
    )


def _version() -> int:
    written = request.form.get("version", "")
    if not re.fullmatch("[0-9]{1,15}", written):
        raise BadRequest
    return int(written)


def _with_problem(form: Form, unfit: Unfit) -> Form:
    sentences = {
        ("title", "missing"): _("Please give the article a title."),
        ("title", "too_long"): _("This title is too long: at most %(most)s characters.", most=editing.MOST_TITLE),
        ("body", "missing"): _("Please write the text."),
        ("body", "too_long"): _("This text is too long: at most %(most)s characters.", most=editing.MOST_BODY),
        ("phrasings", "too_long"): _(
            "At most %(most)s lines, each with at most %(length)s characters.",
            most=editing.MOST_PHRASINGS, length=editing.MOST_PHRASING,
        ),
    }
    problem = sentences.get((unfit.field, unfit.problem), _("Please choose one of the list."))
    return Form(form.text, form.audience, form.note, form.version, form.variant_of, {unfit.field: problem})


def _form_of(found: Article) -> Form:
    return Form(_text_of(found), audience=found.audience, version=found.version)


def _text_of(found: Article) -> Text:
    phrasings = tuple(row.text for row in articles.phrasings(house().db, found.id))
    return Text(found.title, found.body, found.language, found.topic, phrasings)


def _article(id: str) -> Article:
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def _last(found: Article) -> Revision:
    return articles.revisions(house().db, found.id)[0]


def _editor() -> Person:
    found = person()
    assert found is not None  # only_curators
    return found


def _name(author: str | None) -> str:
    found = people.by_id(house().db, author) if author else None
    return found.name if found else ""


def _done(after: Article, *, what: str) -> ResponseReturnValue:
    return redirect(f"/manage/articles/{after.id}?done={what}", code=303)
