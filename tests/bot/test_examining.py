"""Questions whose right answer is known are asked after each change: once for many, and only when it can be known."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from articles import editing, meaning, publishing, regressions
from articles.editing import Text
from articles.meaning import Meaning
from articles.regressions import Known, Moved, Unfit
from bot import examining, teaching
from bot.examining import Examiner
from kb import accepting, moderating
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.moderating import Order, Target
from kb.store import events, regression_runs
from kb.store import regressions as rows
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.regression_runs import Run
from tests.kb import board

PASSWORD = Text("Reset your password", "Press **Forgot password** and open the link.", "en", phrasings=("I forgot it",))
INVOICE = Text("Download an invoice", "Open **Billing** and press **Download**.", "en", phrasings=("where is my bill",))
Keep = Callable[..., str]


class Clock:
    """Milliseconds that go on when a test says so."""

    def __init__(self, now: int) -> None:
        self.now = now

    def later(self, by: int = 10_000) -> int:
        self.now += by
        return self.now


@pytest.fixture
def clock(now: int) -> Clock:
    return Clock(now)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = open_index("tantivy", tmp_path / "index")
    yield index
    index.close()


@pytest.fixture
def examiner(database: Database, index: Index) -> Examiner:
    return Examiner(database, index, site="main")


@pytest.fixture
def password(database: Database, clock: Clock) -> Article:
    return publish(database, PASSWORD, clock)


@pytest.fixture
def invoice(database: Database, clock: Clock) -> Article:
    return publish(database, INVOICE, clock)


@pytest.fixture
def keep(database: Database, clock: Clock) -> Keep:
    def keep(text: str, article: Article | None) -> str:
        known = Known(text, "en", article.id if article else None)
        return regressions.add(database, known, site="main", author=None, now=clock.later(1)).id

    return keep


def publish(db: Database, text: Text, clock: Clock) -> Article:
    made = editing.create(db, text, site="main", author=None, note="", now=clock.later(1))
    return publishing.publish(db, made.id, seen=made.version, now=clock.later(1))


def know(db: Database, index: Index, clock: Clock) -> None:
    """What the jobs for index and wordings do."""
    Follower(db, index).step(now=clock.now)
    teaching.teach(db, index, site="main", now=clock.now)


def steps(examiner: Examiner, clock: Clock, count: int = 4) -> None:
    for _ in range(count):
        examiner.step(now=clock.later())


def last(db: Database) -> Run:
    found = regression_runs.latest(db, site="main")
    assert found
    return found


def verdicts(db: Database) -> dict[str, tuple[str, str]]:
    return {row.regression: (row.verdict, row.decision) for row in regression_runs.results(db, last(db).id)}


def test_a_kept_question_is_asked_and_judged(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article, invoice: Article
) -> None:
    know(database, index, clock)
    right, wrong = keep("how do I reset my password", password), keep("download an invoice", password)
    nothing, answered = keep("zzyzx", None), keep("I forgot my password", None)
    person = keep("let me talk to a person", password)
    steps(examiner, clock)
    assert verdicts(database) == {
        right: ("right", "answer"), wrong: ("wrong", "answer"), nothing: ("right", "clarify"),
        answered: ("wrong", "answer"), person: ("wrong", "handover"),
    }
    run = last(database)
    assert (run.state, run.questions, run.correct, run.broken, run.lost) == ("done", 5, 2, 0, 0)
    came = {row.regression: row.article for row in regression_runs.results(database, run.id)}
    assert (came[right], came[wrong], came[nothing]) == (password.id, invoice.id, None)
    assert events.read_after(database, events.START)[0][-1].kind == "regression.run"


def test_what_broke_stands_with_the_change_before(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article, invoice: Article
) -> None:
    know(database, index, clock)
    question = keep("how do I reset my password", password)
    steps(examiner, clock)
    first = last(database)
    gone = publishing.archive(database, password.id, seen=password.version, now=clock.later(1))
    know(database, index, clock)
    steps(examiner, clock)
    run = last(database)
    assert (run.broken, run.lost, run.mended) == (1, 1, 0)
    assert [(cause.kind, cause.subject) for cause in regression_runs.causes_of(run)] == [
        ("article.archived", password.id)
    ]
    regressions.ask(database, site="main", now=clock.later(1))
    steps(examiner, clock)
    assert (last(database).broken, last(database).lost) == (0, 1)
    [result] = regression_runs.results(database, last(database).id)
    assert (result.since, result.since_at, result.lost) == (run.id, run.changed_at, 1)
    publishing.publish(database, password.id, seen=gone.version, now=clock.later(1))
    know(database, index, clock)
    steps(examiner, clock)
    assert (last(database).mended, last(database).lost) == (1, 0)
    assert verdicts(database)[question] == ("right", "answer")
    assert first.broken == 0


def test_a_synonym_is_a_change_and_a_draft_is_none(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article, invoice: Article
) -> None:
    know(database, index, clock)
    keep("download the chit", invoice)
    steps(examiner, clock)
    before = last(database)
    editing.create(database, PASSWORD, site="main", author=None, note="", now=clock.later(1))
    Follower(database, index).step(now=clock.now)
    steps(examiner, clock)
    assert last(database) == before
    meaning.add(database, Meaning("chit, invoice", "", "both"), site="main", author=None, now=clock.later(1))
    teaching.teach(database, index, site="main", now=clock.now)
    steps(examiner, clock)
    assert last(database) != before
    assert [cause.kind for cause in regression_runs.causes_of(last(database))] == ["synonym.changed"]


def test_many_changes_make_one_run_once_it_is_quiet(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article
) -> None:
    know(database, index, clock)
    keep("how do I reset my password", password)
    steps(examiner, clock)
    before = last(database)
    for number in range(30):
        publish(database, replace(INVOICE, title=f"Invoice number {number}"), clock)
        if number % 10 == 0:
            examiner.step(now=clock.later(100))
    know(database, index, clock)
    examiner.step(now=clock.now)
    waiting = regression_runs.open_one(database, site="main")
    assert waiting
    # That it was written and that it was published.
    assert (waiting.state, waiting.changes) == ("waiting", 60)
    examiner.step(now=clock.later(examining.QUIET - 1))
    assert regression_runs.open_one(database, site="main") == waiting
    steps(examiner, clock)
    runs = regression_runs.last(database, site="main", limit=9)
    assert [run.id for run in runs] == [waiting.id, before.id]


def test_it_waits_for_index_and_router(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article, invoice: Article
) -> None:
    keep("how do I reset my password", password)
    steps(examiner, clock)
    Follower(database, index).step(now=clock.now)
    steps(examiner, clock)
    waiting = regression_runs.open_one(database, site="main")
    assert waiting
    assert waiting.state == "waiting"
    teaching.teach(database, index, site="main", now=clock.now)
    steps(examiner, clock)
    assert last(database).correct == 1


def test_a_router_that_cannot_be_made_holds_up_nothing_for_ever(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article
) -> None:
    Follower(database, index).step(now=clock.now)
    keep("how do I reset my password", password)
    steps(examiner, clock)
    assert regression_runs.latest(database, site="main") is None
    clock.later(examining.PATIENCE)
    steps(examiner, clock)
    assert last(database).correct == 1


def test_what_changes_meanwhile_makes_it_begin_anew(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(examining, "SLICE", 0.0)
    know(database, index, clock)
    for number in range(3):
        keep(f"how do I reset my password {'again ' * number}", password)
    steps(examiner, clock, 3)
    running = regression_runs.open_one(database, site="main")
    assert running
    assert (running.state, running.questions, running.asked) == ("running", 3, 2)
    publish(database, INVOICE, clock)
    know(database, index, clock)
    examiner.step(now=clock.later(1))
    again = regression_runs.open_one(database, site="main")
    assert again
    assert (again.id, again.state, again.asked) == (running.id, "waiting", 0)
    steps(examiner, clock, 5)
    assert (last(database).id, last(database).questions) == (running.id, 3)


def test_another_process_goes_on_and_repeats_nothing(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article
) -> None:
    know(database, index, clock)
    keep("how do I reset my password", password)
    steps(examiner, clock, 1)
    other = Examiner(database, index, site="main")
    steps(other, clock)
    done = last(database)
    for process in (examiner, other, Examiner(database, index, site="main")):
        steps(process, clock, 2)
    assert last(database) == done
    assert regression_runs.open_one(database, site="main") is None


def test_without_questions_nothing_is_run(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, password: Article
) -> None:
    know(database, index, clock)
    steps(examiner, clock)
    id = keep("how do I reset my password", password)
    row = rows.by_id(database, id, site="main")
    assert row
    regressions.remove(database, row, now=clock.later(1))
    steps(examiner, clock)
    publish(database, INVOICE, clock)
    know(database, index, clock)
    steps(examiner, clock)
    assert regression_runs.latest(database, site="main") is None
    assert regression_runs.open_one(database, site="main") is None


# ---- what moderators do


def test_verbs_are_guarded_and_end_with_their_event(
    database: Database, clock: Clock, keep: Keep, password: Article
) -> None:
    id = keep("  how do I \n reset it ", password)
    row = rows.by_id(database, id, site="main")
    assert row
    assert row.text == "how do I reset it"
    changed = Known("in other words", "zh-Hans", None)
    regressions.change(database, row, changed, seen=row.updated_at, author=None, now=clock.later())
    with pytest.raises(Moved):
        regressions.change(database, row, changed, seen=row.updated_at, author=None, now=clock.later())
    regressions.remove(database, row, now=clock.later())
    regressions.remove(database, row, now=clock.later())
    kinds = [event.kind for event in events.read_after(database, events.START)[0] if event.topic == "regressions"]
    assert kinds == ["regression.added", "regression.changed", "regression.removed"]


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        (Known(" \n", "en", None), "missing"),
        (Known("x" * 301, "en", None), "too_long"),
        (Known("x", "xx", None), "language"),
        (Known("x", "en", "nowhere"), "article"),
        (Known("there", "en", None), "there"),
    ],
)
def test_what_cannot_be_kept(database: Database, clock: Clock, keep: Keep, known: Known, problem: str) -> None:
    keep("there", None)
    with pytest.raises(Unfit, match=problem):
        regressions.add(database, known, site="main", author=None, now=clock.later())


def test_many_at_once_and_no_more_than_there_is_room_for(
    database: Database, clock: Clock, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regressions, "MOST_QUESTIONS", 3)
    keep("there", None)
    many = [Known(text, "en", None) for text in ("there", "one", "two", "three", "one")]
    assert regressions.add_many(database, many, site="main", author=None, now=clock.later()) == (2, 1)
    assert [row.text for row in rows.of_site(database, site="main")] == ["there", "one", "two"]
    with pytest.raises(Unfit, match="full"):
        keep("four", None)


def test_the_community_may_win_as_it_does_in_the_chat(
    database: Database, index: Index, examiner: Examiner, clock: Clock, keep: Keep, invoice: Article
) -> None:
    board.fill(database, now=clock.now)
    asked = board.ask(database, now=clock.later(1))
    answered = board.answer(database, asked, now=clock.later(1))
    know(database, index, clock)
    lost, nothing = keep(asked.title, invoice), keep("How to change a battery", None)
    steps(examiner, clock)
    assert [row.question for row in regression_runs.results(database, last(database).id)] == [None, None]
    accepting.accept(database, answered.id, person="asker", now=clock.later(1))
    accepting.mark_official(database, answered.id, person="agent", now=clock.later(1))
    know(database, index, clock)
    steps(examiner, clock)
    run = last(database)
    assert [cause.subject for cause in regression_runs.causes_of(run)][:2] == [asked.id, asked.id]
    [first, second] = sorted(regression_runs.results(database, run.id), key=lambda row: row.regression != lost)
    assert (first.verdict, first.article, first.question, first.decision) == ("wrong", None, asked.id, "answer")
    assert 0.5 < first.confidence < 1
    assert (second.regression, second.verdict, second.question) == (nothing, "wrong", asked.id)
    [shown, _] = rows.on_shelf(database, site="main", run=run.id, shelf="wrong", wanted="change", limit=9)
    assert (shown.came, shown.came_question, shown.came_article) == (asked.title, asked.id, None)
    moderating.moderate(
        database, [Target(answered.id)], Order("hide", "other"), moderator="moderator", now=clock.later(1)
    )
    know(database, index, clock)
    steps(examiner, clock)
    assert [row.question for row in regression_runs.results(database, last(database).id)] == [None, None]
