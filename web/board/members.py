"""Somebody who takes part: what they asked and answered, and, to themselves, how their reputation came about."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb import admitting, standing
from kb.admitting import Admitted
from kb.standing import Deed
from kb.store import credits as kept_credits
from kb.store import post_lists, profiles, reputations, sites
from kb.store.people import CURATORS
from kb.store.post_lists import Answer
from kb.store.posts import Reader
from kb.store.profiles import Counts, Profile
from kb.store.reputations import Shown
from web import language
from web.board import addresses, lists, taking_part, threads, times
from web.board.lists import Listed
from web.clock import now
from web.house import house, person
from web.words import _

pages = Blueprint("board_members", __name__)



@dataclass(frozen=True, slots=True)
class Part:
    """One of the lists of the page; the others are empty."""

    answers: list[Answer]
    questions: list[Listed]
    entries: list[Shown]
    older: str


@pages.get("/people/<id>")
def member(id: str) -> ResponseReturnValue:
    to, me = taking_part.reader(), person()
    found = profiles.of(house().db, id, site=sites.MAIN)
    if found is None:
        raise NotFound
    own = me is not None and me.id == found.id
    counts = profiles.counts(house().db, found.id, to=to)
    if not _on_the_board(found, counts, to, own=own):
        raise NotFound
    names = tab_words(own=own)
    tab = request.args.get("tab") or ("answers" if counts.answers or not counts.questions else "questions")
    if tab not in names:
        raise NotFound
    by = admitting.somebody(house().db, found.id, now=now()) if own else None
    return render_template(
        "board/member.html", profile=found, counts=counts, most=profiles.MOST, own=own, tab=tab, tabs=names,
        when=times.when, part=_part(found, tab, to), address=addresses.person(found.id), portrait=threads.portrait(
            found.picture, found.name
        ),
        credited=kept_credits.count_of(house().db, found.id), opened=_opened(by),
        deeds=deed_words(), kinds=kind_words(),
        beginning=lists.beginning, suspended=by.known.suspended_until if by else None,
        since=language.day(found.created_at),
    )


def tab_words(*, own: bool) -> dict[str, str]:
    names = {"answers": _("Answers"), "questions": _("Questions")}
    return {**names, "followed": _("Followed"), "reputation": _("Reputation")} if own else names


def deed_words() -> dict[Deed, str]:
    """What reputation opens."""
    return {
        "ask": _("Ask questions"), "answer": _("Answer"), "comment": _("Comment everywhere"),
        "flag": _("Tell moderators what is wrong"), "vote_up": _("Vote up"), "vote_down": _("Vote down"),
        "tag": _("Make new tags"), "edit": _("Edit what others wrote"), "review": _("Decide what waits for review"),
    }


def kind_words() -> dict[str, str]:
    """Why reputation came or went."""
    return {
        "upvoted": _("Somebody found it useful"), "downvoted": _("Somebody found it not useful"),
        "accepted": _("Your answer was accepted"), "accepting": _("You accepted an answer"),
        "edit_accepted": _("Your edit was taken over"), "promoted": _("Your answer became an article"),
        "spam": _("Removed as advertising"),
    }


def _on_the_board(found: Profile, counts: Counts, to: Reader, *, own: bool) -> bool:
    """Whether they have a page: who only has an account is nobody's business."""
    return own or to.role in CURATORS or bool(counts.questions or counts.answers)


def _opened(by: Admitted | None) -> list[tuple[Deed, int, int]]:
    if by is None or standing.privileged(by.standing):
        return []
    return sorted(standing.opened(by.standing, by.rules), key=lambda step: step[1])


def _part(found: Profile, tab: str, to: Reader) -> Part:
    db, before, limit = house().db, request.args.get("before", "")[:32], lists.PAGE + 1
    answers: list[Answer] = []
    questions: list[Listed] = []
    entries: list[Shown] = []
    match tab:
        case "answers":
            answers = post_lists.answers_by(db, found.id, to=to, before=before, limit=limit)
            ids = [row.id for row in answers]
        case "questions":
            questions = lists.listed(post_lists.questions_by(db, found.id, to=to, before=before, limit=limit))
            ids = [one.row.id for one in questions]
        case "followed":
            questions = lists.listed(post_lists.followed(db, found.id, to=to, before=before, limit=limit))
            ids = [one.row.id for one in questions]
        case _:
            entries = reputations.of_person(db, found.id, before=before, limit=limit)
            ids = [entry.id for entry in entries]
    older = f"{addresses.person(found.id)}?tab={tab}&before={ids[lists.PAGE - 1]}" if len(ids) == limit else ""
    return Part(answers[: lists.PAGE], questions[: lists.PAGE], entries[: lists.PAGE], older)
