"""The manual that ships with the product, as articles. Seeding again brings what is new in it and nothing else."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from articles.importing import Report, import_records
from articles.reading import Source
from kb.store.engine import Database

NOTE: Final = "From the manual"
_NAME: Final = "manual"


def seed_manual(db: Database, *, site: str, now: int) -> Report:
    """Imports the manual, its topics first. An article that somebody edited or archived here stays as it is."""
    with as_file(files("articles") / _NAME) as folder:
        return seed(db, folder, site=site, now=now)


def seed(db: Database, folder: Path, *, site: str, now: int) -> Report:
    """The same with a manual that lies elsewhere: a folder for each language beside topics.toml."""
    return import_records(db, Source(_NAME, folder, "en"), site=site, now=now, note=NOTE)
