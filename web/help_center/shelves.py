"""The help center's topics, newest and most helpful articles, read again only when one of them has changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kb.languages import fallbacks
from kb.store import events, feedback, shelves, topics
from kb.store.articles import Shelved
from kb.store.engine import Database

OTHER: Final = "-"
"""In addresses, the shelf of the articles that have no topic; no topic's slug looks like this."""

NEWEST: Final = 6
POPULAR: Final = 6
FEWEST_POPULAR: Final = 3
"""With fewer than these nothing is popular."""

FIRST: Final = 4
"""Articles of each topic under a topic, on its page."""

_SHORT: Final = 1_000
_LONG: Final = 60_000
_MANY: Final = 5_000
_RANKED: Final = 60
_RANKED_FOR: Final = 600_000
_QUARTER: Final = 90 * 86_400_000


# Two of these are equal when they are the same: comparing trees for every page would cost more than the page.
@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A shelf as readers of one language see it; `name` is empty for the one without a topic, and its id is None.

    `count` is of the articles here and in all topics under it, `own` of those here. `children` has no empty ones.
    `shelf` are the ids whose articles stand here: its own, and those of topics that were just taken away under it.
    """

    id: str | None
    slug: str
    icon: str
    name: str
    description: str
    own: int
    count: int
    children: "tuple[Topic, ...]"
    trail: "tuple[Step, ...]"
    shelf: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A topic on the way to another, or to an article."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Shelves:
    """`topics` are those on top; `popular` is empty where readers said too little to tell."""

    topics: tuple[Topic, ...]
    newest: tuple[Shelved, ...]
    popular: tuple[Shelved, ...]
    by_slug: dict[str, Topic]
    by_id: dict[str | None, Topic]

    def topic(self, slug: str) -> Topic | None:
        return self.by_slug.get(slug)

    def trail_to(self, id: str | None) -> tuple[Step, ...]:
        """The topics that an article in this one stands under, the outermost first."""
        found = self.by_id.get(id)
        return (*found.trail, Step(found.slug, found.name)) if found else ()


@dataclass(slots=True)
class Kept:
    """What was read, up to which event, and when. Imported topics come without an event: nothing is kept for long."""

    cursor: str = ""
    checked_at: int = 0
    read_at: int = 0
    shelves: dict[tuple[str, tuple[str, ...]], Shelves] = field(default_factory=dict)
    firsts: dict[tuple[str, tuple[str, ...], str | None], tuple[Shelved, ...]] = field(default_factory=dict)
    counts: dict[tuple[str, ...], "Counted"] = field(default_factory=dict)
    ranked: "Ranked | None" = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles each topic had at a moment. Counting a few costs nothing, counting many takes milliseconds."""

    at: int
    by_topic: dict[str | None, int]

    def will_do(self, *, now: int) -> bool:
        return sum(self.by_topic.values()) > _MANY and 0 <= now - self.at < _SHORT


@dataclass(frozen=True, slots=True)
class Ranked:
    """Which articles helped most often of late, as of a moment."""

    at: int
    groups: tuple[str, ...]


def exact(kept: Kept, db: Database, *, site: str, language: str, audiences: tuple[str, ...], now: int) -> Shelves:
    """The shelves as the store has them at this moment; of very many articles the counts may be a second old."""
    _forget_what_changed(kept, db, now=now)
    return _found(kept, db, site=site, language=language, audiences=audiences, now=now)


def recent(kept: Kept, db: Database, *, site: str, language: str, audiences: tuple[str, ...], now: int) -> Shelves:
    """The shelves of a second ago at most: enough for the names of topics."""
    if not 0 <= now - kept.checked_at <= _SHORT:  # the clock may be put back
        _forget_what_changed(kept, db, now=now)
    return _found(kept, db, site=site, language=language, audiences=audiences, now=now)


def firsts(
    kept: Kept, db: Database, topic: Topic, *, site: str, language: str, audiences: tuple[str, ...]
) -> tuple[Shelved, ...]:
    """The first articles that stand in a topic itself. Call `exact` before: it forgets what changed."""
    known, key = kept.firsts, (language, audiences, topic.id)
    if key not in known:
        preferred = fallbacks(language)
        found: list[Shelved] = []
        for at in range(1, len(preferred) + 1):
            if len(found) < FIRST:
                found += shelves.shelf(
                    db, site=site, audiences=audiences, topics=topic.shelf, languages=preferred[:at], after="",
                    limit=FIRST - len(found),
                )
        known[key] = tuple(found)
    return known[key]


def _forget_what_changed(kept: Kept, db: Database, *, now: int) -> None:
    kept.checked_at = now
    if not kept.cursor or not 0 <= now - kept.read_at <= _LONG:
        kept.cursor, kept.read_at = events.latest(db), now
        kept.shelves, kept.firsts = {}, {}
        return
    while True:
        found, kept.cursor = events.read_after(db, kept.cursor)
        if any(event.kind.startswith(("article.", "topic.")) for event in found):
            kept.shelves, kept.firsts = {}, {}
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
        ranked = _ranked(kept, db, site=site, now=now)
        found = _read(
            db, site=site, language=language, audiences=audiences, counts=counted.by_topic, helpful=ranked.groups
        )
        if fresh:
            shelves_now[language, audiences] = found
    return found


def _ranked(kept: Kept, db: Database, *, site: str, now: int) -> Ranked:
    if kept.ranked is None or not 0 <= now - kept.ranked.at < _RANKED_FOR:
        rows = feedback.most_helpful(db, site=site, since=now - _QUARTER, limit=_RANKED)
        kept.ranked = Ranked(now, tuple(row.variant_group for row in rows))
    return kept.ranked


def _read(
    db: Database, *, site: str, language: str, audiences: tuple[str, ...], counts: dict[str | None, int],
    helpful: Sequence[str],
) -> Shelves:
    preferred = fallbacks(language)
    signs = named(db, site=site, language=language)
    gone = {row.id: row.parent for row in topics.removed(db, site=site)}
    shelf: dict[str | None, list[str | None]] = {id: [id] for id in (None, *signs)}
    for id in gone:
        shelf[_home(id, gone)].append(id)
    own = {id: sum(counts.get(each, 0) for each in ids) for id, ids in shelf.items()}
    found = list(_children(None, (), signs=signs, shelf=shelf, own=own))
    if own[None]:
        found.append(Topic(None, OTHER, "squares-2x2", "", "", own[None], own[None], (), (), tuple(shelf[None])))
    every = list(_all(found))
    return Shelves(
        tuple(found),
        _newest(db, site=site, preferred=preferred, audiences=audiences),
        _popular(db, helpful, site=site, preferred=preferred, audiences=audiences),
        {topic.slug: topic for topic in every},
        {topic.id: topic for topic in every},
    )


def named(db: Database, *, site: str, language: str) -> dict[str, topics.Topic]:
    """Every topic by id, with its name in this language or the nearest; siblings in order."""
    order = {tag: place for place, tag in enumerate(fallbacks(language))}
    best: dict[str, topics.Topic] = {}
    for row in topics.all_names(db, site=site):
        kept = best.get(row.id)
        if kept is None or order.get(row.language, len(order)) < order.get(kept.language, len(order)):
            best[row.id] = row
    return best


def _home(id: str | None, gone: dict[str, str | None]) -> str | None:
    """Where the articles of a topic stand that was taken away."""
    while id in gone:
        id = gone[id]
    return id


def _children(
    parent: str | None, trail: tuple[Step, ...], *, signs: dict[str, topics.Topic],
    shelf: dict[str | None, list[str | None]], own: dict[str | None, int],
) -> Iterator[Topic]:
    for id, sign in signs.items():
        if sign.parent == parent:
            below = (*trail, Step(sign.slug, sign.name))
            children = tuple(_children(id, below, signs=signs, shelf=shelf, own=own))
            count = own[id] + sum(child.count for child in children)
            if count:
                yield Topic(
                    id, sign.slug, sign.icon, sign.name, sign.description, own[id], count, children, trail,
                    tuple(shelf[id]),
                )


def _all(found: Sequence[Topic]) -> Iterator[Topic]:
    for topic in found:
        yield topic
        yield from _all(topic.children)


def _newest(db: Database, *, site: str, preferred: tuple[str, ...], audiences: tuple[str, ...]) -> tuple[Shelved, ...]:
    found: list[Shelved] = []
    for at in range(1, len(preferred) + 1):
        if len(found) < NEWEST:
            found += shelves.newest(
                db, site=site, audiences=audiences, languages=preferred[:at], limit=NEWEST - len(found)
            )
    return tuple(found)


def _popular(
    db: Database, groups: Sequence[str], *, site: str, preferred: tuple[str, ...], audiences: tuple[str, ...]
) -> tuple[Shelved, ...]:
    """Those of the groups that this reader may see, in their order, each in the best language."""
    rows = shelves.of_groups(db, groups, site=site, audiences=audiences)
    order = {tag: place for place, tag in enumerate(preferred)}
    best = {group: min(found, key=lambda row: order.get(row.language, len(order))) for group, found in rows.items()}
    popular = tuple(best[group] for group in groups if group in best)[:POPULAR]
    return popular if len(popular) >= FEWEST_POPULAR else ()
