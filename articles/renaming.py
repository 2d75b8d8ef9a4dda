"""Where an article is to be found: its address, and the ones that it had, which lead to it for good.

An address belongs to one article, and an old one leads straight to an article, never to another old one: so no chain
and no circle can come about.
"""

from articles import editing
from articles.editing import Unfit
from kb.slugs import slug as slug_of
from kb.store import articles, redirects
from kb.store.articles import Article
from kb.store.engine import Reads, Transaction


def address(db: Reads, article: Article, *, wanted: str, title: str) -> str:
    """What was wanted as an address is written; where that is nothing, one made from the title.

    What is made from a title takes no address that leads to another article; whoever wants that one writes it by hand.
    Raises Unfit where another article has the address that was wanted.
    """
    chosen = slug_of(wanted, fallback="")
    if chosen:
        if articles.slug_taken(db, chosen, site=article.site) not in (None, article.id):
            raise Unfit("slug", "taken")
        return chosen
    return from_title(db, title, site=article.site, article=article.id)


def from_title(db: Reads, title: str, *, site: str, article: str) -> str:
    """The nicest free address for a title, for the article with this id."""
    *usual, last = editing.slugs(title, article)
    mine = (None, article)
    return next(
        (
            slug for slug in usual
            if articles.slug_taken(db, slug, site=site) in mine and redirects.article_of(db, slug, site=site) in mine
        ),
        last,
    )


def lead_here(tx: Transaction, before: Article, *, slug: str, now: int) -> None:
    """The address that the article had leads to it from now on; the one that it takes leads nowhere else."""
    if slug != before.slug:
        redirects.remove(tx, slug, site=before.site)
        redirects.add(tx, before.slug, site=before.site, article=before.id, now=now)
