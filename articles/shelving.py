"""The tree of topics: added, changed, moved, removed and put back. Each verb ends with its event.

Every verb that changes the tree first takes its version in the same transaction: a second one waits, then reads the
tree as it is by then. So no two together make a circle, or a fourth level.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb import ids
from kb import text as pipeline
from kb.languages import LANGUAGES
from kb.slugs import slug as slug_of
from kb.store import events, topics
from kb.store.engine import Conflict, Database, Transaction
from kb.store.topics import Place

LEVELS: Final = 3
MOST_TOPICS: Final = 500
MOST_NAME: Final = 60
MOST_DESCRIPTION: Final = 200

_SLICE: Final = 200
"""Articles that change their topic in one transaction: others write in between."""

Field = Literal["name", "description", "slug", "icon"]
Problem = Literal["missing", "too_long", "taken", "unknown", "full"]


class Moved(Exception):
    """The tree, or this topic, was changed since it was read."""


class Misplaced(Exception):
    """A topic would stand under itself (`problem` is "circle"), or deeper than LEVELS ("too_deep")."""

    def __init__(self, problem: Literal["circle", "too_deep"]) -> None:
        super().__init__(problem)
        self.problem = problem


class Occupied(Exception):
    """A topic that is to go still has topics under it, or articles that nobody said where to put."""

    def __init__(self, by: Literal["topics", "articles"]) -> None:
        super().__init__(by)
        self.by = by


class Unfit(Exception):
    """What cannot be kept: `field` says which, `problem` what is wrong with it."""

    def __init__(self, field: Field, problem: Problem) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands on a shelf: an icon's name, its address, and name and description by language.

    At least one name is needed. An empty slug is made from the names.
    """

    icon: str
    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]


def add(db: Database, sign: Sign, *, site: str, parent: str | None, now: int) -> str:
    """A new topic at the end of its parent's; its id. Raises Misplaced, Moved where the parent is gone, Unfit."""
    sign = _fit(sign)
    id = ids.new_id(now)

    def body(tx: Transaction) -> str:
        topics.take_tree(tx, site=site, seen=None)
        tree = topics.places(tx, site=site)
        if len(tree) >= MOST_TOPICS:
            raise Unfit("name", "full")
        if parent is not None and parent not in {place.id for place in tree}:
            raise Moved
        if parent is not None and level(tree, parent) >= LEVELS:
            raise Misplaced("too_deep")
        position = topics.last_position(tx, site=site) + 1
        for slug in _slugs(sign, id):
            if topics.add(tx, id=id, site=site, slug=slug, icon=sign.icon, position=position, parent=parent):
                break
        _name(tx, id, sign)
        _tell(tx, id, site=site, now=now)
        return id

    return db.write(body)


def change(db: Database, id: str, sign: Sign, *, site: str, seen: int, now: int) -> None:
    """Other names, icon or address; the address before leads to it for good. `seen` is its version.

    Raises Moved, Unfit.
    """
    sign = _fit(sign)

    def body(tx: Transaction) -> None:
        before = next((row for row in topics.all_names(tx, site=site) if row.id == id), None)
        if before is None:
            raise Moved
        slug = sign.slug or before.slug
        if topics.id_of(tx, slug, site=site) not in (None, id):
            raise Unfit("slug", "taken")
        if not topics.change(tx, id, site=site, slug=slug, icon=sign.icon, seen=seen):
            raise Moved
        if slug != before.slug:
            topics.unredirect(tx, slug, site=site)
            topics.redirect(tx, before.slug, site=site, topic=id, now=now)
        _name(tx, id, sign)
        _tell(tx, id, site=site, now=now)

    try:
        db.write(body)
    except Conflict:
        raise Unfit("slug", "taken") from None


def move(
    db: Database, id: str, *, site: str, parent: str | None, before: str | None, seen: int | None, now: int
) -> None:
    """Puts a topic, with all that stands under it, under `parent` (None: on top), before one of those that are there
    (None: last). `seen` is the tree's version. Raises Misplaced, Moved."""

    def body(tx: Transaction) -> None:
        if not topics.take_tree(tx, site=site, seen=seen):
            raise Moved
        tree = topics.places(tx, site=site)
        known = {place.id for place in tree}
        if id not in known or (parent is not None and parent not in known):
            raise Moved
        if parent is not None and parent in under(tree, id):
            raise Misplaced("circle")
        if (level(tree, parent) if parent else 0) + height(tree, id) > LEVELS:
            raise Misplaced("too_deep")
        siblings = [place.id for place in tree if place.parent == parent and place.id != id]
        if before is not None and before not in siblings:
            raise Moved
        siblings.insert(len(siblings) if before is None else siblings.index(before), id)
        topics.place(tx, [Place(each, parent, at) for at, each in enumerate(siblings, start=1)])
        _tell(tx, id, site=site, now=now)

    db.write(body)


def remove(
    db: Database, id: str, *, site: str, articles: Literal["none", "up"], seen: int | None, now: int
) -> None:
    """Takes a topic away. Where `articles` says "up", its articles go into its parent, or out of all topics.

    Its address leads there. Raises Moved, Occupied.
    """

    def body(tx: Transaction) -> str | None:
        if not topics.take_tree(tx, site=site, seen=seen):
            raise Moved
        stands = next((row for row in topics.all_names(tx, site=site) if row.id == id), None)
        if stands is None:
            raise Moved
        if articles == "none" and topics.articles_in(tx, id, limit=1):
            raise Occupied("articles")
        if not topics.remove(tx, id, site=site, slug=f"-{id}", now=now):
            raise Occupied("topics")
        topics.redirect(tx, stands.slug, site=site, topic=id, now=now)
        _tell(tx, id, site=site, now=now)
        return stands.parent

    target = db.write(body)
    while found := topics.articles_in(db, id, limit=_SLICE):
        db.write(lambda tx, found=tuple(found): _empty(tx, id, found, target=target, site=site, now=now))  # type: ignore[misc]


def restore(db: Database, id: str, *, site: str, now: int) -> None:
    """Puts a removed topic back where it stood, with those of its articles that are still where they were put.

    Raises Moved where it is not there to be put back.
    """

    def body(tx: Transaction) -> str | None:
        topics.take_tree(tx, site=site, seen=None)
        gone = next((row for row in topics.removed(tx, site=site) if row.id == id), None)
        tree = topics.places(tx, site=site)
        if gone is None:
            raise Moved
        parent = gone.parent if gone.parent in {place.id for place in tree} else None
        if parent and level(tree, parent) >= LEVELS:
            parent = None
        address = topics.last_address(tx, id) or id
        slug = address if topics.id_of(tx, address, site=site) is None else f"{address}-{id}"
        topics.unredirect(tx, slug, site=site)
        topics.restore(tx, id, site=site, slug=slug, parent=parent)
        _tell(tx, id, site=site, now=now)
        return gone.parent

    source = db.write(body)
    while found := topics.articles_moved(db, id, limit=_SLICE):
        db.write(lambda tx, found=tuple(found): _fill(tx, id, found, source=source, site=site, now=now))  # type: ignore[misc]


def level(tree: Sequence[Place], id: str) -> int:
    """How deep a topic stands: 1 on top."""
    parents = {place.id: place.parent for place in tree}
    found, at = 1, parents.get(id)
    while at is not None and found <= len(tree):
        found, at = found + 1, parents.get(at)
    return found


def height(tree: Sequence[Place], id: str) -> int:
    """How many levels a topic is with all that stands under it: 1 alone."""
    below = [place.id for place in tree if place.parent == id]
    return 1 + max((height(tree, each) for each in below), default=0)


def under(tree: Sequence[Place], id: str) -> set[str]:
    """A topic and all that stands under it."""
    found = {id}
    for each in (place.id for place in tree if place.parent == id):
        found |= under(tree, each)
    return found


def _empty(tx: Transaction, id: str, found: Sequence[str], *, target: str | None, site: str, now: int) -> None:
    for article in found:
        if topics.shelve(tx, article, source=id, target=target):
            topics.note_moved(tx, id, article=article)
            _tell_article(tx, article, site=site, now=now)


def _fill(tx: Transaction, id: str, found: Sequence[str], *, source: str | None, site: str, now: int) -> None:
    for article in found:
        if topics.shelve(tx, article, source=source, target=id):
            _tell_article(tx, article, site=site, now=now)
        topics.forget_moved(tx, id, article=article)


def _tell(tx: Transaction, id: str, *, site: str, now: int) -> None:
    events.append(tx, kind="topic.changed", topic="topics", subject=id, site=site, now=now)


def _tell_article(tx: Transaction, id: str, *, site: str, now: int) -> None:
    events.append(tx, kind="article.changed", topic=f"article:{id}", subject=id, site=site, now=now)


def _name(tx: Transaction, id: str, sign: Sign) -> None:
    for language in LANGUAGES:
        if sign.names.get(language):
            described = sign.descriptions.get(language, "")
            topics.name(tx, id, language=language, name=sign.names[language], description=described)
        else:
            topics.unname(tx, id, language=language)


def _fit(sign: Sign) -> Sign:
    names = {language: _line(sign.names.get(language, "")) for language in LANGUAGES}
    descriptions = {language: _line(sign.descriptions.get(language, "")) for language in LANGUAGES}
    if not any(names.values()):
        raise Unfit("name", "missing")
    if any(len(name) > MOST_NAME for name in names.values()):
        raise Unfit("name", "too_long")
    if any(len(text) > MOST_DESCRIPTION for text in descriptions.values()):
        raise Unfit("description", "too_long")
    return Sign(sign.icon, slug_of(sign.slug, fallback=""), names, descriptions)


def _slugs(sign: Sign, id: str) -> Iterator[str]:
    """Addresses to try, the nicest first; the last one is free, since the id stands in it."""
    first = next(name for name in sign.names.values() if name)
    slug = sign.slug or slug_of(first, fallback="topic")
    yield slug
    yield from (f"{slug}-{number}" for number in range(2, 10))
    yield f"{slug}-{id}"


def _line(text: str) -> str:
    """On one line; nothing where nobody would see anything."""
    line = " ".join(pipeline.printable(text).split())
    return line if any(letter.isprintable() and letter != " " for letter in line) else ""
