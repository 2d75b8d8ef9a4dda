"""Tags: all of them, and each with its description, its questions, and who knows most about it."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb import fitting, following
from kb.fitting import Unfit
from kb.store import follows, post_lists, sites, tags
from kb.store.tags import Tag
from web import limits
from web.board import addresses, home, lists, refusals, taking_part, threads, times
from web.clock import now
from web.errors import Refusal
from web.house import house, person
from web.words import _, ngettext

SHOWN: Final = 60
SORTS: Final = ("popular", "name")
_EXPERTS: Final = 5
_RELATED: Final = 10
_MOST: Final = 8
"""Tags on offer while somebody types."""

pages = Blueprint("board_tags", __name__)


@pages.get("/questions/tags")
def listing() -> str:
    sort, wanted = request.args.get("sort", SORTS[0]), request.args.get("q", "")[: fitting.MOST_TAG]
    if sort not in SORTS:
        raise NotFound
    rows = _wanted(wanted) if wanted.strip() else _rows(sort)
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    place = f"{last.questions}.{last.id}" if last and sort == "popular" else last.name if last else ""
    return render_template(
        "board/tags.html", rows=rows[:SHOWN], sort=sort, wanted=wanted, after=request.args.get("after", ""),
        older=f"/questions/tags?sort={sort}&after={quote(place, safe='')}" if last else "",
    )


@pages.get("/questions/tags/beginning")
def beginning() -> ResponseReturnValue:
    """While somebody types tags: what begins so, each tag once, under its own name."""
    limits.hold(limits.SEARCH)
    prefix = _name(request.args.get("q", ""))
    if not prefix:
        return jsonify(tags=[])
    found = [(tag.name, tag.questions, "") for tag in tags.beginning(house().db, prefix, site=sites.MAIN, limit=_MOST)]
    other = [
        (row.name, row.questions, row.synonym)
        for row in tags.renamed(house().db, prefix, site=sites.MAIN, limit=_MOST)
    ]
    each: dict[str, tuple[str, int, str]] = {}
    for row in sorted([*found, *other], key=lambda row: (row[0] != prefix, row[2] != prefix, -row[1])):
        each.setdefault(row[0], row)
    return jsonify(tags=[
        {"name": name, "count": ngettext("%(num)s question", "%(num)s questions", questions),
         "same": _("same as %(name)s", name=synonym) if synonym else ""}
        for name, questions, synonym in list(each.values())[:_MOST]
    ])


@pages.get("/questions/tagged/<name>")
def tagged(name: str) -> ResponseReturnValue:
    """A synonym leads to its tag."""
    tag = _tag(name)
    if tag.name != name:
        return redirect(addresses.tagged(tag.name), code=301)
    sort = request.args.get("sort", home.SORTS[0])
    if sort not in home.SORTS:
        raise NotFound
    db, after, me = house().db, request.args.get("after", ""), person()
    found = post_lists.tagged(
        db, [tag.id], sort=sort, after=lists.place(after), now=now(), limit=lists.PAGE + 1
    )
    rows = found[: lists.PAGE]
    experts = tags.experts(db, tag.id, now=now(), limit=_EXPERTS)
    return render_template(
        "board/tag.html", tag=tag, rows=lists.listed(rows), sort=sort, sorts=home.sort_words(), after=after,
        when=times.when, synonyms=tags.synonyms(db, tag.id), related=tags.related(db, tag.id, limit=_RELATED),
        experts=[(row, threads.portrait(row.picture, row.name)) for row in experts], me=me,
        follows=me is not None and follows.is_there(db, kind="tag", subject=tag.id, person=me.id),
        address=addresses.tagged(tag.name),
        older=f"{addresses.tagged(tag.name)}?sort={sort}&after={lists.after(rows[-1], sort=sort)}"
        if len(found) > lists.PAGE else "",
    )


@pages.post("/questions/tagged/<name>/follow")
@taking_part.signed_in
def follow(name: str) -> ResponseReturnValue:
    return _follow(_tag(name), following.follow)


@pages.post("/questions/tagged/<name>/unfollow")
@taking_part.signed_in
def unfollow(name: str) -> ResponseReturnValue:
    return _follow(_tag(name), following.unfollow)


def _follow(tag: Tag, verb: Callable[..., None]) -> ResponseReturnValue:
    taking_part.hold("follow")
    try:
        verb(house().db, kind="tag", subject=tag.id, person=taking_part.me().id, now=now())
    except refusals.CAUGHT as error:
        raise Refusal(refusals.status(error), "refused", refusals.sentence(error)) from error
    taking_part.count("follow")
    return redirect(addresses.tagged(tag.name), code=303)


def _tag(name: str) -> Tag:
    """Raises NotFound; strangers find no name that stands on hidden questions alone."""
    found = tags.by_name(house().db, name, site=sites.MAIN)
    if found is None or not (found.questions or found.description or person()):
        raise NotFound
    return found


def _name(written: str) -> str:
    """As a tag's name is kept; '' where it can be none."""
    try:
        return fitting.tag(written[: 2 * fitting.MOST_TAG])
    except Unfit:
        return ""


def _wanted(written: str) -> list[Tag]:
    """Whose name begins so; the tag of which it is a synonym, too."""
    prefix = _name(written)
    if not prefix:
        return []
    found = tags.beginning(house().db, prefix, site=sites.MAIN, limit=SHOWN)
    named = tags.by_name(house().db, prefix, site=sites.MAIN)
    return [named, *found] if named and (named.questions or named.description) and named not in found else found


def _rows(sort: str) -> list[Tag]:
    after = request.args.get("after", "")[:64]
    if sort == "name":
        return tags.by_alphabet(house().db, site=sites.MAIN, after=after, limit=SHOWN + 1)
    number, _dot, id = after.partition(".")
    known = number.isascii() and number.isdecimal() and len(number) < 12 and bool(id)
    return tags.popular(
        house().db, site=sites.MAIN, questions=int(number) if known else 0, before=id if known else "",
        limit=SHOWN + 1,
    )
