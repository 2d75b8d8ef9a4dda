"""Where moderators arrange the topics of the help center: a tree that is moved by drag, by keyboard or by buttons."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from articles import shelving, stepping
from articles.shelving import LEVELS, MOST_DESCRIPTION, MOST_NAME, Misplaced, Moved, Occupied, Sign, Unfit
from articles.stepping import WAYS, Spot, Way
from kb.languages import LANGUAGES
from kb.store import sites, topics
from kb.store.topics import Place
from web import language
from web.clock import now
from web.help_center import shelves
from web.house import house
from web.manage.moderators import place
from web.manage.topic_icons import USUAL, icons
from web.words import _

pages = place("topics")


@dataclass(frozen=True, slots=True)
class Row:
    """A topic as the tree shows it: how deep it stands, how high it is with all under it, and where it could go."""

    topic: topics.Topic
    level: int
    height: int
    count: int
    ways: frozenset[Way]


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields; `problems` are sentences about them."""

    sign: Sign
    parent: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """What was done or refused, and the form that undoes it: an address and its fields."""

    tone: Literal["good", "warn"]
    sentence: str
    undo: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@pages.get("/topics")
def tree() -> str:
    return _tree(Form(_empty(), request.args.get("under", "")), notice=_done())


@pages.post("/topics")
def add() -> ResponseReturnValue:
    form = Form(_sent(current=USUAL), request.form.get("parent", ""))
    try:
        id = shelving.add(house().db, form.sign, site=sites.MAIN, parent=form.parent or None, now=now())
    except Unfit as unfit:
        return _tree(_with(form, unfit)), 400
    except Misplaced as misplaced:
        return _tree(Form(form.sign, form.parent, {"parent": _sentence(misplaced)})), 400
    except Moved:
        return _tree(Form(form.sign, "", {"parent": _("The topic that you chose is gone. Choose another.")})), 409
    return _back("added", id)


@pages.get("/topics/<id>")
def edit(id: str) -> str:
    return _edit(_row(id), notice=_done())


@pages.post("/topics/<id>/change")
def change(id: str) -> ResponseReturnValue:
    row = _row(id)
    form, seen = Form(_sent(current=row.topic.icon)), _number("seen")
    try:
        shelving.change(house().db, id, form.sign, site=sites.MAIN, seen=seen, now=now())
    except Unfit as unfit:
        return _edit(row, form=_with(form, unfit), seen=seen), 400
    except Moved:
        sentence = _("Somebody else changed this topic while you were writing. This is what is kept now.")
        return _edit(_row(id), notice=Notice("warn", sentence)), 409
    return _back("changed", id)


@pages.post("/topics/<id>/move")
def move(id: str) -> ResponseReturnValue:
    """One step (`way`), or to a place: under `parent`, before `before`. Empty is on top, and last."""
    tree = topics.places(house().db, site=sites.MAIN)
    if id not in {each.id for each in tree}:
        raise NotFound
    stood = stepping.stands(tree, id)
    parent, before = _target(tree, id)
    try:
        shelving.move(
            house().db, id, site=sites.MAIN, parent=parent, before=before, seen=_number("seen"), now=now()
        )
    except Misplaced as misplaced:
        return _refused(_sentence(misplaced), 400)
    except Moved:
        return _refused(_("Somebody else changed the topics in the meantime, so nothing was moved. "
                          "This is how they stand now."), 409)
    return _back("moved", id, parent=stood[0] or "", before=stood[1] or "")


@pages.post("/topics/<id>/remove")
def remove(id: str) -> ResponseReturnValue:
    """At once where it is empty; where it has articles, once somebody said that they go up."""
    row = _row(id)
    articles: Literal["none", "up"] = "up" if request.form.get("articles") == "up" else "none"
    try:
        shelving.remove(house().db, id, site=sites.MAIN, articles=articles, seen=_number("seen"), now=now())
    except Occupied as occupied:
        if occupied.by == "articles":
            return _asked(row)
        return _refused(_("There are topics under this one. Move or remove them first."), 409)
    except Moved:
        return _refused(_("Somebody else changed the topics in the meantime, so nothing was removed. "
                          "This is how they stand now."), 409)
    return _back("removed", id)


@pages.post("/topics/<id>/restore")
def restore(id: str) -> ResponseReturnValue:
    try:
        shelving.restore(house().db, id, site=sites.MAIN, now=now())
    except Moved:
        return _refused(_("Somebody else has put this topic back already."), 409)
    return _back("restored", id)


def _tree(form: Form, *, notice: Notice | None = None) -> str:
    return render_template(
        _part() or "manage/topics.html", rows=_rows(), form=form, notice=notice, icons=icons(), languages=LANGUAGES,
        seen=topics.tree_version(house().db, site=sites.MAIN), levels=LEVELS, longest=MOST_NAME,
        longest_description=MOST_DESCRIPTION,
    )


def _part() -> str:
    """A script of ours asks for the tree alone."""
    return "manage/topics_tree.html" if request.headers.get("X-Part") == "tree" else ""


def _edit(row: Row, *, form: Form | None = None, notice: Notice | None = None, seen: int | None = None) -> str:
    return render_template(
        "manage/topic.html", row=row, form=form or Form(_stored(row.topic.id)), notice=notice, icons=icons(),
        languages=LANGUAGES, seen=row.topic.version if seen is None else seen, longest=MOST_NAME,
        longest_description=MOST_DESCRIPTION, tree=topics.tree_version(house().db, site=sites.MAIN),
    )


def _asked(row: Row) -> str:
    """What becomes of its articles is asked before a topic goes."""
    above = shelves.named(house().db, site=sites.MAIN, language=language.current()).get(row.topic.parent or "")
    return render_template(
        "manage/topic_remove.html", row=row, above=above, seen=topics.tree_version(house().db, site=sites.MAIN)
    )


def _rows() -> list[Row]:
    """The tree from top to bottom, each topic before those under it."""
    places = topics.places(house().db, site=sites.MAIN)
    named = shelves.named(house().db, site=sites.MAIN, language=language.current())
    counts = topics.counts(house().db, site=sites.MAIN)

    def below(parent: str | None, level: int) -> list[Row]:
        found: list[Row] = []
        siblings = [each.id for each in places if each.parent == parent and each.id in named]
        for at, id in enumerate(siblings):
            height = shelving.height(places, id)
            possible: dict[Way, bool] = {
                "up": at > 0, "down": at + 1 < len(siblings), "in": at > 0 and level + height <= LEVELS,
                "out": level > 1,
            }
            ways = frozenset(way for way, may in possible.items() if may)
            found += [Row(named[id], level, height, counts.get(id, 0), ways), *below(id, level + 1)]
        return found

    return below(None, 1)


def _row(id: str) -> Row:
    found = next((row for row in _rows() if row.topic.id == id), None)
    if found is None:
        raise NotFound
    return found


def _target(tree: list[Place], id: str) -> Spot:
    """Where the form says that it goes."""
    if "way" not in request.form:
        return _sent_id("parent"), _sent_id("before")
    way = next((each for each in WAYS if each == request.form["way"]), None)
    if way is None:
        raise BadRequest
    return stepping.step(tree, id, way)


def _sent(*, current: str) -> Sign:
    icon = request.form.get("icon", current)
    if icon != current and icon not in icons():
        raise BadRequest
    return Sign(
        icon, request.form.get("slug", "")[:200],
        {tag: request.form.get(f"name_{tag}", "") for tag in LANGUAGES},
        {tag: request.form.get(f"description_{tag}", "") for tag in LANGUAGES},
    )


def _empty() -> Sign:
    return Sign(USUAL, "", {}, {})


def _stored(id: str) -> Sign:
    rows = [row for row in topics.all_names(house().db, site=sites.MAIN) if row.id == id]
    return Sign(
        rows[0].icon, rows[0].slug, {row.language: row.name for row in rows},
        {row.language: row.description for row in rows},
    )


def _with(form: Form, unfit: Unfit) -> Form:
    sentences = {
        ("name", "missing"): _("Please give it a name, in one language at least."),
        ("name", "too_long"): _("A name has at most %(most)s characters.", most=MOST_NAME),
        ("name", "full"): _("There are as many topics as there can be. Remove one first."),
        ("description", "too_long"): _("A description has at most %(most)s characters.", most=MOST_DESCRIPTION),
        ("slug", "taken"): _("Another topic has this address. Choose another one."),
    }
    return Form(form.sign, form.parent, {unfit.field: sentences[unfit.field, unfit.problem]})


def _sentence(misplaced: Misplaced) -> str:
    if misplaced.problem == "circle":
        return _("A topic cannot stand under itself, so nothing was moved.")
    return _("Topics go three levels deep at most, so nothing was moved.")


def _sent_id(name: str) -> str | None:
    return request.form.get(name, "")[:40] or None


def _number(name: str) -> int:
    sent = request.form.get(name, "")
    if not (sent.isdecimal() and len(sent) < 16):
        raise BadRequest
    return int(sent)


def _refused(sentence: str, status: int) -> ResponseReturnValue:
    return _tree(Form(_empty()), notice=Notice("warn", sentence)), status


def _back(did: str, id: str, **more: str) -> ResponseReturnValue:
    query = urlencode({"done": did, "topic": id, **more})
    return redirect(f"/manage/topics?{query}{'#t-' + id if not _part() else ''}", code=303)


def _done() -> Notice | None:
    """What the address says was done; moving and removing can be undone."""
    did, id = request.args.get("done", ""), request.args.get("topic", "")[:40]
    named = shelves.named(house().db, site=sites.MAIN, language=language.current())
    if did == "removed":
        return Notice("good", _("Removed. Its address leads to where it stood."), f"/manage/topics/{id}/restore")
    if id not in named:
        return None
    name = named[id].name
    if did == "moved":
        where = (("parent", request.args.get("parent", "")[:40]), ("before", request.args.get("before", "")[:40]))
        return Notice("good", _("“%(name)s” was moved.", name=name), f"/manage/topics/{id}/move", where)
    sentence = {
        "added": _("“%(name)s” was added. Readers see it once it has an article.", name=name),
        "changed": _("“%(name)s” was saved.", name=name),
        "restored": _("“%(name)s” is back.", name=name),
    }.get(did)
    return Notice("good", sentence) if sentence else None
