"""The help center's topics and newest articles, read again only when an article has changed."""

from dataclasses import dataclass, field
from typing import Final

from kb.languages import fallbacks
from kb.store import events, shelves, topics
from kb.store.articles import Shelved
from kb.store.engine import Database

OTHER: Final = "-"
"""In addresses, the shelf of the articles that have no topic; no topic's slug looks like this."""

NEWEST: Final = 6
_SHORT: Final = 1_000
_LONG: Final = 60_000
_MANY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf as readers of one language see it; `name` is empty for the one without a topic, and its id is None."""

    id: str | None
    slug: str
    icon: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Shelves:
    topics: tuple[Topic, ...]
    newest: tuple[Shelved, ...]

    def topic(self, slug: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.slug == slug), None)

    def topic_of(self, id: str | None) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == id), None)


@dataclass(slots=True)
class Kept:
    """What was read, up to which event, and when. Topics change without an event, so nothing is kept for long."""

    cursor: str = ""
    checked_at: int = 0
    read_at: int = 0
    shelves: dict[tuple[str, tuple[str, ...]], Shelves] = field(default_factory=dict)
    counts: dict[tuple[str, ...], "Counted"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles each topic had at a moment. Counting a few costs nothing, counting many takes milliseconds."""

    at: int
    by_topic: dict[str | None, int]

    def will_do(self, *, now: int) -> bool:
        return sum(self.by_topic.values()) > _MANY and 0 <= now - self.at < _SHORT


def exact(kept: Kept, db: Database, *, site: str, language: str, audiences: tuple[str, ...], now: int) -> Shelves:
    """The shelves as the store has them at this moment; of very many articles the counts may be a second old."""
    _forget_what_changed(kept, db, now=now)
    return _found(kept, db, site=site, language=language, audiences=audiences, now=now)


def recent(kept: Kept, db: Database, *, site: str, language: str, audiences: tuple[str, ...], now: int) -> Shelves:
    """The shelves of a second ago at most: enough for the names of topics."""
    if not 0 <= now - kept.checked_at <= _SHORT:  # the clock may be put back
        _forget_what_changed(kept, db, now=now)
    return _found(kept, db, site=site, language=language, audiences=audiences, now=now)


def _forget_what_changed(kept: Kept, db: Database, *, now: int) -> None:
    kept.checked_at = now
    if not kept.cursor or not 0 <= now - kept.read_at <= _LONG:
        kept.cursor, kept.read_at = events.latest(db), now
        kept.shelves = {}
        return
    while True:
        found, kept.cursor = events.read_after(db, kept.cursor)
        if any(event.kind.startswith("article.") for event in found):
            kept.shelves = {}
        if not found:
            return


def _found(
    kept: Kept, db: Database, *, site: str, language: str, audiences: tuple[str, ...], now: int
) -> Shelves:
    shelves_now = kept.shelves  # a change seen while we read replaces it: what we read then is not kept
    found = shelves_now.get((language, audiences))
    if found is None:
        counted = kept.counts.get(audiences)
        fresh = counted is None or not counted.will_do(now=now)
        if counted is None or fresh:
            rows = shelves.filled(db, site=site, audiences=audiences)
            counted = kept.counts[audiences] = Counted(now, {row.topic: row.count for row in rows})
        found = _read(db, site=site, language=language, audiences=audiences, counts=counted.by_topic)
        if fresh:
            shelves_now[language, audiences] = found
    return found


def _read(
    db: Database, *, site: str, language: str, audiences: tuple[str, ...], counts: dict[str | None, int]
) -> Shelves:
    preferred = fallbacks(language)
    named: dict[str, dict[str, topics.Topic]] = {}
    for row in topics.all_names(db, site=site):
        named.setdefault(row.id, {})[row.language] = row
    found = [
        Topic(best.id, best.slug, best.icon, best.name, counts[id])
        for id, names in named.items()
        if counts.get(id)
        for best in (names[min(names, key=lambda tag: preferred.index(tag) if tag in preferred else len(preferred))],)
    ]
    if counts.get(None):
        found.append(Topic(None, OTHER, "squares-2x2", "", counts[None]))
    return Shelves(tuple(found), _newest(db, site=site, preferred=preferred, audiences=audiences))


def _newest(db: Database, *, site: str, preferred: tuple[str, ...], audiences: tuple[str, ...]) -> tuple[Shelved, ...]:
    found: list[Shelved] = []
    for at in range(1, len(preferred) + 1):
        if len(found) < NEWEST:
            found += shelves.newest(
                db, site=site, audiences=audiences, languages=preferred[:at], limit=NEWEST - len(found)
            )
    return tuple(found)
