"""A search's filters in the reader's words: which hold, and why others do not."""

from dataclasses import dataclass
from urllib.parse import quote

from kb import filters
from kb.filtering import Active, Strange, Understood
from kb.filters import Filter, Left
from web.words import _


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that holds; `without` is the address of the search without it."""

    label: str
    filter: str
    without: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where a note leads on to."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Note:
    """Why a filter does not hold; `meant` leads to what may have been meant, `people` to each of several."""

    text: str
    meant: Way | None = None
    people: tuple[Way, ...] = ()


def address(query: str) -> str:
    """Of the search for this query."""
    return f"/search?q={quote(query, safe='')}" if query else "/search"


def chips(asked: Understood) -> list[Chip]:
    """All filters that hold, in their order."""
    return [
        Chip(_label(each), str(each.filter), address(filters.without(asked.parsed, each.filter)))
        for each in asked.active
    ]


def notes(asked: Understood) -> list[Note]:
    """All filters that do not hold, and why."""
    return [*(Note(_left(each)) for each in asked.left), *(_strange(asked, each) for each in asked.strange)]


def _label(active: Active) -> str:
    match active.filter.name:
        case "tag":
            if active.filter.ruled_out:
                return _("Without tag: %(tag)s", tag=active.label)
            return _("Tag: %(tag)s", tag=active.label)
        case "user":
            return _("By %(name)s", name=active.label)
        case _:
            return _state(active.label)


def _state(state: str) -> str:
    return {
        "unanswered": _("Unanswered"), "answered": _("With an answer"), "solved": _("Solved"),
        "official": _("Official answer"), "open": _("Open to answers"), "closed": _("Closed to answers"),
        "question": _("Questions"), "article": _("Articles"),
    }[state]


def _left(left: Left) -> str:
    written, other = str(left.filter), str(left.other or "")
    match left.problem:
        case "empty":
            return _("Something is missing after “%(filter)s”. Write it without a space, as in %(example)s.",
                     filter=written, example=_example(left.filter))
        case "unknown":
            return _("“%(filter)s” is not known. There are: %(known)s.", filter=written,
                     known=", ".join(f"is:{state}" for state in filters.STATES))
        case "not_ruled_out":
            return _("“%(filter)s” was left out: only tags can be ruled out with a minus.", filter=written)
        case "contradicts":
            return _("“%(filter)s” was left out: it does not go together with “%(other)s”.", filter=written,
                     other=other)
        case "not_of_articles":
            return _("“%(filter)s” was left out beside “%(other)s”: articles have neither tags nor answers.",
                     filter=written, other=other)
        case "too_many":
            return _("“%(filter)s” was left out: a search takes %(most)s filters.", filter=written, most=filters.MOST)
        case "too_long":
            return _("“%(filter)s” was left out: no name is that long.", filter=f"{written[:30]}…")


def _example(found: Filter) -> str:
    return {"tag": "tag:wifi", "is": "is:unanswered", "user": 'user:"Ada Lovelace"'}[found.name]


def _strange(asked: Understood, strange: Strange) -> Note:
    name = strange.filter.value
    if strange.filter.name == "tag":
        meant = _instead(asked, strange.filter, strange.meant) if strange.meant else None
        return Note(_("There is no tag “%(name)s”.", name=name), meant=meant)
    if not strange.people:
        return Note(_("Nobody called “%(name)s” has written here.", name=name))
    return Note(
        _("Several people are called “%(name)s”. Whom do you mean?", name=name),
        people=tuple(
            Way(f"{each.name} ({each.reputation})", _instead(asked, strange.filter, each.id).address)
            for each in strange.people
        ),
    )


def _instead(asked: Understood, gone: Filter, value: str) -> Way:
    """The same search with another value."""
    kept = [Filter(each.name, value, each.ruled_out) if each == gone else each for each in asked.parsed.filters]
    return Way(value, address(filters.written(asked.words, kept)))
