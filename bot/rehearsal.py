"""A rehearsal: the knowledge base is asked some of its own wordings, as a base that does not know them would be.

Every knowledge base is sure in its own way. What comes of the questions, and of the same questions where the right
entry is missing, says by how much its confidence has to be moved.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot import confidence, matching
from bot.confidence import Trial
from bot.router import FEWEST_WORDINGS
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.store import shelving, sites
from kb.store.engine import Database, Transaction, open_database
from kb.store.indexable import Indexable
from kb.store.migrating import migrate

MOST_ARTICLES: Final = 20_000
"""Of a larger base so many take part."""

ENOUGH: Final = 400
"""Questions after which no other fold of the wordings is tried."""

FEWEST_ASKED: Final = 20
"""Of a language: what fewer questions say is chance."""

_FOLDS: Final = 5
"""One of so many wordings of an entry is held back at a time."""

_BATCH: Final = 500

Teach = Callable[[Sequence[Indexable], Index], object]


def shifts(found: Sequence[Indexable], *, teach: Teach, now: int) -> dict[str, float]:
    """By how much to move the confidence, for each language (`en`, `zh`) of which enough could be asked.

    `teach` makes the router of the base that is asked from its articles, beside its index.
    """
    chance = random.Random(0)  # noqa: S311 - the same base is asked the same
    taking_part = chance.sample(found, min(MOST_ARTICLES, len(found)))
    shuffled = [replace(article, phrasings=tuple(chance.sample(article.phrasings, len(article.phrasings))))
                for article in taking_part]
    trials: dict[str, list[Trial]] = defaultdict(list)
    asked = 0
    for fold in range(_FOLDS):
        known, held = _held_back(shuffled, fold)
        if not held or asked >= ENOUGH:
            break
        held = chance.sample(held, min(ENOUGH, len(held)))
        asked += len(held)
        with _base(known, now=now) as (db, index):
            teach(known, index)
            for language, trial in _trials(db, index, held):
                trials[language].append(trial)
    return {
        language: confidence.shift(of_one) for language, of_one in trials.items() if len(of_one) >= 2 * FEWEST_ASKED
    }


def _held_back(found: Sequence[Indexable], fold: int) -> tuple[list[Indexable], list[tuple[Indexable, str]]]:
    """The articles without this fold of their wordings, and these. Enough to learn from stays with each article."""
    known, held = [], []
    for article in found:
        mine = article.phrasings[fold::_FOLDS] if len(article.phrasings) > FEWEST_WORDINGS else ()
        held += [(article, wording) for wording in mine]
        known.append(replace(article, phrasings=tuple(each for each in article.phrasings if each not in mine)))
    return known, held


def _trials(db: Database, index: Index, held: Sequence[tuple[Indexable, str]]) -> Iterator[tuple[str, Trial]]:
    """What comes of each question, and of the same question where the right entry is missing; with its language."""
    for article, wording in held:
        ranked, matches = matching.match(db, index, wording, site=article.site, language=article.language)
        others = [match for match in matches if match.candidate.article.id != article.id]
        language = article.language[:2]
        if matches:
            right = matches[0].candidate.article.id == article.id
            yield language, Trial(matching.traits(ranked, matches), right=right, weight=1.0)
        if others:
            yield language, Trial(matching.traits(ranked, others), right=False, weight=confidence.UNANSWERED)


@contextmanager
def _base(found: Sequence[Indexable], *, now: int) -> Iterator[tuple[Database, Index]]:
    """A knowledge base of these articles that is thrown away afterwards."""
    with TemporaryDirectory(prefix="firstline-") as folder:
        db, index = open_database(str(Path(folder) / "firstline.db")), open_index("tantivy", Path(folder) / "index")
        try:
            migrate(db)
            for first in range(0, len(found), _BATCH):
                batch = found[first : first + _BATCH]
                db.write(lambda tx, batch=batch: _add(tx, batch, now=now))  # type: ignore[misc]
            Follower(db, index).rebuild()
            yield db, index
        finally:
            index.close()
            db.close()


def _add(tx: Transaction, batch: Sequence[Indexable], *, now: int) -> None:
    for site in {article.site for article in batch}:
        sites.add(tx, site, name=site, now=now)
    shelving.add(
        tx,
        articles=[
            {
                "id": article.id, "site": article.site, "slug": article.id, "language": article.language, "topic": None,
                "variant_group": article.id, "source_key": None, "state": "published", "audience": article.audience,
                "now": now, "published_at": now,
            }
            for article in batch
        ],
        revisions=[
            {
                "article": article.id, "number": 1, "title": article.title, "body": article.body, "author": None,
                "note": "", "now": now,
            }
            for article in batch
        ],
        phrasings=[
            {"id": f"{article.id}-{place}", "article": article.id, "text": wording, "author": None, "now": now}
            for article in batch
            for place, wording in enumerate(article.phrasings)
        ],
        never_answers=[],
    )
