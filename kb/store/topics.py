"""Topics: the shelves of the help center, a tree whose topics are named in each language."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with one of its names; `parent` is the topic that it stands under, if any."""

    id: str
    site: str
    slug: str
    icon: str
    position: int
    parent: str | None
    version: int
    language: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic stands: siblings are in the order of their positions, and of their ids where those are the same."""

    id: str
    parent: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Count:
    topic: str
    count: int


@dataclass(frozen=True, slots=True)
class Removed:
    id: str
    parent: str | None
    removed_at: int


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


def all_names(db: Reads, *, site: str) -> list[Topic]:
    """Every topic once for each language that it is named in, siblings in the order of the shelves."""
    return db.all(
        Topic,
        """SELECT t.id, t.site, t.slug, t.icon, t.position, t.parent, t.version, n.language, n.name, n.description
             FROM topic t JOIN topic_name n ON n.topic = t.id
            WHERE t.site = :site AND t.removed_at IS NULL ORDER BY t.position, t.id, n.language""",
        site=site,
    )


def places(db: Reads, *, site: str) -> list[Place]:
    """The whole tree, siblings in order."""
    return db.all(
        Place,
        """SELECT id, parent, position FROM topic WHERE site = :site AND removed_at IS NULL ORDER BY position, id""",
        site=site,
    )


def removed(db: Reads, *, site: str) -> list[Removed]:
    """Those that were taken away, and where they stood."""
    return db.all(
        Removed, "SELECT id, parent, removed_at FROM topic WHERE site = :site AND removed_at IS NOT NULL", site=site
    )


def counts(db: Reads, *, site: str) -> dict[str, int]:
    """For moderators: how many articles each topic has, in whatever state and language. None has no entry."""
    rows = db.all(
        Count,
        """SELECT topic, COUNT(*) AS count FROM article WHERE site = :site AND topic IS NOT NULL GROUP BY topic""",
        site=site,
    )
    return {row.topic: row.count for row in rows}


def id_of(db: Reads, slug: str, *, site: str) -> str | None:
    found: str | None = db.value("SELECT id FROM topic WHERE site = :site AND slug = :slug", site=site, slug=slug)
    return found


def once_at(db: Reads, slug: str, *, site: str) -> str | None:
    """The topic that had this address before, there or removed."""
    found: str | None = db.value(
        "SELECT topic FROM topic_redirect WHERE site = :site AND slug = :slug", site=site, slug=slug
    )
    return found


def last_position(db: Reads, *, site: str) -> int:
    return int(db.value("SELECT COALESCE(MAX(position), 0) FROM topic WHERE site = :site", site=site))


def tree_version(db: Reads, *, site: str) -> int:
    """Another number after each change of the tree."""
    return int(db.value("SELECT topic_version FROM site WHERE id = :site", site=site) or 0)


def take_tree(tx: Transaction, *, site: str, seen: int | None) -> int:
    """Moves the tree's version; whoever else changes the tree waits until this transaction ends.

    0 when the tree was changed since `seen`; None sees to that by itself.
    """
    return tx.run(
        """UPDATE site SET topic_version = topic_version + 1
            WHERE id = :site AND (CAST(:seen AS BIGINT) IS NULL OR topic_version = :seen)""",
        site=site, seen=seen,
    )


def add(
    tx: Transaction, *, id: str, site: str, slug: str, icon: str, position: int, parent: str | None = None
) -> int:
    """1 when the topic is new, 0 when its slug is there already."""
    added = tx.run(
        """INSERT INTO topic (id, site, slug, icon, position, parent)
           VALUES (:id, :site, :slug, :icon, :position, :parent) ON CONFLICT (site, slug) DO NOTHING""",
        id=id, site=site, slug=slug, icon=icon, position=position, parent=parent,
    )
    if added:
        unredirect(tx, slug, site=site)
    return added


def name(tx: Transaction, topic: str, *, language: str, name: str, description: str = "") -> None:
    tx.run(
        """INSERT INTO topic_name (topic, language, name, description) VALUES (:topic, :language, :name, :description)
           ON CONFLICT (topic, language) DO UPDATE SET name = excluded.name, description = excluded.description""",
        topic=topic, language=language, name=name, description=description,
    )


def unname(tx: Transaction, topic: str, *, language: str) -> int:
    return tx.run(
        "DELETE FROM topic_name WHERE topic = :topic AND language = :language", topic=topic, language=language
    )


def change(tx: Transaction, id: str, *, site: str, slug: str, icon: str, seen: int) -> int:
    """0 when somebody changed the topic since `seen`, or took it away. Raises Conflict where another has the slug."""
    return tx.run(
        """UPDATE topic SET slug = :slug, icon = :icon, version = version + 1
            WHERE id = :id AND site = :site AND version = :seen AND removed_at IS NULL""",
        id=id, site=site, slug=slug, icon=icon, seen=seen,
    )


def place(tx: Transaction, places: Iterable[Place]) -> None:
    tx.run_many(
        "UPDATE topic SET parent = :parent, position = :position WHERE id = :id",
        ({"id": each.id, "parent": each.parent, "position": each.position} for each in places),
    )


def redirect(tx: Transaction, slug: str, *, site: str, topic: str, now: int) -> None:
    """An address that the topic has no more leads to it from now on."""
    tx.run(
        """INSERT INTO topic_redirect (site, slug, topic, created_at) VALUES (:site, :slug, :topic, :now)
           ON CONFLICT (site, slug) DO UPDATE SET topic = excluded.topic, created_at = excluded.created_at""",
        site=site, slug=slug, topic=topic, now=now,
    )


def unredirect(tx: Transaction, slug: str, *, site: str) -> int:
    return tx.run("DELETE FROM topic_redirect WHERE site = :site AND slug = :slug", site=site, slug=slug)


def remove(tx: Transaction, id: str, *, site: str, slug: str, now: int) -> int:
    """Takes a topic away, under a slug that nobody asks for; 0 where it is gone, or has topics under it."""
    return tx.run(
        """UPDATE topic SET removed_at = :now, slug = :slug, version = version + 1
            WHERE id = :id AND site = :site AND removed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM topic t WHERE t.parent = :id AND t.removed_at IS NULL)""",
        id=id, site=site, slug=slug, now=now,
    )


def restore(tx: Transaction, id: str, *, site: str, slug: str, parent: str | None) -> int:
    """Puts a removed topic back, at the position that it had; 0 where it is there."""
    return tx.run(
        """UPDATE topic SET removed_at = NULL, slug = :slug, parent = :parent, version = version + 1
            WHERE id = :id AND site = :site AND removed_at IS NOT NULL""",
        id=id, site=site, slug=slug, parent=parent,
    )


def last_address(db: Reads, id: str) -> str | None:
    """The address that a topic had last, of those that lead to it."""
    found: str | None = db.value(
        "SELECT slug FROM topic_redirect WHERE topic = :id ORDER BY created_at DESC, slug LIMIT 1", id=id
    )
    return found


def articles_in(db: Reads, topic: str, *, limit: int) -> list[str]:
    """Ids, in whatever state."""
    rows = db.all(_Id, "SELECT id FROM article WHERE topic = :topic ORDER BY id LIMIT :limit", topic=topic, limit=limit)
    return [row.id for row in rows]


def articles_moved(db: Reads, topic: str, *, limit: int) -> list[str]:
    """Those that a removed topic had."""
    rows = db.all(
        _Id, "SELECT article AS id FROM topic_moved WHERE topic = :topic ORDER BY article LIMIT :limit",
        topic=topic, limit=limit,
    )
    return [row.id for row in rows]


def shelve(tx: Transaction, article: str, *, source: str | None, target: str | None) -> int:
    """Puts an article from one topic into another; 0 where it is elsewhere by now."""
    return tx.run(
        f"""UPDATE article SET topic = :target, version = version + 1
             WHERE id = :article AND topic {"IS NULL" if source is None else "= :source"}""",
        article=article, target=target, **({} if source is None else {"source": source}),
    )


def note_moved(tx: Transaction, topic: str, *, article: str) -> None:
    tx.run(
        "INSERT INTO topic_moved (topic, article) VALUES (:topic, :article) ON CONFLICT (topic, article) DO NOTHING",
        topic=topic, article=article,
    )


def forget_moved(tx: Transaction, topic: str, *, article: str) -> int:
    return tx.run("DELETE FROM topic_moved WHERE topic = :topic AND article = :article", topic=topic, article=article)
