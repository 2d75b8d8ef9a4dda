"""No more mail of a kind: a page behind the link in that mail, and one press in a mail program (RFC 8058)."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kb.mailing import NOTICES
from kb.store import sites, unsubscribed
from web import limits
from web.chat import case
from web.clock import now
from web.house import house
from web.mail import unsubscribe_links
from web.mail.unsubscribe_links import Wish
from web.words import _

pages = Blueprint("unsubscribing", __name__)


@pages.get("/unsubscribe/<link>")
def page(link: str) -> Response:
    """Says what would end. Looking ends nothing: mail programs look at every link."""
    limits.hold(limits.CASE)
    wish = _wish(link)
    ended = unsubscribed.has(house().db, wish.email, kind=wish.kind, site=sites.MAIN)
    shown = render_template("mail/unsubscribe.html", address=case.masked(wish.email), what=_what(wish), ended=ended)
    return case.private(make_response(shown))


@pages.post("/unsubscribe/<link>")
def end(link: str) -> AnyResponse:
    """Ends it, or takes that back: `deed` says which, and a mail program says neither."""
    limits.hold(limits.CASE)
    wish, moment = _wish(link), now()
    if request.form.get("deed") == "back":
        house().db.write(lambda tx: unsubscribed.remove(tx, wish.email, kind=wish.kind, site=sites.MAIN))
    else:
        house().db.write(lambda tx: unsubscribed.add(tx, wish.email, kind=wish.kind, site=sites.MAIN, now=moment))
    return case.private(redirect(f"/unsubscribe/{link}", code=303))


def _wish(link: str) -> Wish:
    wish = unsubscribe_links.opened(house().settings, link)
    if wish is None:
        raise NotFound
    return wish


def _what(wish: Wish) -> str:
    if wish.kind == unsubscribe_links.REVIEWS:
        return _("News of what became of your suggestions")
    if wish.kind == NOTICES:
        return _("News from the community")
    return _("Mail about one conversation")
