"""Where reviewers decide about articles in review: publish, or back to the author with a note."""

from functools import partial

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import publishing
from articles.editing import Moved
from kb.store import deeds, revisions
from kb.store.articles import Article, Revision
from kb.store.people import WRITERS
from web import language
from web.clock import now
from web.help_center import reading
from web.house import house
from web.manage import article_form, differences, review_queue
from web.manage.moderators import editor, may_publish, place, publishers_alone
from web.manage.review_queue import Form
from web.words import _

pages = place("article_reviews", roles=WRITERS)


@pages.get("/reviews/articles/<id>")
def article(id: str) -> str:
    return _article_page(_own_article(id))


@pages.post("/reviews/articles/<id>/publish")
def publish(id: str) -> ResponseReturnValue:
    publishers_alone()
    return _article_decided(id, partial(publishing.publish, house().db, id), did="published")


@pages.post("/reviews/articles/<id>/send-back")
def send_back(id: str) -> ResponseReturnValue:
    """To its author, with a note. Who sent it may also take it back."""
    _own_article(id)
    note = review_queue.sent().reply
    return _article_decided(id, partial(publishing.send_back, house().db, id, note=note), did="sent_back")


@pages.post("/reviews/articles/<id>/reopen")
def reopen(id: str) -> ResponseReturnValue:
    """Takes back that this person published it."""
    publishers_alone()
    found = review_queue.article(id)
    try:
        publishing.unpublish(house().db, id, by=editor().id, now=now())
    except Moved:
        sentence = _("This cannot be taken back any more: something was changed since.")
        return _article_page(found, problem=sentence), 409
    return redirect(f"/manage/reviews/articles/{id}?did=reopened&of={id}", code=303)


def _article_decided(id: str, verb: partial[Article], *, did: str) -> ResponseReturnValue:
    found = _own_article(id)
    submitted = _submitted(found)
    try:
        if found.state != "in_review":
            raise Moved
        verb(seen=article_form.number("version"), now=now(), by=editor().id)
    except Moved:
        current = review_queue.article(id)
        return _article_page(current, form=review_queue.sent(), problem=_moved_article(current)), 409
    return review_queue.on(submitted, id, did=did)


def _article_page(found: Article, *, form: Form | None = None, problem: str = "") -> str:
    sent = deeds.latest(house().db, found.id, kinds=("submitted",))
    base = _decided_before(found)
    shown = reading.prepared(found.body)
    return render_template(
        "manage/review_article.html", article=found, sent=sent, day=language.day,
        author=review_queue.name(sent.person if sent else None), base=base, html=shown.html,
        did=review_queue.did(), form=form or Form("", "", ""), problem=problem,
        difference=differences.shown(base.title, base.body, found.title, found.body) if base else None,
        language=found.language, most_reply=publishing.MOST_NOTE, waits=found.state == "in_review",
        mine=sent is not None and sent.person == editor().id,
    )


def _decided_before(found: Article) -> Revision | None:
    """The text that was sent back, published or archived last. None where it is new to every reviewer."""
    decided = deeds.latest(house().db, found.id, kinds=("sent_back", "published", "archived"))
    if decided is None:
        return None
    number = revisions.number_at(house().db, found.id, at=decided.created_at)
    return revisions.by_number(house().db, found.id, number) if number and number != found.revision else None


def _moved_article(found: Article) -> str:
    if found.state == "in_review":
        return _("The article was changed while you were reading. This is what it says now.")
    return _("Somebody was faster: this article does not wait for review any more.")


def _own_article(id: str) -> Article:
    """An article that waits or waited for review; for writers, one that they sent."""
    found = review_queue.article(id)
    sent = deeds.latest(house().db, id, kinds=("submitted",))
    if not may_publish() and (sent is None or sent.person != editor().id):
        raise NotFound
    return found


def _submitted(found: Article) -> int:
    sent = deeds.latest(house().db, found.id, kinds=("submitted",))
    return sent.created_at if sent else found.updated_at
