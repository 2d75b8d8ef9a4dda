"""The file beside a folder of articles that says which topics there are: names, icon, parent, in order."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles import front_matter
from articles.rows import Problem
from kb import ids
from kb.languages import LANGUAGES
from kb.slugs import slug as slug_of
from kb.store import events, topics
from kb.store.engine import Database, Transaction

NAME: Final = "topics.toml"
_ICON: Final = "folder"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it stands in the file; `parent` is a slug, "" at the root. Names and descriptions by language."""

    slug: str
    icon: str
    parent: str
    names: dict[str, str]
    descriptions: dict[str, str]


def written(db: Database, *, site: str) -> str:
    """The whole file: each topic behind its parent, siblings in order."""
    found: dict[str, Topic] = {}
    slugs = {row.id: row.slug for row in topics.all_names(db, site=site)}
    for row in topics.all_names(db, site=site):
        topic = found.setdefault(row.slug, Topic(row.slug, row.icon, slugs.get(row.parent or "", ""), {}, {}))
        topic.names[row.language] = row.name
        if row.description:
            topic.descriptions[row.language] = row.description
    return "\n".join(_table(topic) for topic in _in_order(found.values()))


def make(db: Database, folder: Path, *, site: str, now: int) -> list[Problem]:
    """Makes the topics of a folder's file that are not here by their slug; what is here is its owner's to change."""
    path = folder / NAME
    if not path.is_file():
        return []
    try:
        described = [_read(slug, fields) for slug, fields in tomllib.loads(path.read_text(encoding="utf-8")).items()]
    except (OSError, ValueError) as error:
        return [Problem(NAME, f"the topics cannot be read: {error}")]
    here = {topic.slug: topic.id for topic in topics.all_names(db, site=site)}
    missing = [topic for topic in described if topic.slug not in here]
    if missing:
        db.write(lambda tx: _make(tx, missing, dict(here), site=site, now=now))
    return []


def _make(tx: Transaction, missing: list[Topic], here: dict[str, str], *, site: str, now: int) -> None:
    topics.take_tree(tx, site=site, seen=None)
    last = topics.last_position(tx, site=site)
    for place, topic in enumerate(missing, start=1):
        id = ids.new_id(now + place)
        parent = here.get(topic.parent)
        if topics.add(tx, id=id, site=site, slug=topic.slug, icon=topic.icon, position=last + place, parent=parent):
            here[topic.slug] = id
            for language, name in topic.names.items():
                topics.name(
                    tx, id, language=language, name=name, description=topic.descriptions.get(language, "")
                )
            events.append(tx, kind="topic.changed", topic="topics", subject=id, site=site, now=now)


def _in_order(all_: Iterable[Topic]) -> list[Topic]:
    below: dict[str, list[Topic]] = {}
    for topic in all_:
        below.setdefault(topic.parent, []).append(topic)
    found: list[Topic] = []

    def add(parent: str) -> None:
        for topic in below.pop(parent, []):
            found.append(topic)
            add(topic.slug)

    add("")
    # Below a topic that nobody sees: they stand at the root.
    return found + [topic for rest in below.values() for topic in rest]


def _table(topic: Topic) -> str:
    lines = [f"[{_key(topic.slug)}]", f"icon = {front_matter.quoted(topic.icon)}"]
    lines += [f"parent = {front_matter.quoted(topic.parent)}"] if topic.parent else []
    for name, texts in (("names", topic.names), ("descriptions", topic.descriptions)):
        if texts:
            said = ", ".join(f"{_key(tag)} = {front_matter.quoted(text)}" for tag, text in sorted(texts.items()))
            lines.append(f"{name} = {{ {said} }}")
    return "\n".join([*lines, ""])


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "").replace("_", "").isalnum() else front_matter.quoted(name)


def _read(slug: str, fields: object) -> Topic:
    """Raises ValueError with what is wrong."""
    if not isinstance(fields, dict) or slug_of(slug, fallback="") != slug:
        raise ValueError(f"{slug[:40]!r} is no topic")
    names, descriptions = (_texts(slug, fields.get(name, {})) for name in ("names", "descriptions"))
    icon, parent = fields.get("icon", _ICON), fields.get("parent", "")
    if not names or not isinstance(icon, str) or not isinstance(parent, str) or len(icon) > _LONGEST:
        raise ValueError(f"the topic {slug[:40]!r} needs names, and an icon that is a text")
    return Topic(slug, icon, parent, names, descriptions)


def _texts(slug: str, found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise ValueError(f"the topic {slug[:40]!r} has no names by language")
    for tag, text in found.items():
        if tag not in LANGUAGES or not isinstance(text, str) or not text.strip() or len(text) > _LONGEST * 5:
            raise ValueError(f"the topic {slug[:40]!r} has a name that cannot be used")
    return found
