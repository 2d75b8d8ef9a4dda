"""What the moderators' list of articles is narrowed to, as its address says it, and to what it could be next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import request

from kb import text as pipeline
from kb.languages import LANGUAGES
from kb.store.articles import AUDIENCES, STATES
from kb.store.curation import NOBODY, SORTS, Filter, Somebody, Tally
from web import article_form, language
from web.words import _

LONGEST_QUERY: Final = 100
NAMES: Final = ("state", "only", "topic", "owner", "audience", "check")
"""What the list can be narrowed by, as the address calls it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The list as its address says it: '' is what was not said."""

    state: str = ""
    only: str = ""
    topic: str = ""
    owner: str = ""
    audience: str = ""
    check: str = ""
    q: str = ""
    sort: str = "changed"

    def address(self, **changes: str) -> str:
        """The list with something else in it; `after` goes on behind a place."""
        after = changes.pop("after", "")
        said = replace(self, **changes)
        query = {name: getattr(said, name) for name in (*NAMES, "q", "sort")} | {"after": after}
        query = {name: value for name, value in query.items() if value and (name, value) != ("sort", "changed")}
        return f"/manage/articles?{urlencode(query)}" if query else "/manage/articles"

    def filter(self, *, me: str, ids: tuple[str, ...] | None, now: int) -> Filter:
        """For the store. `me` is who reads the list, `ids` what the search found."""
        return Filter(
            state=self.state, language=self.only, topic=self.topic, owner=_owner(self.owner, me),
            audience=self.audience, due=now if self.check else None, ids=ids,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reader:
    """What labels need to know: who reads the list (`me`, an id), who writes here, what the topics are called."""

    me: str
    writers: Sequence[Somebody]
    topics: Mapping[str, str]


def wanted() -> Wanted:
    """The address's filter; what no list of ours has counts as not said."""
    args = request.args
    return Wanted(
        state=args.get("state", "") if args.get("state") in STATES else "",
        only=args.get("only", "") if args.get("only") in LANGUAGES else "",
        topic=args.get("topic", "")[:40],
        owner=args.get("owner", "")[:40],
        audience=args.get("audience", "") if args.get("audience") in AUDIENCES else "",
        check="due" if args.get("check") == "due" else "",
        q=" ".join(pipeline.printable(args.get("q", "")).split())[:LONGEST_QUERY],
        sort=args.get("sort", "") if args.get("sort") in SORTS else "changed",
    )


def after(sort: str) -> tuple[int | str, str] | None:
    """The place behind which the list goes on."""
    key, dot, id = pipeline.printable(request.args.get("after", ""))[:300].rpartition(".")
    if not dot:
        return None
    if sort == "title":
        return key, id
    return (int(key), id) if key.isdecimal() and len(key) < 17 else None


def choices(name: str, wanted: Wanted, tally: Sequence[Tally], reader: Reader) -> list[Choice]:
    """What the list could be narrowed to next, with how many articles each would leave of what is shown otherwise."""
    counts: dict[str, int] = {}
    others = replace(wanted, **{name: ""})
    for row in tally:
        if _matches(row, others, me=reader.me) and (name == "state" or others.state or row.state != "archived"):
            value = _value_of(row, name)
            counts[value] = counts.get(value, 0) + row.count
    return [
        Choice(value, label, count)
        for value, label in _labels(name, reader).items()
        if (count := _count(value, counts, me=reader.me)) or name in ("state", "only")
        or value in ("", getattr(wanted, name))
    ]


def chips(wanted: Wanted, facets: Mapping[str, Sequence[Choice]]) -> list[tuple[str, str]]:
    """What narrows the list now, each with the address of the list without it."""
    found = [(f"“{wanted.q}”", wanted.address(q=""))] if wanted.q else []
    for name in NAMES[1:]:
        chosen = getattr(wanted, name)
        if chosen:
            label = next((choice.label for choice in facets[name] if choice.value == chosen), chosen)
            found.append((label, wanted.address(**{name: ""})))
    return found


def states() -> dict[str, str]:
    return {"published": _("Published"), "in_review": _("In review"), "draft": _("Drafts"), "archived": _("Archived")}


def sorts() -> dict[str, str]:
    return {"changed": _("Newest change"), "check": _("Check date"), "title": _("Title")}


def _owner(said: str, me: str) -> str:
    return me if said == "me" else said


def _count(value: str, counts: Mapping[str, int], *, me: str) -> int:
    if not value:
        return sum(count for key, count in counts.items() if key != "archived")
    return counts.get(_owner(value, me), 0)


def _matches(row: Tally, wanted: Wanted, *, me: str) -> bool:
    return (
        wanted.state in ("", row.state)
        and wanted.only in ("", row.language)
        and wanted.topic in ("", row.topic or NOBODY)
        and _owner(wanted.owner, me) in ("", row.owner or NOBODY)
        and wanted.audience in ("", row.audience)
        and (not wanted.check or bool(row.due))
    )


def _value_of(row: Tally, name: str) -> str:
    values = {
        "state": row.state, "only": row.language, "topic": row.topic or NOBODY, "owner": row.owner or NOBODY,
        "audience": row.audience, "check": "due" if row.due else "later",
    }
    return values[name]


def _labels(name: str, reader: Reader) -> dict[str, str]:
    match name:
        case "state":
            return {"": _("All"), **states()}
        case "only":
            return {"": _("All languages"), **language.LABELS}
        case "topic":
            return {"": _("All topics"), NOBODY: _("No topic"), **reader.topics}
        case "owner":
            others = {row.id: row.name for row in reader.writers if row.id != reader.me}
            return {"": _("Any owner"), "me": _("Mine"), NOBODY: _("Nobody's"), **others}
        case "audience":
            return {"": _("All readers"), **article_form.audiences()}
        case _:
            return {"": _("Any check date"), "due": _("To be checked")}
