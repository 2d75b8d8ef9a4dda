"""How an article's text will look, and what the assistant would say of it, while it still stands in a form.

Nothing is stored.
"""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from articles import renaming
from bot import drafting
from kb import ids
from kb import text as pipeline
from kb.index import IndexUnavailable
from kb.languages import LANGUAGES
from kb.store import articles, sites
from kb.store.articles import Article
from kb.store.people import WRITERS
from web.chat import payloads
from web.clock import now
from web.help_center import reading
from web.house import house
from web.manage import article_form
from web.manage.article_form import MOST_BYTES, Form
from web.manage.moderators import place

LONGEST_QUESTION = 300

pages = place("draft_views", roles=WRITERS)


@pages.post("/articles/preview")
def preview() -> str:
    """What stands in the form, on a page as readers would see it."""
    _limit()
    text = article_form.text_in(request.form)
    shown = reading.prepared(text.body)
    return render_template("manage/preview.html", text=text, html=shown.html, sections=shown.sections)


@pages.post("/articles/rendered")
def rendered() -> ResponseReturnValue:
    """The same text alone, for the pane beside it, and the address that its title would make."""
    _limit()
    text = article_form.text_in(request.form)
    id = request.args.get("article") or ids.new_id(now())
    slug = renaming.from_title(house().db, text.title, site=sites.MAIN, article=id) if text.title else ""
    return jsonify(html=str(reading.prepared(text.body).html), slug=slug)


@pages.post("/articles/answer")
def answer() -> str:
    """What the assistant would show for `question` of the text in the form."""
    _limit()
    stored = articles.by_id(house().db, request.args.get("article", ""))
    form = article_form.read(request.form, before=stored)
    question = " ".join(pipeline.printable(request.form.get("question", "")).split())[:LONGEST_QUESTION]
    draft = _draft(form, stored)
    shown = None
    if question and draft.body:
        try:
            shown = drafting.shown(
                house().db, house().index, draft, question, asked=form.text.phrasings,
                not_asked=form.text.never_answers,
            )
        except IndexUnavailable:
            return render_template("manage/answer.html", question=question, shown=None, missing=True)
    html = payloads.html("passage", shown.passage.text, page="") if shown else ""
    return render_template("manage/answer.html", question=question, shown=shown, html=html, draft=draft, missing=False)


def _draft(form: Form, stored: Article | None) -> Article:
    """The article as it would be with what stands in the form."""
    moment, text = now(), form.text
    language = text.language if text.language in LANGUAGES else "en"
    return Article(
        id=stored.id if stored else "", site=sites.MAIN, slug=stored.slug if stored else "", language=language,
        topic=None, variant_group="", source_key=None, state="draft", audience=form.care.audience, revision=0,
        version=0, created_at=moment, updated_at=moment, published_at=None, owner=None, check_by=None,
        checked_at=None, translates=None, title=text.title, body=text.body,
    )


def _limit() -> None:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
