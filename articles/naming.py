"""What arriving articles and topics are called in addresses, and which topics are here already."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from articles.reading import Source
from articles.records import Name, Record
from kb import ids
from kb.slugs import slug
from kb.store import shelving, topics
from kb.store.engine import Database, Transaction
from kb.store.topics import Topic

# What a topic is shown with until somebody chooses.
_ICON: Final = "folder"
_DEEPEST: Final = 10
# An address as this house makes them, with what is put behind one that was taken.
_EXACT: Final = re.compile(r"[^\W_]+(?:-[^\W_]+){0,100}")


@dataclass(frozen=True, slots=True)
class Slugs:
    """The addresses that arriving articles get: by key, and by the path of their file. `moved` are those of exported
    articles that are others here, by what they were."""

    by_key: dict[str, str]
    by_path: dict[str, str]
    moved: dict[str, str]


def slugs_for(db: Database, source: Source, *, site: str) -> Slugs:
    """A slug for each article of the source: the one that the article has, or a free one made from its title."""
    here = shelving.addresses(db, site=site)
    taken = {address.slug for address in here}
    known = {address.source_key: address.slug for address in here}
    last: dict[str, int] = {}
    found = Slugs({}, {}, {})
    for name in source.names():
        if name.key in found.by_key:
            continue
        exact = name.slug if name.as_written and name.slug and _EXACT.fullmatch(name.slug) else None
        wanted = exact or slug(name.slug or name.title, fallback="article")
        gets = known.get(key_of(name, source=source.name)) or _free(wanted, taken, last)
        found.by_key[name.key] = gets
        found.by_path[name.path or name.key] = gets
        if name.as_written and name.slug and name.slug != gets:
            found.moved[name.slug] = gets
    return found


def key_of(named: Name | Record, *, source: str) -> str:
    """What an article is found by when it is imported again; an exported one keeps its own in every house."""
    return named.key if named.as_written else f"{source}:{named.key}"


def _free(wanted: str, taken: set[str], last: dict[str, int]) -> str:
    free = wanted
    while free in taken:
        last[wanted] = last.get(wanted, 1) + 1
        free = f"{wanted}-{last[wanted]}"
    taken.add(free)
    return free


def topic_ids(db: Database, records: Sequence[Record], *, site: str, now: int) -> dict[str, str]:
    """The topics that the records name, by that name: a topic's slug, its path, or what it is called in any language.

    Those that are not here are made.
    """
    named = {record.topic: record.language for record in records if record.topic}
    if not named:
        return {}
    known: dict[str, str] = {}
    here = topics.all_names(db, site=site)
    for topic in here:
        known[topic.name.casefold()] = topic.id
    known |= {topic.slug: topic.id for topic in here} | {path: id for id, path in paths(here).items()}
    missing = {name: language for name, language in named.items() if not _find(name, known)}
    if missing:
        position = topics.last_position(db, site=site)

        def make(tx: Transaction) -> None:
            for place, (name, language) in enumerate(missing.items(), start=1):
                id, called = ids.new_id(now + place), slug(name, fallback="topic")
                if topics.add(tx, id=id, site=site, slug=called, icon=_ICON, position=position + place):
                    topics.name(tx, id, language=language, name=name)
                    known[called] = id
                else:
                    known[called] = topics.id_of(tx, called, site=site) or id

        db.write(make)
    return {name: _find(name, known) for name in named}


def paths(here: Iterable[Topic]) -> dict[str, str]:
    """The slugs from the root down to each topic, with `/` between them, by the topic's id."""
    known = {topic.id: topic for topic in here}

    def path(id: str, depth: int) -> str:
        topic = known[id]
        above = path(topic.parent, depth + 1) + "/" if topic.parent in known and depth < _DEEPEST else ""
        return above + topic.slug

    return {id: path(id, 0) for id in known}


def _find(name: str, known: dict[str, str]) -> str:
    last = name.rpartition("/")[2]
    wanted = (name, name.casefold(), slug(name, fallback="topic"), last)
    return next((known[each] for each in wanted if each in known), "")
