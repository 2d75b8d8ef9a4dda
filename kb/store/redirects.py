"""Addresses that articles had before: whoever comes by one is led to where the article is now, for good."""

from kb.store.engine import Reads, Transaction


def article_of(db: Reads, slug: str, *, site: str) -> str | None:
    """The id of the article that had this address."""
    found: str | None = db.value(
        "SELECT article FROM redirect WHERE site = :site AND slug = :slug", site=site, slug=slug
    )
    return found


def add(tx: Transaction, slug: str, *, site: str, article: str, now: int) -> None:
    """The address leads to the article from now on; also where it led to another one."""
    tx.run(
        """INSERT INTO redirect (site, slug, article, created_at) VALUES (:site, :slug, :article, :now)
           ON CONFLICT (site, slug) DO UPDATE SET article = excluded.article, created_at = excluded.created_at""",
        site=site, slug=slug, article=article, now=now,
    )


def remove(tx: Transaction, slug: str, *, site: str) -> int:
    """An article has this address itself again."""
    return tx.run("DELETE FROM redirect WHERE site = :site AND slug = :slug", site=site, slug=slug)
