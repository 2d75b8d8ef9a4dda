"""What a writer has typed and not saved: kept a few seconds after they stop, and offered when they come back."""

import json

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from kb.store import articles, sites, unsaved
from kb.store.articles import Article
from kb.store.people import WRITERS
from kb.store.unsaved import Unsaved
from web import language
from web.clock import now
from web.house import house
from web.manage import article_form, differences
from web.manage.article_form import FIELDS, MOST_BYTES, Form
from web.manage.moderators import editor, may_publish, place

pages = place("unsaved_text", roles=WRITERS)


@pages.post("/articles/unsaved")
def keep() -> ResponseReturnValue:
    """Keeps the form as it stands; what is empty, or as it is stored, is forgotten. Says when it was kept."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    article = _article(request.args.get("article", ""))
    fields = {name: request.form.getlist(name) for name in FIELDS if name in request.form}
    form = article_form.read(MultiDict(fields), before=article)
    moment, id = now(), article.id if article else ""
    if not _says_something(form, article):
        forget(id)
        return jsonify(kept=False)
    row = Unsaved(editor().id, id, json.dumps(fields), form.version, moment)
    house().db.write(lambda tx: unsaved.keep(tx, row))
    return jsonify(kept=True, at=moment)


@pages.get("/articles/unsaved")
def difference() -> str:
    """What was begun beside what is stored, word by word."""
    article = _article(request.args.get("article", ""))
    row, begun = _row(article.id if article else ""), form(article.id if article else "")
    if row is None or begun is None:
        raise NotFound
    before = article_form.stored(house().db, article).text if article else None
    title, body = (before.title, before.body) if before else ("", "")
    asked, asked_now = (before.phrasings if before else ()), begun.text.phrasings
    return render_template(
        "manage/unsaved.html", article=article, row=row, form=begun, day=language.day, moment=article_form.iso,
        difference=differences.shown(title, body, begun.text.title, begun.text.body),
        wordings=differences.shown("", "\n".join(asked), "", "\n".join(asked_now)) if asked != asked_now else None,
        moved=article is not None and begun.version != article.version,
    )


@pages.post("/articles/unsaved/discard")
def discard() -> ResponseReturnValue:
    """Throws away what was begun."""
    article = _article(request.args.get("article", ""))
    forget(article.id if article else "")
    return redirect(f"/manage/articles/{article.id if article else 'new'}?done=discarded", code=303)


def form(article: str) -> Form | None:
    """What this writer had begun of the article, '' for a new one, as its form had it."""
    row = _row(article)
    if row is None:
        return None
    return article_form.read(MultiDict(json.loads(row.fields)), before=articles.by_id(house().db, article))


def begun(article: Article | None) -> Unsaved | None:
    """What this writer began and did not save, where it says something else than what is stored."""
    id = article.id if article else ""
    row, read = _row(id), form(id)
    return row if row and read and _says_something(read, article) else None


def forget(article: str) -> None:
    """It was saved, or thrown away."""
    person = editor().id
    if unsaved.of(house().db, person=person, article=article):
        house().db.write(lambda tx: unsaved.remove(tx, person=person, article=article))


def _says_something(form: Form, article: Article | None) -> bool:
    if article is None:
        return bool(form.text.title or form.text.body or form.text.phrasings or form.text.never_answers)
    stored = article_form.stored(house().db, article)
    if article.state == "published" and not may_publish():  # the rest of the form is not theirs to change
        return (form.text.title, form.text.body) != (article.title, article.body)
    return (form.text, form.care, form.slug, form.note, form.new_topic) != (
        stored.text, stored.care, stored.slug, "", ""
    )


def _row(article: str) -> Unsaved | None:
    return unsaved.of(house().db, person=editor().id, article=article)


def _article(id: str) -> Article | None:
    """None for a new article, whose id is empty."""
    if not id:
        return None
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise BadRequest
    return found
