"""Articles that say the same in several languages: which one is translated, and whether the others have kept up."""

from kb.store import articles, events, translations
from kb.store.engine import Database, Transaction
from kb.store.translations import Variant


class NoVariant(Exception):
    """The article is not there, or is not translated from another one."""


def confirm(db: Database, id: str, *, revision: int, now: int) -> None:
    """The article says the same as this revision of its source. Raises NoVariant.

    A later text of the source, which whoever says so has not seen, leaves it behind all the same; 0 is none of them.
    """

    def body(tx: Transaction) -> None:
        found = _variant(tx, id)
        if found.id == found.source or not 0 <= revision <= found.source_revision:
            raise NoVariant
        translations.set_translates(tx, id, revision=revision)
        _tell(tx, found, now=now)

    db.write(body)


def correct(db: Database, id: str, *, was: int, now: int) -> None:
    """What the source says is still what it said in revision `was`: translations of that one need no change."""

    def body(tx: Transaction) -> None:
        found = _variant(tx, id)
        if found.id == found.source:
            translations.keep_in_step(tx, source=id, was=was, revision=found.source_revision)
            _tell(tx, found, now=now)

    db.write(body)


def lead(db: Database, id: str, *, now: int) -> None:
    """Makes the article the source of its group. Raises NoVariant.

    Who had kept up with the source before keeps up with this one, if this one had.
    """

    def body(tx: Transaction) -> None:
        found = _variant(tx, id)
        if found.id == found.source:
            return
        group = translations.of_group(tx, found.variant_group)
        translations.name_source(tx, found.variant_group, article=id)
        translations.forget_translated(tx, found.variant_group)
        now_at = articles.by_id(tx, id)
        assert now_at is not None
        for row in group:
            if row.id != id:
                behind = row.stale or found.stale
                translations.set_translates(tx, row.id, revision=now_at.revision - 1 if behind else now_at.revision)
        _tell(tx, found, now=now)

    db.write(body)


def _variant(tx: Transaction, id: str) -> Variant:
    found = articles.by_id(tx, id)
    group = translations.of_group(tx, found.variant_group) if found else []
    row = next((row for row in group if row.id == id), None)
    if row is None:
        raise NoVariant
    return row


def _tell(tx: Transaction, found: Variant, *, now: int) -> None:
    events.append(tx, kind="article.changed", topic=f"article:{found.id}", subject=found.id, now=now)
