"""Whose articles whoever is asking may read."""

from kb.store import articles
from kb.store.people import CURATORS, STAFF
from web.house import person


def audiences() -> tuple[str, ...]:
    """Of `kb.store.articles.AUDIENCES`, those of this person."""
    reader = person()
    if reader is None:
        return articles.AUDIENCES[:1]
    return articles.AUDIENCES if reader.role in {*STAFF, *CURATORS} else articles.AUDIENCES[:2]
