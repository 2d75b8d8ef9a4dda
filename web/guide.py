"""Every page leads to the article of the manual that explains it."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import guiding
from articles.guiding import Page
from kb.store import shelving, sites
from web import language
from web.help_center import reading
from web.help_center.audiences import audiences
from web.house import house

ARTICLES: Final[Mapping[str, str]] = {
    "browsing.home": "answers", "browsing.tree": "answers", "browsing.topic": "answers", "site.article": "answers",
    "searching.search": "answers", "site.ask": "ask", "guide.guide": "answers",
    "widget.widget": "ask", "widget.demo": "widget",
    "case.case": "private-link", "cases.mine": "my-cases", "cases.one": "my-cases",
    "suggesting.suggest": "suggest-edit", "suggesting.mine": "suggest-edit", "suggesting.one": "suggest-edit",
    "sign_in.page": "account", "joining.sign_up_page": "account", "joining.sign_up_link": "account",
    "joining.password_page": "account", "joining.password_link": "account", "joining.address_link": "account",
    "joining.invitation": "account", "profile.profile": "account", "profile.leave_page": "account",
    "unsubscribing.page": "account",
    "console.desk": "desk-answer",
    "shelf_room.shelf": "tend", "manage.edit": "write-article", "manage.new": "write-article",
    "unsaved_text.difference": "history", "revisions.history": "history", "revisions.revision": "history",
    "reviews.queue": "review", "reviews.proposal": "review", "reviews.change": "review",
    "article_reviews.article": "review",
    "topics.tree": "topics", "topics.edit": "topics", "related.edit": "topics",
    "translating.table": "translations",
    "phrasings.waiting": "from-customers",
    "synonyms.listing": "synonyms", "synonyms.edit": "synonyms",
    "explain.explain": "why",
    "regressions.listing": "test-questions", "regressions.edit": "test-questions",
    "board_home.home": "board", "board_notices.notices": "board",
    "board_ask.ask": "board", "board_ask.confirm_page": "board",
    "board_question.question": "board", "board_answering.edit": "board",
    "board_editing.edit": "board", "board_editing.history": "board", "board_editing.revision": "board",
    "board_editing.suggestion": "board", "board_members.member": "board",
    "board_flagging.page": "board", "board_queue.queue": "board-moderation", "board_queue.one": "board-moderation",
    "board_queue.log": "board-moderation", "board_moderate.one": "board-moderation",
    "board_suspending.one": "board-moderation", "board_steps.steps": "board-moderation",
    "board_tag_care.one": "board-moderation", "board_log.log": "board", "board_tags.listing": "board",
    "board_tags.tagged": "board",
    "feedback.listing": "feedback",
    "people.listing": "people", "people.one": "people",
    "mail.listing": "mail",
}
"""By the page's endpoint, what its article is called in the manual."""

pages = Blueprint("guide", __name__)


@pages.get("/guide/<key>")
def guide(key: str) -> ResponseReturnValue:
    """The article where it is on the shelves; where it was taken away, as it ships."""
    found = guiding.pages(key, language=language.current())
    if not found:
        raise NotFound
    if slug := _shelved(found):
        return redirect(f"/articles/{slug}")
    first = found[0]
    return render_template("site/guide.html", page=first, text=reading.prepared(first.body))


def address() -> str:
    """Where the page that is being made is explained; the guide's first article for what has none of its own."""
    return f"/guide/{ARTICLES.get(request.endpoint or '', 'answers')}"


def _shelved(found: list[Page]) -> str | None:
    """The address of the article that seeding made, in the best language that this reader finds here."""
    names = [page.source_key for page in found]
    here = shelving.kept(house().db, names, site=sites.MAIN)
    shown = (row for name in names if (row := here.get(name)) and row.state == "published")
    return next((row.slug for row in shown if row.audience in audiences()), None)
