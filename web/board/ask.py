"""Asking a question: what is like it comes first, then the question; by members, and by guests whose address is proved.

Without a script there is a step between: perhaps one of these answers it. Nothing that was typed is ever lost.
"""

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kb import asking, deflecting, fitting, masking
from kb.admitting import Refused
from kb.deflecting import Kind
from kb.fitting import MOST_TAGS, MOST_TITLE, Draft, Unfit
from kb.store import sites, tags
from web import language, limits, tries
from web.board import addresses, admission, drafts, refusals, similar, taking_part, threads
from web.board.answering import typed
from web.board.similar import Similar
from web.chat import asking_links
from web.clock import now
from web.errors import Refusal
from web.house import house, person, visitor
from web.people import fields, links

MOST_BY_ADDRESS: Final = 3
"""Mails to one address within the window of `web.tries`, and from one visitor, to all addresses together."""

MOST_BY_VISITOR: Final = 10
_TAGS: Final = 12

pages = Blueprint("board_ask", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, and a sentence about each that will not do; `looked` is the title with which what is
    like it was shown, `origin` tells which conversation they come from (`web/chat/asking_links.py`)."""

    draft: Draft
    name: str = ""
    email: str = ""
    looked: str = ""
    origin: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@pages.get("/questions/ask")
def ask() -> ResponseReturnValue:
    """`?title=` is what they looked for before, or asked the assistant in the conversation that `?from=` tells."""
    if person() is None and house().settings.mail is None:
        return taking_part.signed_in(ask)()
    begun = drafts.fields("ask") if person() else {}
    title = masking.masked(fitting.one_line(request.args.get("title", "")))[:MOST_TITLE]
    origin = request.args.get("from", "")
    draft = Draft(title or begun.get("title", ""), begun.get("body", ""), _words(begun.get("tags", "")))
    return _page(Form(draft, origin=origin), begun=bool(begun.keys() - {"title"} if title else begun))


@pages.post("/questions/ask")
def send() -> ResponseReturnValue:
    """Sends the question; with `deed=look` only shows how it will look."""
    if person() is None and house().settings.mail is None:
        return taking_part.signed_in(send)()
    taking_part.long_text()
    form = _sent()
    if request.form.get("deed") == "look":
        return _page(form, look=threads.html(form.draft.body))
    try:
        draft = fitting.question(form.draft)
    except Unfit as error:
        return _wrong(form, error)
    if person() is None and (problems := _guest_problems(form)):
        return _page(_with(form, problems=problems), status=400)
    if form.looked != draft.title and (likely := similar.to(draft.title)):
        return _page(form, likely=likely, step="similar")
    try:
        if stumbled := admission.stumbled():
            return _page(_with(form, problem=stumbled), status=400)
        admission.hold("ask")
        answer = _ask(draft, form) if person() else _ask_as_guest(draft, form)
    except Refusal as refusal:
        return refusals.told(_page(_with(form, problem=refusal.message)), refusal)
    except Unfit as error:
        return _wrong(form, error)
    except refusals.CAUGHT as error:
        return _page(_with(form, problem=refusals.sentence(error)), status=refusals.status(error))
    admission.count("ask")
    deflecting.asked(house().db, reader=similar.reader(), now=now())
    return answer


@pages.post("/questions/ask/found")
def found() -> ResponseReturnValue:
    """One of those that they opened was the answer: they do not ask, and are led to it."""
    limits.hold(limits.SEARCH)
    named, _dot, subject = request.form.get("found", "")[:60].partition(".")
    kind: Kind = "article" if named == "article" else "question"
    there = similar.where(kind, subject)
    if there:
        reader = similar.reader()
        if not deflecting.found(house().db, subject, reader=reader, now=now()):
            deflecting.opened(house().db, kind, subject, reader=reader, site=sites.MAIN, now=now())
            deflecting.found(house().db, subject, reader=reader, now=now())
        if person():
            drafts.forget("ask")
    return redirect(there or "/questions", code=303)


@pages.get("/questions/confirm/<link>")
def confirm_page(link: str) -> ResponseReturnValue:
    token = links.visited(link, kind="question")
    if token is None:
        return _gone()
    page = render_template("board/ask_confirm.html", token=token, action=f"{links.PATHS['question']}{link}")
    return links.private(make_response(page))


@pages.post("/questions/confirm/<link>")
def confirm(link: str) -> ResponseReturnValue:
    """The question comes to the board."""
    token = links.visited(link, kind="question")
    if token is None:
        return _gone()
    try:
        post = asking.confirm(house().db, token, now=now())
    except refusals.CAUGHT:
        return _gone()
    if post.state == "shown":
        return links.private(redirect(addresses.question(post.id, post.title), code=303))
    return links.private(make_response(render_template("board/ask_sent.html", email="", title=post.title)))


def _ask(draft: Draft, form: Form) -> ResponseReturnValue:
    post = asking.ask(
        house().db, draft, site=sites.MAIN, language=language.current(), author=taking_part.me().id,
        conversation=_conversation(form), now=now(),
    )
    return redirect(addresses.question(post.id, post.title), code=303)


def _ask_as_guest(draft: Draft, form: Form) -> ResponseReturnValue:
    counted = ("question to", form.email, MOST_BY_ADDRESS), ("question by", visitor(), MOST_BY_VISITOR)
    tries.hold(*counted, now=now())
    asking.ask_as_guest(
        house().db, draft, site=sites.MAIN, language=language.current(), name=form.name, email=form.email,
        conversation=_conversation(form), now=now(),
    )
    tries.count(*counted, now=now())
    answer = make_response(render_template("board/ask_sent.html", email=form.email, title=draft.title))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    form: Form, *, status: int = 200, begun: bool = False, look: Markup | None = None,
    likely: list[Similar] | None = None, step: Literal["write", "similar"] = "write",
) -> Response:
    by = taking_part.admitted()
    until = by.standing.suspended_until if by else None
    popular = tags.popular(house().db, site=sites.MAIN, questions=10**9, before="", limit=_TAGS)
    if likely is None:
        likely = similar.to(form.draft.title) if form.draft.title else []
    page = render_template(
        "board/ask.html", form=form, begun=begun, look=look, step=step, similar=likely, trap=admission.trap(),
        popular=[tag.name for tag in popular], me=person(), asked_before=_conversation(form) is not None,
        back=request.full_path.rstrip("?") if request.method == "GET" else "/questions/ask",
        most_title=MOST_TITLE, most_tags=MOST_TAGS,
        suspended=refusals.refused(Refused("suspended", until=until)) if until else "",
    )
    return links.private(make_response(page, 403 if until and request.method == "GET" else status))


def _wrong(form: Form, error: Unfit) -> ResponseReturnValue:
    """Everything that will not do is said at once."""
    known = error.field in ("title", "body", "tags", "name")
    sentence = refusals.unfit(error)
    if known:
        guest = {} if person() else _guest_problems(form)
        return _page(_with(form, problems={**guest, error.field: sentence}), status=400)
    return _page(_with(form, problem=sentence), status=400)


def _guest_problems(form: Form) -> dict[str, str]:
    problems = {"name": fields.name_problem(form.name), "email": fields.email_problem(form.email)}
    return {name: problem for name, problem in problems.items() if problem}


def _with(form: Form, *, problems: dict[str, str] | None = None, problem: str = "") -> Form:
    return replace(form, problems=problems or {}, problem=problem)


def _sent() -> Form:
    draft = Draft(typed("title")[: 4 * MOST_TITLE], typed("body"), _words(typed("tags")))
    looked = fitting.one_line(request.form.get("looked", ""))
    return Form(draft, fields.name(), fields.email(), looked, request.form.get("from", ""))


def _conversation(form: Form) -> str | None:
    """The one they come from, if it is theirs."""
    row = asking_links.opened(house().db, house().settings, form.origin, by=person())
    return row.id if row else None


def _words(written: str) -> tuple[str, ...]:
    return tuple(written.replace(",", " ").replace("，", " ").replace("、", " ").split())


def _gone() -> ResponseReturnValue:
    """The same for a link that never was, was used, or has expired."""
    return links.private(make_response(render_template("board/ask_gone.html"), 404))
