"""Which of the articles that say the same is the one for a reader."""

from collections.abc import Collection, Iterable

from kb.languages import fallbacks
from kb.store import translations
from kb.store.engine import Reads
from kb.store.translations import Variant


def readable(db: Reads, variant_group: str, *, audiences: Collection[str]) -> tuple[Variant, ...]:
    """What of a group is published for these audiences, the source first."""
    group = translations.of_group(db, variant_group)
    return tuple(row for row in group if row.state == "published" and row.audience in audiences)


def nearest(variants: Iterable[Variant], *, language: str) -> Variant | None:
    """The one in the reader's language, or the first one in the order in which the reader's language falls back."""
    order = fallbacks(language)
    return min(
        (row for row in variants if row.language in order), key=lambda row: order.index(row.language), default=None
    )
