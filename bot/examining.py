"""Asks the questions whose right answer is known, after each change of what the bot answers from. In the work process.

A run waits until nothing changes any more and index and router know everything, then asks in slices, so that other work
goes on; whatever changes meanwhile makes it begin anew.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot import crediting, router, trial
from bot.trial import Tried
from kb import ids, synonyms
from kb.index import Index, IndexUnavailable, follower
from kb.store import articles, events, posts, regression_runs, regressions
from kb.store.engine import Database, Transaction
from kb.store.events import Event
from kb.store.posts import Post
from kb.store.regression_runs import Cause, Result, Run
from kb.store.regressions import Regression

CHANGES: Final = (*sorted(follower.ARTICLES), "synonym.changed")
"""Events after which an answer may be another."""

VOUCHED: Final = ("answer.accepted", "answer.unaccepted", "answer.marked")
TAKEN_AWAY: Final = (
    "post.edited", "post.hidden", "post.removed", "post.withdrawn", "post.put_back", "post.restored", "post.shown",
    "question.closed", "question.duplicate", "question.reopened",
)
"""Events of the board after which an answer may be another: the latter where the bot may say what they are about. A
vote alone begins no run."""

QUIET: Final = 3_000
LONGEST: Final = 60_000
"""Milliseconds without a change after which a run begins; it begins after LONGEST however much goes on changing."""

PATIENCE: Final = 900_000
"""Milliseconds that a run waits for the router: if learning fails, the questions are asked without."""

SLICE: Final = 2.0
"""Seconds for which questions are asked at a stretch."""

_PAUSE: Final = 0.001
_PAGE: Final = 2_000


class Examiner:
    """Keeps the runs of a site going: each step does a little. One thread uses it, in one process at a time."""

    def __init__(self, db: Database, index: Index, *, site: str) -> None:
        self._db = db
        self._index = index
        self._site = site
        self._known = ""  # the last run that was done when the log was read from a run's own place
        self._cursor: str | None = None

    def step(self, *, now: int) -> None:
        """Notices what changed, begins a run that is due, or goes on with one."""
        self._listen(now=now)
        run = regression_runs.open_one(self._db, site=self._site)
        if run is None:
            return
        if run.state == "running":
            self._go_on(run, now=now)
        elif self._is_due(run, now=now) and self._is_ready(run, now=now):
            synonyms.forget(self._db)
            count = regressions.count(self._db, site=self._site)
            self._db.write(
                lambda tx: regression_runs.start(tx, run, questions=count) if count
                else regression_runs.drop(tx, run.id)
            )

    def _listen(self, *, now: int) -> None:
        """Reads on in the log; what counts is put down as the cause of a run. Before the first run nothing is read."""
        done = regression_runs.latest(self._db, site=self._site)
        known = done.id if done else ""
        if self._cursor is None or known != self._known:  # begun just now, or another process has gone on meanwhile
            run = regression_runs.open_one(self._db, site=self._site) or done
            if run is None:
                return
            self._cursor, self._known = run.cursor, known
        while True:
            page, after = events.read_after(self._db, self._cursor, limit=_PAGE)
            if not page:
                return
            causes = self._causes(page)
            if causes and regressions.count(self._db, site=self._site):
                fresh = regression_runs.fresh(ids.new_id(now), site=self._site, cursor=after, now=now)
                self._db.write(
                    lambda tx, causes=causes, fresh=fresh: regression_runs.want(  # type: ignore[misc]
                        tx, fresh, causes, count=len(causes), cursor=fresh.cursor
                    )
                )
            self._cursor = after

    def _causes(self, page: Sequence[Event]) -> list[Cause]:
        """The changes that a customer may notice, newest first: of drafts nobody knows yet."""
        found = [event for event in page if event.site == self._site]
        changed = {event.subject for event in found if event.kind == "article.changed"}
        shown = articles.published(self._db, changed)
        return [cause for event in reversed(found) if (cause := self._cause(event, shown))]

    def _cause(self, event: Event, shown: Collection[str]) -> Cause | None:
        if event.kind in CHANGES:
            known = event.kind != "article.changed" or event.subject in shown
            return Cause(event.kind, event.subject, event.created_at) if known else None
        if event.kind not in VOUCHED and event.kind not in TAKEN_AWAY:
            return None
        post = posts.by_id(self._db, event.subject)
        if post is None or (event.kind in TAKEN_AWAY and not self._is_vouched_for(post)):
            return None
        return Cause("question.changed", post.question, event.created_at)

    def _is_vouched_for(self, post: Post) -> bool:
        if post.kind == "question":
            return post.answers > 0
        question = posts.by_id(self._db, post.question)
        accepted = question is not None and question.accepted == post.id
        return accepted or post.mark == "official" or post.score >= crediting.VOTES

    def _is_due(self, run: Run, *, now: int) -> bool:
        # The clock may be put back: what lies ahead was long ago.
        return not 0 <= now - run.changed_at < QUIET or not 0 <= now - run.created_at < LONGEST

    def _is_ready(self, run: Run, *, now: int) -> bool:
        """Whether index and router know all that has changed."""
        try:
            known = self._index.cursor() is not None and not follower.behind(self._db, self._index).count
        except IndexUnavailable:
            return False
        if not known:
            return False
        waited = 0 <= now - run.changed_at < PATIENCE
        return not (waited and router.is_due(self._db, self._index, site=self._site))

    def _go_on(self, run: Run, *, now: int) -> None:
        before = regression_runs.latest(self._db, site=self._site)
        last = {row.regression: row for row in regression_runs.results(self._db, before.id)} if before else {}
        asked = {row.regression for row in regression_runs.results(self._db, run.id)}
        open = [row for row in regressions.of_site(self._db, site=self._site) if row.id not in asked]
        try:
            found = [result_of(run, row, tried, last.get(row.id)) for row, tried in self._asked(open, now=now)]
        except IndexUnavailable:
            return  # it is built anew just now: later
        done = len(found) == len(open)

        def body(tx: Transaction) -> bool:
            if not regression_runs.note(tx, run, found):
                return False
            if done and regression_runs.finish(tx, run, before=before.id if before else "", now=now):
                events.append(
                    tx, kind="regression.run", topic="regressions", subject=run.id, site=self._site, now=now
                )
            return done

        if self._db.write(body):
            self._known = run.id

    def _asked(self, questions: Sequence[Regression], *, now: int) -> Iterator[tuple[Regression, Tried]]:
        until = time.monotonic() + SLICE
        for row in questions:
            yield row, trial.put(self._db, self._index, row.text, site=self._site, language=row.language, now=now)
            if time.monotonic() > until:
                return
            time.sleep(_PAUSE)


def result_of(run: Run, question: Regression, tried: Tried, last: Result | None) -> Result:
    """What became of a question in a run; `last` is what became of it in the run before."""
    told = next((each for each in tried.told if each.question.id == tried.put_first), None)
    found = Result(
        run.id, question.id, "right" if is_right(question, tried) else "wrong", None if told else tried.put_first,
        told.confidence if told else tried.confidence, tried.shown, run.id, run.changed_at, 0,
        told.question.id if told else None,
    )
    if last is None:
        return found
    if last.verdict == found.verdict:
        return replace(found, since=last.since, since_at=last.since_at, lost=last.lost)
    return replace(found, lost=int(found.verdict == "wrong"))


def is_right(question: Regression, tried: Tried) -> bool:
    """Whether the customer gets the right article, as the answer or as the first on offer; where none is right, whether
    they get no answer. What says the same in the customer's own language is right too; an answer of the community
    is not the article."""
    if question.article is None:
        return tried.shown != "answer"
    found = (match.candidate.article for match in tried.matches)
    came = next((article for article in found if article.id == tried.put_first), None)
    if came is None or came.id == question.article:
        return came is not None
    return came.variant_group == question.variant_group and came.language[:2] == tried.language[:2]
