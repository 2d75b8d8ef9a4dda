"""Where moderators say which words mean the same: those that ship, and the site's own."""

from dataclasses import dataclass, field
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import meaning
from articles.meaning import DIRECTIONS, LANGUAGES, Meaning, Moved, Unfit
from kb import synonyms as shipping
from kb.store import people, sites, synonyms
from kb.store.synonyms import Synonym
from kb.text import fold
from web import language
from web.clock import now
from web.house import house
from web.manage.moderators import editor, place
from web.words import _

SHOWN: Final = 300
"""Rows on the page, and groups that ship; a word in the filter finds the others."""

pages = place("synonyms")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields; `problem` is a sentence about the words."""

    meaning: Meaning = field(default_factory=lambda: Meaning("", "", "both"))
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Words that ship together; `out` is the row that takes them apart here."""

    words: tuple[str, ...]
    language: str
    direction: shipping.Way
    out: Synonym | None


@pages.get("/synonyms")
def listing() -> str:
    return _list(Form())


@pages.post("/synonyms")
def add() -> ResponseReturnValue:
    wanted = _meaning()
    try:
        meaning.add(house().db, wanted, site=sites.MAIN, author=editor().id, now=now())
    except Unfit as unfit:
        return _list(Form(wanted, _sentence(unfit))), 400
    return _back("apart" if wanted.direction == "apart" else "added")


@pages.get("/synonyms/<id>")
def edit(id: str) -> str:
    return _edit(_row(id))


@pages.post("/synonyms/<id>/change")
def change(id: str) -> ResponseReturnValue:
    row, wanted = _row(id), _meaning()
    seen = request.form.get("seen", "")
    if not (seen.isdecimal() and len(seen) < 16):
        raise BadRequest
    try:
        meaning.change(house().db, row, wanted, seen=int(seen), author=editor().id, now=now())
    except Unfit as unfit:
        return _edit(row, form=Form(wanted, _sentence(unfit)), seen=int(seen)), 400
    except Moved:
        sentence = _("Somebody else changed these words while you were writing. This is what is kept now.")
        return _edit(_row(id), moved=sentence), 409
    return _back("changed")


@pages.post("/synonyms/<id>/remove")
def remove(id: str) -> ResponseReturnValue:
    row = _row(id)
    meaning.remove(house().db, row, now=now())
    return _back("back" if row.direction == "apart" else "removed")


def _list(form: Form) -> str:
    own = synonyms.of_site(house().db, site=sites.MAIN)
    apart = {frozenset(row.words.split("\n")): row for row in own if row.direction == "apart"}
    groups = [
        Group(group.words, group.language, group.direction, apart.get(frozenset(group.words)))
        for group in shipping.groups()
    ]
    taken = {group.out.id for group in groups if group.out}
    own = [row for row in own if row.id not in taken]
    wanted = fold(request.args.get("q", "")[:100]).strip()
    if wanted:
        own = [row for row in own if wanted in fold(row.words)]
        groups = [group for group in groups if any(wanted in fold(word) for word in group.words)]
    groups.sort(key=lambda group: group.out is None)
    return render_template(
        "manage/synonyms.html", form=form, rows=own[:SHOWN], groups=groups[:SHOWN],
        wanted=request.args.get("q", "")[:100], hidden=max(0, len(own) - SHOWN),
        hidden_groups=max(0, len(groups) - SHOWN), day=language.day, authors=_names(own[:SHOWN]), done=_done(),
        languages=_languages(), longest=meaning.MOST_WORDS * (meaning.LONGEST_WORD + 2),
    )


def _edit(row: Synonym, *, form: Form | None = None, seen: int | None = None, moved: str = "") -> str:
    stored = Meaning(", ".join(row.words.split("\n")), row.language, _direction(row.direction))
    return render_template(
        "manage/synonym.html", row=row, form=form or Form(stored), languages=_languages(), moved=moved,
        seen=row.updated_at if seen is None else seen, longest=meaning.MOST_WORDS * (meaning.LONGEST_WORD + 2),
    )


def _meaning() -> Meaning:
    tag = request.form.get("language", "")
    if tag not in LANGUAGES:
        raise BadRequest
    return Meaning(request.form.get("words", ""), tag, _direction(request.form.get("direction", "both")))


def _direction(written: str) -> synonyms.Direction:
    found = next((direction for direction in DIRECTIONS if direction == written), None)
    if found is None:
        raise BadRequest
    return found


def _languages() -> dict[str, str]:
    """In which questions words count, by tag."""
    return {"": _("In every language"), "en": _("In English"), "zh": _("In Chinese")}


def _sentence(unfit: Unfit) -> str:
    sentences = {
        "too_few": _("Please give at least two words, with commas between them."),
        "too_many": _("At most %(most)s words.", most=meaning.MOST_WORDS),
        "too_long": _("“%(word)s” is too long: at most %(most)s characters.",
                      word=unfit.word[:20] + "…", most=meaning.LONGEST_WORD),
        "no_word": _("“%(word)s” holds no word that search could find.", word=unfit.word),
        "too_short": _("“%(word)s” is too short: a single character stands in too many words.", word=unfit.word),
        "the_same": _("Search takes these for the same word already."),
        "there": _("These words are in the list already."),
        "full": _("The list is full: at most %(most)s entries.", most=meaning.MOST_ROWS),
    }
    return sentences[unfit.problem]


def _done() -> str:
    return {
        "added": _("Added. Search and the assistant use it from now on."),
        "changed": _("Saved. Search and the assistant use it from now on."),
        "removed": _("Removed. These words no longer find each other."),
        "apart": _("Taken apart. These words no longer find each other."),
        "back": _("Put back. These words find each other again."),
    }.get(request.args.get("done", ""), "")


def _names(rows: list[Synonym]) -> dict[str, str]:
    ids = {row.author for row in rows if row.author}
    return {id: found.name for id in ids if (found := people.by_id(house().db, id))}


def _back(did: str) -> ResponseReturnValue:
    return redirect(f"/manage/synonyms?done={did}", code=303)


def _row(id: str) -> Synonym:
    found = synonyms.by_id(house().db, id, site=sites.MAIN)
    if found is None:
        raise NotFound
    return found
