"""What arriving articles and topics are called in addresses, and which topics are here already."""

from collections.abc import Sequence
from typing import Final

from articles.reading import Record, Source
from kb import ids
from kb.slugs import slug
from kb.store import shelving, topics
from kb.store.engine import Database, Transaction

# What a topic is shown with until somebody chooses.
_ICON: Final = "folder"


def slugs_for(db: Database, source: Source, *, site: str) -> dict[str, str]:
    """A slug for each of the source's keys: the one that the article has, or a free one made from its title."""
    here = shelving.addresses(db, site=site)
    taken = {address.slug for address in here}
    known = {address.source_key: address.slug for address in here if address.source_key}
    last: dict[str, int] = {}
    found: dict[str, str] = {}
    for name in source.names():
        if name.key not in found:
            wanted = slug(name.slug or name.title, fallback="article")
            found[name.key] = known.get(f"{source.name}:{name.key}") or _free(wanted, taken, last)
    return found


def _free(wanted: str, taken: set[str], last: dict[str, int]) -> str:
    free = wanted
    while free in taken:
        last[wanted] = last.get(wanted, 1) + 1
        free = f"{wanted}-{last[wanted]}"
    taken.add(free)
    return free


def topic_ids(db: Database, records: Sequence[Record], *, site: str, now: int) -> dict[str, str]:
    """The topics that the records name, by that name: a topic's slug, or what it is called in any language.

    Those that are not here are made.
    """
    named = {record.topic: record.language for record in records if record.topic}
    if not named:
        return {}
    known: dict[str, str] = {}
    for topic in topics.all_names(db, site=site):
        known[topic.name.casefold()] = known[topic.slug] = topic.id
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


def _find(name: str, known: dict[str, str]) -> str:
    return known.get(name.casefold()) or known.get(slug(name, fallback="topic"), "")
