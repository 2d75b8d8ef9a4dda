"""What the topics are called for this reader, for fields and lists to choose from, and which stands under which."""

from collections.abc import Iterator, Mapping

from kb.languages import fallbacks
from kb.store import sites, topics
from kb.store.topics import Topic
from web import language
from web.house import house


def topic_names() -> dict[str, str]:
    """Every topic by id, named in the reader's language or the nearest, behind the topics that it stands under; in the
    order of the shelves."""
    order = {tag: place for place, tag in enumerate(fallbacks(language.current()))}
    rows = topics.all_names(house().db, site=sites.MAIN)
    best = {row.id: row for row in sorted(rows, key=lambda row: -order.get(row.language, len(order)))}
    below: dict[str, list[Topic]] = {}
    for id in dict.fromkeys(row.id for row in rows):
        topic = best[id]
        below.setdefault(topic.parent if topic.parent in best else "", []).append(topic)
    return dict(_named(below, under="", path=""))


def topics_above() -> dict[str, tuple[str, ...]]:
    """Of every topic itself and those that it stands under, by id."""
    parents = {place.id: place.parent for place in topics.places(house().db, site=sites.MAIN)}
    return {id: tuple(_upwards(id, parents)) for id in parents}


def _upwards(id: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    at: str | None = id
    while at is not None and at in parents:
        yield at
        at = parents[at]


def _named(below: Mapping[str, list[Topic]], *, under: str, path: str) -> Iterator[tuple[str, str]]:
    for topic in below.get(under, ()):
        name = f"{path}{topic.name}"
        yield topic.id, name
        yield from _named(below, under=topic.id, path=f"{name} › ")
