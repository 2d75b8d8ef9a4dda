"""Which articles hold some words, for those who look after them: published ones by index, the others by reading their
texts, all by their titles."""

from typing import Final

from kb import text
from kb.index import Index, IndexUnavailable
from kb.store import curation
from kb.store.articles import AUDIENCES
from kb.store.engine import Database

MOST: Final = 500
"""Articles that each of these ways brings to the list; more words find fewer."""

_MOST_WORDS: Final = 8


def holding(db: Database, index: Index, query: str, *, site: str) -> list[str]:
    """The ids of the articles whose title, or text where they are not published, holds every word as it is written, and
    of the published ones that hold them anywhere. Where there is no index, only the first."""
    words = query.split()[:_MOST_WORDS]
    by_title = curation.titled(db, words, site=site, limit=MOST)
    unpublished = curation.unpublished(db, words, site=site, limit=MOST)
    try:
        by_text = _holding_all(index, list(dict.fromkeys(text.tokens(" ".join(words)))))
    except IndexUnavailable:
        by_text = []
    return list(dict.fromkeys([*by_title, *unpublished, *by_text]))


def _holding_all(index: Index, tokens: list[str]) -> list[str]:
    """The best of those that hold every token; of a token in too many articles the best are enough."""
    if not tokens:
        return []
    found = [hit.id for hit in index.search(tokens, audiences=AUDIENCES, limit=MOST)]
    for token in tokens if len(tokens) > 1 else ():
        holders = {hit.id for hit in index.search([token], audiences=AUDIENCES, limit=MOST)}
        if len(holders) < MOST:
            found = [id for id in found if id in holders]
    return found
