"""Topics: the shelves of the help center, named in each language."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with one of its names."""

    id: str
    site: str
    slug: str
    icon: str
    position: int
    language: str
    name: str


def all_names(db: Reads, *, site: str) -> list[Topic]:
    """Every topic once for each language that it is named in, in the order of the shelves."""
    return db.all(
        Topic,
        """SELECT t.id, t.site, t.slug, t.icon, t.position, n.language, n.name
             FROM topic t JOIN topic_name n ON n.topic = t.id
            WHERE t.site = :site ORDER BY t.position, t.id, n.language""",
        site=site,
    )


def id_of(db: Reads, slug: str, *, site: str) -> str | None:
    found: str | None = db.value("SELECT id FROM topic WHERE site = :site AND slug = :slug", site=site, slug=slug)
    return found


def last_position(db: Reads, *, site: str) -> int:
    return int(db.value("SELECT COALESCE(MAX(position), 0) FROM topic WHERE site = :site", site=site))


def add(tx: Transaction, *, id: str, site: str, slug: str, icon: str, position: int) -> int:
    """1 when the topic is new, 0 when its slug is there already."""
    return tx.run(
        """INSERT INTO topic (id, site, slug, icon, position) VALUES (:id, :site, :slug, :icon, :position)
           ON CONFLICT (site, slug) DO NOTHING""",
        id=id, site=site, slug=slug, icon=icon, position=position,
    )


def name(tx: Transaction, topic: str, *, language: str, name: str) -> None:
    tx.run(
        """INSERT INTO topic_name (topic, language, name) VALUES (:topic, :language, :name)
           ON CONFLICT (topic, language) DO UPDATE SET name = excluded.name""",
        topic=topic, language=language, name=name,
    )
