"""What the moderators' list of articles is narrowed to, as its address says it, and to what it could be next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import request

from kb import text as pipeline
from kb.languages import LANGUAGES
from kb.store.articles import AUDIENCES, STATES
from kb.store.curation import NOBODY, SORTS, Filter, Somebody, Tally
from web import language
from web.manage import article_form
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

    def filter(self, reader: "Reader", *, ids: tuple[str, ...] | None, now: int) -> Filter:
        """For the store. `ids` is what the search found."""
        below = tuple(id for id, above in reader.above.items() if self.topic in above)
        return Filter(
            state=self.state, language=self.only, topics=below or ((self.topic,) if self.topic else ()),
            owner=_owner(self.owner, reader.me), audience=self.audience, due=now if self.check else None, ids=ids,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list (`me`, an id), who writes here, what the topics are called, and what each stands under: itself
    and those above it."""

    me: str
    writers: Sequence[Somebody]
    topics: Mapping[str, str]
    above: Mapping[str, Sequence[str]]


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


def facets(wanted: Wanted, tally: Sequence[Tally], reader: Reader) -> dict[str, list[Choice]]:
    """What the list could be narrowed to next, by name, with how many articles each choice would leave."""
    counts = _counts(wanted, tally, reader)
    return {
        name: [
            Choice(value, label, count)
            for value, label in _labels(name, reader).items()
            if (count := _count(value, counts[name], me=reader.me)) or name in ("state", "only")
            or value in ("", getattr(wanted, name))
        ]
        for name in NAMES
    }


def chips(wanted: Wanted, facets: Mapping[str, Sequence[Choice]]) -> list[tuple[str, str]]:
    """What narrows the list now, each with the address of the list without it."""
    found = [(_("“%(words)s”", words=wanted.q), wanted.address(q=""))] if wanted.q else []
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
    """Of no value all together: it is shown of states alone."""
    if not value:
        return sum(count for key, count in counts.items() if key != "archived")
    return counts.get(_owner(value, me), 0)


def _counts(wanted: Wanted, tally: Sequence[Tally], reader: Reader) -> dict[str, dict[str, int]]:
    """Of each name and value, how many articles have it that are all else that was asked for.

    An article that is all but one of these counts for that one name: it is what another choice there would show. It
    counts for each topic that its own stands under.
    """
    asked = (wanted.state, wanted.only, wanted.topic, _owner(wanted.owner, reader.me), wanted.audience)
    counts: dict[str, dict[str, int]] = {name: defaultdict(int) for name in NAMES}
    for row in tally:
        topic = row.topic or NOBODY
        topics = reader.above.get(topic, (topic,))
        values = (row.state, row.language, topic, row.owner or NOBODY, row.audience)
        missed = [at for at, value in enumerate(values) if asked[at] and asked[at] != value]
        if 2 in missed and wanted.topic in topics:
            missed.remove(2)
        if row.state == "archived" and not wanted.state:
            missed.append(0)
        if len(missed) > 1:
            continue
        count = row.due if wanted.check else row.count
        for at in missed or range(len(values)):
            for value in topics if at == 2 else (values[at],):
                counts[NAMES[at]][value] += count
        if not missed:
            counts["check"]["due"] += row.due
    return counts


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
