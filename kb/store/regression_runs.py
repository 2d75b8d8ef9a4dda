"""Runs over the questions whose right answer is known: one is open at most, and the last of them are kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns

KEPT: Final = 50
"""Runs that are kept."""

_CAUSES: Final = 5


@dataclass(frozen=True, slots=True)
class Cause:
    """A change after which the questions are asked: the kind of its event, what it was done to, and when."""

    kind: str
    subject: str
    at: int


@dataclass(frozen=True, slots=True)
class Run:
    """`waiting` until nothing changes any more, then `running`, then `done`. What the numbers count stands in the
    migration; `causes` is the JSON that `causes_of` reads."""

    id: str
    site: str
    state: str
    cursor: str
    causes: str
    changes: int
    questions: int
    asked: int
    correct: int
    broken: int
    mended: int
    lost: int
    version: int
    created_at: int
    changed_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a question in a run: `article` was shown or offered first, or the best answer of the board's
    `question`."""

    run: str
    regression: str
    verdict: str
    article: str | None
    confidence: float
    decision: str
    since: str
    since_at: int
    lost: int
    question: str | None = None


_RUN: Final = f"SELECT {columns(Run)} FROM regression_run"


def open_one(db: Reads, *, site: str) -> Run | None:
    """The run that is not done."""
    return db.one(Run, f"{_RUN} WHERE site = :site AND state <> 'done'", site=site)


def latest(db: Reads, *, site: str) -> Run | None:
    """The last that is done."""
    return next(iter(last(db, site=site, limit=1)), None)


def last(db: Reads, *, site: str, limit: int) -> list[Run]:
    """Those that are done, newest first."""
    return db.all(
        Run, f"{_RUN} WHERE site = :site AND state = 'done' ORDER BY id DESC LIMIT :limit", site=site, limit=limit
    )


def results(db: Reads, run: str) -> list[Result]:
    return db.all(Result, f"SELECT {columns(Result)} FROM regression_result WHERE run = :run", run=run)


def lost(db: Reads, *, site: str) -> int:
    """How many questions were right once and were wrong in the last run: those that were changed since are not
    counted."""
    run = latest(db, site=site)
    found: int = db.value(
        "SELECT COUNT(*) FROM regression_result WHERE run = :run AND lost = 1", run=run.id if run else ""
    )
    return found


def causes_of(run: Run) -> list[Cause]:
    """The last changes before the run, newest first; there may have been more: `changes` counts them."""
    return [Cause(**each) for each in json.loads(run.causes)]


def want(
    tx: Transaction, fresh: Run, causes: Sequence[Cause], *, count: int, cursor: str | None = None
) -> None:
    """The questions are to be asked after these changes (newest first, `count` of them in all).

    The open run takes them in and begins anew; where there is none, `fresh` becomes it. `cursor` is up to where the log
    was read for it.
    """
    if not _move_open(tx, fresh, cursor=cursor) and not _insert(tx, fresh):
        _move_open(tx, fresh, cursor=cursor)  # somebody opened one in this moment
    run = open_one(tx, site=fresh.site)
    assert run
    tx.run("DELETE FROM regression_result WHERE run = :run", run=run.id)
    merged = [*causes, *causes_of(run)][:_CAUSES]
    tx.run(
        "UPDATE regression_run SET causes = :causes, changes = changes + :count WHERE id = :id",
        id=run.id, causes=json.dumps([asdict(cause) for cause in merged]), count=count,
    )


def start(tx: Transaction, run: Run, *, questions: int) -> int:
    """0 where something changed since the run was read."""
    return tx.run(
        """UPDATE regression_run SET state = 'running', questions = :questions, asked = 0
            WHERE id = :id AND state = 'waiting' AND version = :version""",
        id=run.id, questions=questions, version=run.version,
    )


def note(tx: Transaction, run: Run, found: Iterable[Result]) -> int:
    """Keeps what became of some questions; 0, and nothing kept, where something changed since the run was read."""
    rows = list(found)
    moved = tx.run(
        "UPDATE regression_run SET asked = asked + :count WHERE id = :id AND state = 'running' AND version = :version",
        id=run.id, count=len(rows), version=run.version,
    )
    if moved:
        tx.run_many(
            """INSERT INTO regression_result (run, regression, verdict, article, confidence, decision, since, since_at,
                                              lost, question)
               SELECT :run, g.id, :verdict, :article, :confidence, :decision, :since, :since_at, :lost, :question
                 FROM regression g WHERE g.id = :regression
               ON CONFLICT (run, regression) DO NOTHING""",
            [asdict(row) for row in rows],
        )
    return moved


def finish(tx: Transaction, run: Run, *, before: str, now: int) -> int:
    """Counts what became of the questions, compared with the run `before` (empty: there was none), and forgets the
    oldest runs. 0 where something changed since the run was read."""
    done = tx.run(
        """UPDATE regression_run
              SET state = 'done', ended_at = :now, asked = questions,
                  questions = (SELECT COUNT(*) FROM regression_result WHERE run = :id),
                  correct = (SELECT COUNT(*) FROM regression_result WHERE run = :id AND verdict = 'right'),
                  lost = (SELECT COUNT(*) FROM regression_result WHERE run = :id AND lost = 1),
                  broken = (SELECT COUNT(*) FROM regression_result x JOIN regression_result b
                                ON b.regression = x.regression AND b.run = :before
                             WHERE x.run = :id AND x.verdict = 'wrong' AND b.verdict = 'right'),
                  mended = (SELECT COUNT(*) FROM regression_result x JOIN regression_result b
                                ON b.regression = x.regression AND b.run = :before
                             WHERE x.run = :id AND x.verdict = 'right' AND b.verdict = 'wrong')
            WHERE id = :id AND state = 'running' AND version = :version""",
        id=run.id, before=before, version=run.version, now=now,
    )
    for old in last(tx, site=run.site, limit=2 * KEPT)[KEPT:]:
        drop(tx, old.id)
    return done


def drop(tx: Transaction, id: str) -> None:
    """Forgets a run."""
    tx.run("DELETE FROM regression_result WHERE run = :id", id=id)
    tx.run("DELETE FROM regression_run WHERE id = :id", id=id)


def _move_open(tx: Transaction, fresh: Run, *, cursor: str | None) -> int:
    return tx.run(
        """UPDATE regression_run
              SET state = 'waiting', asked = 0, version = version + 1, changed_at = :now,
                  cursor = COALESCE(CAST(:cursor AS TEXT), cursor)
            WHERE site = :site AND state <> 'done'""",
        site=fresh.site, now=fresh.changed_at, cursor=cursor,
    )


def _insert(tx: Transaction, fresh: Run) -> int:
    return tx.run(
        """INSERT INTO regression_run (id, site, state, cursor, causes, changes, questions, asked, correct, broken,
                                       mended, lost, version, created_at, changed_at, ended_at)
           VALUES (:id, :site, :state, :cursor, :causes, :changes, :questions, :asked, :correct, :broken,
                   :mended, :lost, :version, :created_at, :changed_at, :ended_at)
           ON CONFLICT DO NOTHING""",
        **asdict(fresh),
    )


def fresh(id: str, *, site: str, cursor: str, now: int) -> Run:
    """A run that nothing was asked in yet."""
    return Run(id, site, "waiting", cursor, "[]", 0, 0, 0, 0, 0, 0, 0, 1, now, now, None)
