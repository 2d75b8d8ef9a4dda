"""Questions whose right answer a moderator knows: kept, changed, removed, asked. Each verb ends with its event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb import ids, text
from kb.languages import LANGUAGES
from kb.store import articles, events, regression_runs, regressions
from kb.store.engine import Conflict, Database, Transaction
from kb.store.regression_runs import Cause
from kb.store.regressions import Regression

MOST_QUESTIONS: Final = 2_000
LONGEST: Final = 300


class Moved(Exception):
    """The question was changed or removed since it was read."""


class Unfit(Exception):
    """A question that cannot be kept, and why."""

    def __init__(self, problem: Literal["missing", "too_long", "language", "article", "there", "full"]) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Known:
    """A question as customers of a page in `language` ask it, and the article that is right; None: nothing is."""

    text: str
    language: str
    article: str | None


def add(db: Database, known: Known, *, site: str, author: str | None, now: int) -> Regression:
    """Raises Unfit."""
    row = _row(db, known, site=site, author=author, now=now)
    if not _add(db, [row], now=now):
        raise Unfit("there")
    return row


def add_many(
    db: Database, many: Iterable[Known], *, site: str, author: str | None, now: int
) -> tuple[int, int]:
    """Keeps as many as there is room for: how many were new, and how many found none. Raises Unfit."""
    # Ids sort by time: one millisecond apart, they keep the writer's order.
    rows = [
        _row(db, known, site=site, author=author, now=now + place) for place, known in enumerate(_different(many))
    ]
    there = {(row.language, row.text) for row in regressions.of_site(db, site=site)}
    fresh = [row for row in rows if (row.language, row.text) not in there]
    fitting = fresh[: max(0, MOST_QUESTIONS - len(there))]
    return _add(db, fitting, now=now) if fitting else 0, len(fresh) - len(fitting)


def change(db: Database, row: Regression, known: Known, *, seen: int, author: str | None, now: int) -> None:
    """Other words, or another right answer. `seen` is the `updated_at` that the writer saw. Raises Moved, Unfit."""
    line, article = _fit(db, known, site=row.site)
    changed = replace(
        row, text=line, language=known.language, article=article, author=author, updated_at=max(now, seen + 1)
    )
    fresh = _fresh(db, site=row.site, now=now)

    def body(tx: Transaction) -> None:
        if not regressions.change(tx, changed, seen=seen):
            raise Moved
        regression_runs.want(tx, fresh, [Cause("regression.changed", row.id, now)], count=1)
        _tell(tx, "regression.changed", row.id, site=row.site, now=now)

    try:
        db.write(body)
    except Conflict:
        raise Unfit("there") from None


def remove(db: Database, row: Regression, *, now: int) -> None:
    """Gone already is fine too."""

    def body(tx: Transaction) -> None:
        if regressions.remove(tx, row.id, site=row.site):
            _tell(tx, "regression.removed", row.id, site=row.site, now=now)

    db.write(body)


def ask(db: Database, *, site: str, now: int) -> None:
    """All are asked as soon as the work process comes to it."""
    fresh = _fresh(db, site=site, now=now)

    def body(tx: Transaction) -> None:
        regression_runs.want(tx, fresh, [Cause("regression.asked", "", now)], count=1)
        _tell(tx, "regression.asked", fresh.id, site=site, now=now)

    db.write(body)


def _add(db: Database, rows: Sequence[Regression], *, now: int) -> int:
    site = rows[0].site
    fresh = _fresh(db, site=site, now=now)

    def body(tx: Transaction) -> int:
        added = [row.id for row in rows if regressions.add(tx, row)]
        if added:
            causes = [Cause("regression.added", id, now) for id in reversed(added)]
            regression_runs.want(tx, fresh, causes, count=len(added))
            _tell(tx, "regression.added", added[-1], site=site, now=now)
        return len(added)

    return db.write(body)


def _fresh(db: Database, *, site: str, now: int) -> regression_runs.Run:
    """A run that knows the log as far as the last one; the first one begins here."""
    before = regression_runs.latest(db, site=site)
    cursor = before.cursor if before else events.latest(db)
    return regression_runs.fresh(ids.new_id(now), site=site, cursor=cursor, now=now)


def _tell(tx: Transaction, kind: str, subject: str, *, site: str, now: int) -> None:
    events.append(tx, kind=kind, topic="regressions", subject=subject, site=site, now=now)


def _row(db: Database, known: Known, *, site: str, author: str | None, now: int) -> Regression:
    line, article = _fit(db, known, site=site)
    if regressions.count(db, site=site) >= MOST_QUESTIONS:
        raise Unfit("full")
    return Regression(ids.new_id(now), site, known.language, line, article, None, author, now, now)


def _fit(db: Database, known: Known, *, site: str) -> tuple[str, str | None]:
    """The question on one line, and its article."""
    line = " ".join(text.printable(known.text).split())
    if not line:
        raise Unfit("missing")
    if len(line) > LONGEST:
        raise Unfit("too_long")
    if known.language not in LANGUAGES:
        raise Unfit("language")
    if known.article is not None:
        found = articles.by_id(db, known.article)
        if found is None or found.site != site:
            raise Unfit("article")
    return line, known.article


def _different(many: Iterable[Known]) -> list[Known]:
    """Of what stands there twice, the last."""
    return list({(known.language, " ".join(known.text.split())): known for known in many}.values())
