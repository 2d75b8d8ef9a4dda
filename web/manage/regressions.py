"""Where moderators keep questions whose right answer they know, and see what every change did to them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from flask import Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import known_lines, regressions
from articles.known_lines import NOTHING, Line
from articles.regressions import Known, Moved, Unfit
from kb import search
from kb.index import IndexUnavailable
from kb.languages import LANGUAGES
from kb.search import Result
from kb.store import articles, indexable, never_answers, regression_runs, sites
from kb.store import regressions as rows
from kb.store.regressions import Regression, Shelf
from web import language
from web.clock import now
from web.house import house
from web.manage import explain_words, regression_words
from web.manage.moderators import editor, place
from web.words import _, ngettext

SHOWN: Final = 200
"""Questions on a page; a word in the filter finds the others."""

RUNS: Final = 30
LIKE_IT: Final = 5
SHELVES: Final[tuple[Shelf, ...]] = ("wrong", "right", "new")
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a form: two thousand questions, as browsers write them."""

TOLD: Final = 8
_PAGE: Final = 500
_DIGITS: Final = frozenset("0123456789")

pages = place("regressions")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields. `problem` is a sentence about the field of that name, `like` are articles that may be
    meant."""

    text: str = ""
    language: str = ""
    article: str = ""
    field: str = ""
    problem: str = ""
    like: tuple[Result, ...] = ()

    @property
    def nothing(self) -> bool:
        return self.article == NOTHING


@dataclass(frozen=True, slots=True)
class Pasted:
    """Lines that were not kept, as they were written, and a few words about the first of them."""

    lines: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    more: int = 0


@pages.get("/regressions")
def listing() -> str:
    return _list(Form(language=language.current()), Pasted())


@pages.post("/regressions")
def add() -> ResponseReturnValue:
    """Keeps a question; `article` is what the right one is called, or `-` where nothing answers it."""
    form = _form()
    known = _known(form)
    if isinstance(known, Form):
        return _list(known, Pasted()), 400
    try:
        regressions.add(house().db, known, site=sites.MAIN, author=editor().id, now=now())
    except Unfit as unfit:
        return _list(_with_problem(form, unfit), Pasted()), 400
    return _back("added", count=1)


@pages.post("/regressions/paste")
def paste() -> ResponseReturnValue:
    """Keeps many questions, one on each line; those that cannot be kept come back."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    lines = list(known_lines.read(request.form.get("lines", ""), usual=language.current()))
    called = rows.named(
        house().db, {line.article for line in lines if isinstance(line, Line) and line.article}, site=sites.MAIN
    )
    known, refused = [], []
    for line in lines:
        if not isinstance(line, Line):
            refused.append((line.written, regression_words.problem_of_line(line.problem)))
        elif line.article is not None and line.article not in called:
            refused.append((line.written, regression_words.problem_of_line("unknown_article")))
        else:
            known.append(Known(line.text, line.language, called[line.article] if line.article else None))
    added = 0
    try:
        added, left = regressions.add_many(house().db, known, site=sites.MAIN, author=editor().id, now=now())
    except Unfit as unfit:
        left, refused = 0, [*refused, ("", regression_words.problem_of(unfit))]
    if left:
        refused.append(("", regression_words.problem_of(Unfit("full"))))
    if refused or not lines:
        problems = refused or [("", _("Please write a question on each line."))]
        pasted = Pasted("\n".join(filter(None, (line for line, _why in refused))), tuple(problems[:TOLD]),
                        max(0, len(problems) - TOLD))
        return _list(Form(language=language.current()), pasted, done=_added(added) if added else ""), 400
    return _back("added", count=added)


@pages.post("/regressions/run")
def run() -> ResponseReturnValue:
    regressions.ask(house().db, site=sites.MAIN, now=now())
    return _back("asked")


@pages.get("/regressions/<id>")
def edit(id: str) -> str:
    row = _row(id)
    return _edit(row, _stored(row))


@pages.post("/regressions/<id>/change")
def change(id: str) -> ResponseReturnValue:
    row, form = _row(id), _form()
    seen = request.form.get("seen", "")
    if not seen or len(seen) > 15 or not _DIGITS.issuperset(seen):
        raise BadRequest
    known = _known(form)
    if isinstance(known, Form):
        return _edit(row, known, seen=int(seen)), 400
    try:
        regressions.change(house().db, row, known, seen=int(seen), author=editor().id, now=now())
    except Unfit as unfit:
        return _edit(row, _with_problem(form, unfit), seen=int(seen)), 400
    except Moved:
        current = _row(id)
        sentence = _("Somebody else changed this question while you were writing. This is what is kept now.")
        return _edit(current, _stored(current), moved=sentence), 409
    return _back("changed")


@pages.post("/regressions/<id>/remove")
def remove(id: str) -> ResponseReturnValue:
    regressions.remove(house().db, _row(id), now=now())
    return _back("removed")


@pages.get("/regressions/questions.jsonl")
def questions() -> Response:
    """As `firstline evaluate` reads them."""
    lines = (
        {"text": row.text, "lang": row.language, "expect": [row.article] if row.article else []}
        for row in rows.of_site(house().db, site=sites.MAIN)
    )
    return _lines(lines, name="questions.jsonl")


@pages.get("/regressions/entries.jsonl")
def entries() -> Response:
    """The published articles, as `firstline evaluate` reads them; their ids are those of the questions."""
    return _lines(_entries(), name="entries.jsonl")


def _entries() -> Iterator[dict[str, object]]:
    db = house().db
    for page in indexable.pages(db, size=_PAGE):
        nevers = never_answers.of_articles(db, [row.id for row in page])
        for row in page:
            if row.site == sites.MAIN and row.audience in search.PUBLIC:
                yield {
                    "id": row.id, "lang": row.language, "title": row.title, "phrasings": row.phrasings,
                    "never_answers": nevers.get(row.id, ()), "body": row.body,
                }


def _lines(found: Iterable[Mapping[str, object]], *, name: str) -> Response:
    """One after the other, so that nobody holds a large knowledge base in memory."""
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in found)
    return Response(
        stream_with_context(lines), mimetype="application/jsonl",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _list(form: Form, pasted: Pasted, *, done: str = "") -> str:
    db = house().db
    runs = regression_runs.last(db, site=sites.MAIN, limit=RUNS)
    last = runs[0].id if runs else ""
    counts = rows.counts(db, site=sites.MAIN, run=last)
    wanted = " ".join(request.args.get("q", "").split())[:100]
    shelf = _shelf(counts)
    found = rows.on_shelf(
        db, site=sites.MAIN, run=last, shelf=shelf, wanted=wanted.lower(), limit=SHOWN + 1
    )
    named = regression_words.Named(db, runs, now=now())
    return render_template(
        "manage/regressions.html", day=language.day, form=form, pasted=pasted, done=done or _done(), runs=runs,
        open=regression_runs.open_one(db, site=sites.MAIN), counts=counts, total=sum(counts.values()), shelf=shelf,
        shelves=[(name, counts.get(name, 0)) for name in SHELVES], wanted=wanted, found=found[:SHOWN],
        hidden=len(found) > SHOWN, named=named, decision=explain_words.decision, percent=explain_words.percent,
        languages=LANGUAGES, longest=regressions.LONGEST, most=regressions.MOST_QUESTIONS,
    )


def _edit(row: Regression, form: Form, *, seen: int | None = None, moved: str = "") -> str:
    return render_template(
        "manage/regression.html", row=row, form=form, moved=moved, languages=LANGUAGES,
        seen=row.updated_at if seen is None else seen, longest=regressions.LONGEST,
    )


def _shelf(counts: dict[str, int]) -> Shelf:
    """The one that is asked for; else the first of those with questions on them."""
    wanted = request.args.get("shelf", "")
    filled = next((name for name in SHELVES if counts.get(name)), "wrong")
    return cast(Shelf, wanted if wanted in SHELVES else filled)


def _form() -> Form:
    tag = request.form.get("language", "")
    if tag not in LANGUAGES:
        raise BadRequest
    nothing = "nothing" in request.form
    return Form(
        text=" ".join(request.form.get("text", "").split()), language=tag,
        article=NOTHING if nothing else request.form.get("article", "").strip()[:400],
    )


def _known(form: Form) -> Known | Form:
    """What the form says; the form with its problem where no article is called so."""
    if form.nothing:
        return Known(form.text, form.language, None)
    called = known_lines.name(form.article)
    if id := rows.named(house().db, [called], site=sites.MAIN).get(called):
        return Known(form.text, form.language, id)
    sentence = (
        _("No published article is called that. Please choose one, or write its title or address.") if called
        else _("Please say which article answers it, or that nothing does.")
    )
    return Form(form.text, form.language, form.article, "article", sentence, _like(form))


def _like(form: Form) -> tuple[Result, ...]:
    """Articles that may be meant by what stands in the form."""
    try:
        return search.find(
            house().db, house().index, form.article or form.text, site=sites.MAIN, language=form.language,
            limit=LIKE_IT,
        ).results
    except IndexUnavailable:
        return ()


def _with_problem(form: Form, unfit: Unfit) -> Form:
    field = "article" if unfit.problem == "article" else "text"
    return Form(form.text, form.language, form.article, field, regression_words.problem_of(unfit))


def _stored(row: Regression) -> Form:
    article = articles.by_id(house().db, row.article) if row.article else None
    return Form(row.text, row.language, article.slug if article else NOTHING)


def _done() -> str:
    """A sentence on what was just done; the address holds no more than a word and a number."""
    count = request.args.get("count", "")
    return {
        "added": _added(int(count) if count.isdecimal() and len(count) < 5 else 0),
        "changed": _("Saved. It is asked again in a moment."),
        "removed": _("Removed."),
        "asked": _("All questions are asked again in a moment."),
    }.get(request.args.get("done", ""), "")


def _added(count: int) -> str:
    if not count:
        return _("These questions were there already.")
    return ngettext(
        "%(num)s question is kept. It is asked in a moment.", "%(num)s questions are kept. They are asked in a moment.",
        count,
    )


def _back(did: str, *, count: int = 0) -> ResponseReturnValue:
    return redirect(f"/manage/regressions?done={did}" + (f"&count={count}" if did == "added" else ""), code=303)


def _row(id: str) -> Regression:
    found = rows.by_id(house().db, id, site=sites.MAIN)
    if found is None:
        raise NotFound
    return found
