"""What reviewers' pages share: what was written in their form, what was just decided, and what is next."""

from dataclasses import dataclass

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import editing, proposing
from kb import text as pipeline
from kb.store import articles, deeds, people, proposals, sites
from kb.store.articles import Article
from kb.store.deeds import Deed
from kb.store.proposals import Waiting
from web.help_center.suggesting import MOST_BYTES
from web.house import house
from web.manage.moderators import editor, may_publish
from web.words import _


@dataclass(frozen=True, slots=True)
class Form:
    """What the reviewer wrote: the text that they agree to, if they changed it, and their answer."""

    title: str
    body: str
    reply: str


def sent() -> Form:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    fields = request.form
    body = pipeline.printable(fields.get("body", "").replace("\r\n", "\n")).strip("\n")
    return Form(
        " ".join(pipeline.printable(fields.get("title", "")).split())[: 4 * editing.MOST_TITLE],
        body[: 2 * editing.MOST_BODY], fields.get("reply", "")[: proposing.MOST_REPLY],
    )


def on(since: int, id: str, *, did: str) -> ResponseReturnValue:
    """To the next one that waits: the one behind it, else the first."""
    db = house().db
    behind = proposals.queue(db, site=sites.MAIN, author=whose(), since=since, after=id, limit=1)
    row = next(iter(behind or proposals.queue(db, site=sites.MAIN, author=whose(), since=0, after="", limit=1)), None)
    return redirect(f"{_address(row)}?did={did}&of={id}", code=303)


def _address(row: Waiting | None) -> str:
    if row is None:
        return "/manage/reviews"
    return f"/manage/reviews/articles/{row.id}" if row.kind == "article" else f"/manage/reviews/{row.id}"


def did() -> tuple[str, str, str] | None:
    """What was just decided, as a sentence, where it can be looked at, and where it can be taken back."""
    id = request.args.get("of", "")
    row = proposals.by_id(house().db, id, site=sites.MAIN)
    match request.args.get("did", ""):
        case "accepted" if row and row.state == "accepted" and may_publish():
            return (_("Accepted: “%(title)s”. It is in the article now.", title=row.title),
                    f"/manage/articles/{row.article}", f"/manage/reviews/{row.id}/reopen")
        case "declined" if row and row.state == "declined" and may_publish():
            return (_("Declined: “%(title)s”. Its author sees your answer.", title=row.title),
                    f"/manage/reviews/{row.id}", f"/manage/reviews/{row.id}/reopen")
        case "published" | "sent_back" | "reopened" as did:
            return _did_article(id, did)
    return None


def _did_article(id: str, did: str) -> tuple[str, str, str] | None:
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        return None
    back = f"/manage/reviews/articles/{found.id}/reopen"
    sentence, undo = {
        "published": (_("Published: “%(title)s”.", title=found.title), back if may_publish() else ""),
        "sent_back": (_("Back with its author: “%(title)s”.", title=found.title), ""),
        "reopened": (_("Taken back. It waits for review again."), ""),
    }[did]
    return sentence, f"/manage/articles/{found.id}", undo if found.state == "published" else ""


def article(id: str) -> Article:
    found = articles.by_id(house().db, id)
    if found is None or found.site != sites.MAIN:
        raise NotFound
    return found


def went_back(article: Article) -> Deed | None:
    """What was said when the draft came back from review, until it is sent again."""
    last = deeds.latest(house().db, article.id) if article.state == "draft" else None
    return last if last and last.kind == "sent_back" else None


def whose() -> str:
    return "" if may_publish() else editor().id


def name(id: str | None) -> str:
    found = people.by_id(house().db, id) if id else None
    return found.name if found else ""
