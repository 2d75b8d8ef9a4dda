"""What belongs beside an article: a few that a person picked, then what the one ranker finds alike.

The ranker costs milliseconds, so no page asks it: the work process does, once for each version of an article, and keeps
what it found. Who may see which of it is decided when a page is read.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from kb import search
from kb.index import Index, IndexUnavailable, follower
from kb.languages import fallbacks
from kb.search import Candidate
from kb.store import articles, events, related
from kb.store.articles import Article
from kb.store.engine import Database, Transaction
from kb.store.related import Beside

SHOWN: Final = 5
MOST_PICKED: Final = 10

_KEPT: Final = 12
"""Of those found alike: more than are shown, since not everybody may read them all."""

_LEAST: Final = 0.3
_ALIKE: Final = 0.45
_NEAR: Final = 0.72
"""An article is alike when, for the other's title, its score and the share that it holds are at least LEAST and one of
them ALIKE; or when its own title is so NEAR. Set by looking at what the manual's articles then stand beside."""

_SLICE: Final = 20
_FEW: Final = 50
"""Where more than these wait, everything is being asked anyway."""


def pick(db: Database, article: Article, others: Sequence[str], *, now: int) -> None:
    """Exactly these stand first beside the article, in all its languages; `others` are variant groups, in order.

    What is unknown, itself, or there twice is left out, and so is what comes after MOST_PICKED.
    """
    known = related.groups(db, others, site=article.site) - {article.variant_group}
    wanted = [each for each in dict.fromkeys(others) if each in known][:MOST_PICKED]

    def body(tx: Transaction) -> None:
        related.set_picks(tx, article.variant_group, others=wanted)
        events.append(
            tx, kind="related.picked", topic=f"article:{article.id}", subject=article.id, site=article.site, now=now
        )

    db.write(body)


def beside(
    db: Database, article: Article, *, audiences: Collection[str], language: str
) -> tuple[Beside, ...]:
    """What stands beside an article for readers of a language, at most SHOWN, each once and in the nearest language."""
    order = {tag: place for place, tag in enumerate(fallbacks(language))}
    best: dict[str, Beside] = {}
    for row in related.beside(db, article, audiences=audiences):
        kept = best.get(row.variant_group)
        if row.variant_group == article.variant_group or (kept and kept.rank < row.rank):
            continue
        if kept is None or order.get(row.language, len(order)) < order.get(kept.language, len(order)):
            best[row.variant_group] = row
    return tuple(best.values())[:SHOWN]


class Relater:
    """Asks the ranker for articles that changed since it was asked. One thread uses it."""

    def __init__(self, db: Database, index: Index, *, site: str, elapsed: Callable[[], float]) -> None:
        """`elapsed` tells seconds that only go on."""
        self._db = db
        self._index = index
        self._site = site
        self._elapsed = elapsed

    def step(self, *, now: int, within: float) -> int:
        """Asks for those that wait, about so many seconds long; how many that were. None while the index is behind."""
        end, done = self._elapsed() + within, 0
        waiting = related.due(self._db, site=self._site, limit=_FEW + 1)
        try:
            if not waiting or self._index.cursor() is None or follower.behind(self._db, self._index).count:
                return 0
            for id in waiting:
                found = articles.by_id(self._db, id)
                if found:
                    self._ask(found, now=now, few=len(waiting) <= _FEW)
                    done += 1
                if self._elapsed() >= end:
                    break
        except IndexUnavailable:
            return done
        return done

    def _ask(self, article: Article, *, now: int, few: int) -> None:
        others = alike(self._db, self._index, article)
        new = related.is_new(self._db, article.id)

        def body(tx: Transaction) -> None:
            related.set_alike(tx, article.id, others=others, version=article.version, now=now)
            if new and few:  # those that it is like may be like it
                related.ask_again(tx, others, site=article.site)

        self._db.write(body)


def alike(db: Database, index: Index, article: Article) -> list[str]:
    """The variant groups that search finds for the article's title, the nearest first. Raises IndexUnavailable.

    Among those that everybody may read as many as there are among all, so that neither crowds out the other.
    """
    found: dict[str, float] = {}
    for audiences in dict.fromkeys((search.PUBLIC, articles.AUDIENCES)):
        ranked = search.rank(
            db, index, article.title, site=article.site, language=article.language, audiences=audiences
        )
        near = [each for each in ranked.candidates if _is_alike(each, article)]
        found.update((each.article.variant_group, each.score) for each in near[:_KEPT])
    return sorted(found, key=lambda group: -found[group])


def _is_alike(candidate: Candidate, article: Article) -> bool:
    if candidate.article.variant_group == article.variant_group:
        return False
    # What another language takes off the score tells nothing of how alike two articles are.
    score, held = candidate.score / candidate.signals.language, candidate.signals.coverage
    return candidate.signals.likeness >= _NEAR or (min(score, held) >= _LEAST and max(score, held) >= _ALIKE)
