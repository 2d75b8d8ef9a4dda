"""An article's history: every text that it had, what each changed, and the way back to one of them."""

from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import rewriting
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
from web.words import _

PAGE: Final = 50
_DEEDS: Final = 20
_NEWEST: Final = 10**15

pages = place("revisions", roles=WRITERS)


@pages.get("/articles/<id>/revisions")
def history(id: str) -> str:
    found = review_queue.article(id)
    before = _number(request.args.get("before", ""), otherwise=_NEWEST)
    rows = revisions.page(house().db, found.id, before=before, limit=PAGE + 1)
    done = deeds.of_article(house().db, found.id, limit=_DEEDS) if before == _NEWEST else []
    return render_template(
        "manage/revisions.html", article=found, rows=rows[:PAGE], day=language.day, deeds=done, words=deed_words(),
        names={row.person: review_queue.name(row.person) for row in done},
        older=f"/manage/articles/{found.id}/revisions?before={rows[PAGE - 1].number}" if len(rows) > PAGE else "",
    )


@pages.get("/articles/<id>/revisions/<number>")
def revision(id: str, number: str) -> str:
    return _page(review_queue.article(id), number)


@pages.post("/articles/<id>/revisions/<number>/restore")
def restore(id: str, number: str) -> ResponseReturnValue:
    """The text of this revision becomes the article's next one."""
    found = review_queue.article(id)
    if found.state == "published":
        publishers_alone()
    row = _revision(found, number)
    try:
        rewriting.restore(
            house().db, found.id, row.number, seen=article_form.number("version"), author=editor().id, now=now(),
            note=_("Version %(number)s again", number=row.number),
        )
    except Moved:
        sentence = _("Somebody changed the article in the meantime. This compares with what it says now.")
        return _page(review_queue.article(id), number, problem=sentence), 409
    return redirect(f"/manage/articles/{found.id}?done=restored", code=303)


def deed_words() -> dict[str, str]:
    """What was done to an article, by kind."""
    return {
        "submitted": _("Sent to review"), "sent_back": _("Sent back"), "published": _("Published"),
        "archived": _("Archived"), "redrafted": _("Made a draft again"),
    }


def _page(found: Article, number: str, *, problem: str = "") -> str:
    row = _revision(found, number)
    against = request.args.get("against", "before")
    if against not in ("before", "now"):
        raise BadRequest
    other = _other(found, row, against=against)
    shown = differences.shown(*other, row.title, row.body) if against == "before" else (
        differences.shown(row.title, row.body, *other)
    )
    text = reading.prepared(row.body)
    return render_template(
        "manage/revision.html", article=found, row=row, author=review_queue.name(row.author), day=language.day,
        against=against, difference=shown, language=found.language, html=text.html, problem=problem,
        may_restore=row.number != found.revision and (may_publish() or found.state != "published"),
    )


def _other(found: Article, row: Revision, *, against: str) -> tuple[str, str]:
    """The title and text that it is compared with. Before the first there was nothing."""
    if against == "now":
        return found.title, found.body
    before = revisions.by_number(house().db, found.id, row.number - 1)
    return (before.title, before.body) if before else (row.title, "")


def _revision(found: Article, number: str) -> Revision:
    row = revisions.by_number(house().db, found.id, _number(number, otherwise=0))
    if row is None:
        raise NotFound
    return row


def _number(written: str, *, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else otherwise

