"""The manual that ships with the product, as articles. Seeding again brings what is new in it and nothing else."""

import tomllib
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from articles.importing import Report, import_records
from articles.reading import Source
from kb import ids
from kb.store import topics
from kb.store.engine import Database, Transaction

NOTE: Final = "From the manual"
_NAME: Final = "manual"
_TOPICS: Final = "topics.toml"


def seed_manual(db: Database, *, site: str, now: int) -> Report:
    """Imports the manual, its topics first. An article that somebody edited or archived here stays as it is."""
    with as_file(files("articles") / _NAME) as folder:
        return seed(db, folder, site=site, now=now)


def seed(db: Database, folder: Path, *, site: str, now: int) -> Report:
    """The same with a manual that lies elsewhere: a folder for each language beside topics.toml."""
    _seed_topics(db, folder, site=site, now=now)
    return import_records(db, Source(_NAME, folder, "en"), site=site, now=now, note=NOTE)


def _seed_topics(db: Database, folder: Path, *, site: str, now: int) -> None:
    """Those that are not here by their slug; what a topic is called and where it stands is then the owner's."""
    described = tomllib.loads((folder / _TOPICS).read_text(encoding="utf-8"))
    here = {topic.slug for topic in topics.all_names(db, site=site)}
    missing = {slug: topic for slug, topic in described.items() if slug not in here}
    if not missing:
        return
    last = topics.last_position(db, site=site)

    def make(tx: Transaction) -> None:
        for place, (slug, topic) in enumerate(missing.items(), start=1):
            id = ids.new_id(now + place)
            if topics.add(tx, id=id, site=site, slug=slug, icon=topic["icon"], position=last + place):
                for language, name in topic["names"].items():
                    topics.name(tx, id, language=language, name=name)

    db.write(make)
