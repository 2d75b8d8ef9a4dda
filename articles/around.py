"""What stands around an exported article: its old addresses, whose translation it is, what was picked beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.naming import Slugs
from articles.records import Record
from kb.store import events, redirects, related, shelving, translations
from kb.store.engine import Database, Transaction

_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Around:
    """What a new article wants beside it: addresses of articles, in order. `group` is its variant group."""

    article: str
    group: str
    related: tuple[str, ...]


def write(tx: Transaction, record: Record, id: str, *, group: str, site: str, now: int) -> None:
    """What is known of an article before all others are here; in the transaction that adds it."""
    for slug in record.redirects:
        if redirects.article_of(tx, slug, site=site) is None:
            redirects.add(tx, slug, site=site, article=id, now=now)
    if record.is_source:
        translations.name_source(tx, group, article=id)


def pick_related(db: Database, wanted: Sequence[Around], *, slugs: Slugs, site: str, now: int) -> None:
    """Once all articles are here: what new ones want beside them, as far as it is here."""
    for first in range(0, len(wanted), _AT_ONCE):
        batch = wanted[first : first + _AT_ONCE]
        named = {slugs.moved.get(slug, slug) for each in batch for slug in each.related}
        groups = shelving.groups_at(db, named, site=site)

        def pick(tx: Transaction, batch: Sequence[Around] = batch, groups: dict[str, str] = groups) -> None:
            for each in batch:
                others = [groups[slug] for name in each.related if (slug := slugs.moved.get(name, name)) in groups]
                related.set_picks(tx, each.group, others=[other for other in others if other != each.group])
                events.append(
                    tx, kind="related.picked", topic=f"article:{each.article}", subject=each.article, site=site, now=now
                )

        db.write(pick)
