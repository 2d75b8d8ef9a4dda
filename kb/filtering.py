"""Which tags and people the filters of a search (`kb.filters`) mean, and what of them is not there.

It tells of nobody who has left, is suspended, or has written nothing that everybody may see."""

import dataclasses
import functools
from dataclasses import dataclass
from typing import Final

from kb import filters, fitting, similarity
from kb import text as pipeline
from kb.asked import Narrowed
from kb.filters import Filter, Left, Parsed
from kb.fitting import Unfit
from kb.index import facets
from kb.store import authors, tags
from kb.store.authors import Author
from kb.store.engine import Reads
from kb.store.filtered import Wanted
from kb.store.tags import Tag

PEOPLE: Final = 6
"""Of people with one name, how many are named."""

_COMPARED: Final = 5_000
"""A mistyped tag is compared with so many, those with most questions."""

_SHORT: Final = 4
_FACETS: Final = {
    "answered": facets.ANSWERED, "unanswered": facets.UNANSWERED, "solved": facets.SOLVED, "official": facets.OFFICIAL,
}


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that holds. `label` is the tag's or person's name, or the state."""

    filter: Filter
    label: str


@dataclass(frozen=True, slots=True)
class Strange:
    """A filter that nothing or too much answers to. `meant` is the tag that may have been meant; `people` all of whom
    one may be meant."""

    filter: Filter
    meant: str = ""
    people: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, its filters as the store knows them. `kind` is 'question' or 'article' where only those are wanted."""

    parsed: Parsed
    kind: str = ""
    wanted: Wanted = dataclasses.field(default_factory=Wanted)
    active: tuple[Active, ...] = ()
    strange: tuple[Strange, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def words(self) -> str:
        return self.parsed.words

    @property
    def narrowed(self) -> Narrowed:
        """The same for the index."""
        found = [facets.tag(tag.id) for tag in self.wanted.tags]
        if self.wanted.author:
            found.append(facets.by(self.wanted.author))
        found += [_FACETS[state] for state in sorted(self.wanted.states) if state in _FACETS]
        gone = tuple(facets.tag(tag.id) for tag in self.wanted.without)
        return Narrowed(tuple(found), gone, closed="only" if "closed" in self.wanted.states else "never")

    @property
    def with_closed(self) -> Narrowed:
        """The same for a list that may end with closed questions: where nobody asks for open or closed ones."""
        if self.wanted.states & {"open", "closed", "unanswered"}:
            return self.narrowed
        return dataclasses.replace(self.narrowed, closed="last")


def understand(db: Reads, query: str, *, site: str, now: int) -> Understood:
    """What is asked for. Without filters it reads nothing."""
    parsed = filters.parse(query)
    active: list[Active] = []
    strange: list[Strange] = []
    left = list(parsed.left)
    wanted: dict[str, Filter] = {}
    gone: dict[str, Filter] = {}
    named: dict[str, Tag] = {}
    states: set[str] = set()
    author, kind = "", ""
    known = functools.cache(lambda: _known(db, site=site))  # read at the first tag that is not there, and once
    for each in parsed.filters:
        match each.name:
            case "tag":
                tag = _tag(db, each.value, site=site)
                if tag is None:
                    strange.append(Strange(each, meant=_meant(each.value, known=known())))
                    continue
                other = (wanted if each.ruled_out else gone).get(tag.id)
                if other:  # two names of one tag
                    left.append(Left(each, "contradicts", other))
                    continue
                (gone if each.ruled_out else wanted)[tag.id] = each
                named[tag.id] = tag
                active.append(Active(each, tag.name))
            case "user":
                people = _people(db, each.value, site=site, now=now)
                if len(people) != 1:
                    strange.append(Strange(each, people=tuple(people)))
                    continue
                author = people[0].id
                active.append(Active(each, people[0].name))
            case "is" if each.value in ("question", "article"):
                kind = each.value
                active.append(Active(each, kind))
            case _:
                states.add(each.value)
                active.append(Active(each, each.value))
    of_questions = bool(named or author or states)
    tagged = Wanted(
        tuple(named[id] for id in wanted), tuple(named[id] for id in gone), author, frozenset(states)
    )
    return Understood(
        parsed, "question" if of_questions else kind, tagged, tuple(active), tuple(strange), tuple(left)
    )


def _tag(db: Reads, written: str, *, site: str) -> Tag | None:
    """The tag of this name, in either Chinese script, or the one that it is a synonym of."""
    names = _names(written)
    found = tags.named(db, names, site=site) if names else []
    return next((tag for tag in found if tag.name in names[:1]), found[0] if found else None)


def _names(written: str) -> list[str]:
    try:
        return [name for form in pipeline.in_scripts(written) if (name := fitting.tag(form))]
    except Unfit:
        return []


def _known(db: Reads, *, site: str) -> dict[str, tuple[str, int]]:
    """What the tags may be mistyped from: the folded name to the name and how many questions it has."""
    rows = tags.names(db, site=site, limit=_COMPARED)
    return {fold: (row.name, row.questions) for row in rows if len(fold := pipeline.fold(row.name)) > 1}


def _meant(written: str, *, known: dict[str, tuple[str, int]]) -> str:
    """The tag that was probably mistyped, or ''."""
    names = _names(written)
    if not names:
        return ""
    most = 1 if len(names[0]) <= _SHORT else 2
    found = similarity.closest(
        pipeline.fold(names[0]), {fold: questions for fold, (_name, questions) in known.items()}, most=most
    )
    return known[found][0] if found else ""


def _people(db: Reads, written: str, *, site: str, now: int) -> list[Author]:
    """Who may be meant: the one of this id, else all of this name, else all of this first name."""
    one = authors.by_id(db, written, site=site, now=now)
    if one:
        return [one]
    names = pipeline.in_scripts(written)
    found = authors.named(db, names, site=site, now=now, limit=PEOPLE)
    return found or authors.first_named(db, written, site=site, now=now, limit=PEOPLE)
