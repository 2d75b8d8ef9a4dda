"""Questions whose right answer is known, and the runs over them, as rows."""

from dataclasses import replace

import pytest

from articles import editing, publishing
from articles.editing import Text
from kb.store import regression_runs, regressions
from kb.store.articles import Article
from kb.store.engine import Conflict, Database
from kb.store.regression_runs import Cause, Result, Run
from kb.store.regressions import Regression


@pytest.fixture
def article(database: Database, now: int) -> Article:
    made = editing.create(
        database, Text("Reset a password", "Open **People**.", "en"), site="main", author=None, note="", now=now
    )
    return publishing.publish(database, made.id, seen=made.version, now=now)


def question(id: str, article: Article | None, *, text: str = "", now: int = 1) -> Regression:
    return Regression(
        id, "main", "en", text or f"question {id}", article.id if article else None, None, None, now, now
    )


def keep(db: Database, *rows: Regression) -> list[int]:
    return db.write(lambda tx: [regressions.add(tx, row) for row in rows])


def want(db: Database, id: str, *causes: Cause, now: int = 1, cursor: str | None = None) -> Run:
    fresh = regression_runs.fresh(id, site="main", cursor="0", now=now)
    db.write(lambda tx: regression_runs.want(tx, fresh, causes, count=len(causes), cursor=cursor))
    run = regression_runs.open_one(db, site="main")
    assert run
    return run


def done(db: Database, id: str, verdicts: dict[str, str], *, before: str = "") -> Run:
    """A run with these verdicts, from beginning to end."""
    waiting = want(db, id)
    assert db.write(lambda tx: regression_runs.start(tx, waiting, questions=len(verdicts)))
    found = [
        Result(id, regression, verdict, None, 0.5, "clarify", id, 1, int(verdict == "wrong"))
        for regression, verdict in verdicts.items()
    ]
    assert db.write(lambda tx: regression_runs.note(tx, waiting, found))
    assert db.write(lambda tx: regression_runs.finish(tx, waiting, before=before, now=2))
    run = regression_runs.latest(db, site="main")
    assert run
    assert run.id == id
    return run


def test_a_question_is_there_once_in_each_language(database: Database, article: Article) -> None:
    first = question("q1", article)
    assert keep(database, first, replace(first, id="q2"), replace(first, id="q3", language="zh-Hans")) == [1, 0, 1]
    assert [row.id for row in regressions.of_site(database, site="main")] == ["q1", "q3"]
    assert regressions.count(database, site="main") == 2
    found = regressions.by_id(database, "q1", site="main")
    assert found == replace(first, variant_group=article.variant_group)
    assert regressions.by_id(database, "q1", site="elsewhere") is None


def test_a_change_is_guarded_and_forgets_what_came_before(database: Database, article: Article) -> None:
    keep(database, question("q1", article), question("q2", None))
    run = done(database, "r1", {"q1": "right", "q2": "wrong"})
    changed = replace(question("q1", None), text="in other words", updated_at=2)
    assert database.write(lambda tx: regressions.change(tx, changed, seen=9)) == 0
    assert database.write(lambda tx: regressions.change(tx, changed, seen=1)) == 1
    assert regressions.by_id(database, "q1", site="main") == changed
    assert regressions.counts(database, site="main", run=run.id) == {"new": 1, "wrong": 1}
    with pytest.raises(Conflict):
        database.write(lambda tx: regressions.change(tx, replace(changed, text="question q2"), seen=2))
    assert database.write(lambda tx: regressions.remove(tx, "q2", site="elsewhere")) == 0
    assert database.write(lambda tx: regressions.remove(tx, "q2", site="main")) == 1
    assert regressions.counts(database, site="main", run=run.id) == {"new": 1}


def test_the_shelves_show_what_came_and_find_words(database: Database, article: Article) -> None:
    keep(database, question("q1", article, text="100% lost"), question("q2", None), question("q3", article))
    run = done(database, "r1", {"q1": "wrong", "q2": "wrong"})
    wrong = regressions.on_shelf(database, site="main", run=run.id, shelf="wrong", wanted="", limit=9)
    assert [(row.id, row.title, row.verdict, row.lost) for row in wrong] == [
        ("q2", None, "wrong", 1), ("q1", article.title, "wrong", 1),
    ]

    def finds(wanted: str) -> list[str]:
        rows = regressions.on_shelf(database, site="main", run=run.id, shelf="wrong", wanted=wanted, limit=9)
        return [row.id for row in rows]

    assert finds("100%") == ["q1"]
    assert finds("password") == ["q1"]
    assert finds("1_0") == []
    [new] = regressions.on_shelf(database, site="main", run=run.id, shelf="new", wanted="", limit=9)
    assert (new.id, new.verdict, new.decision) == ("q3", None, None)


def test_an_article_is_found_by_all_that_it_is_called(database: Database, article: Article, now: int) -> None:
    names = [article.id, article.slug, article.title, "nothing"]
    assert regressions.named(database, names, site="main") == dict.fromkeys(names[:3], article.id)
    assert regressions.named(database, [], site="main") == {}
    publishing.archive(database, article.id, seen=article.version, now=now)
    assert regressions.named(database, names, site="main") == {}


def test_one_run_is_open_and_takes_in_what_changes(database: Database, article: Article) -> None:
    keep(database, question("q1", article))
    first = want(database, "r1", Cause("article.changed", "a", 1), now=1)
    assert database.write(lambda tx: regression_runs.start(tx, first, questions=1)) == 1
    result = Result("r1", "q1", "right", article.id, 0.9, "answer", "r1", 1, 0)
    assert database.write(lambda tx: regression_runs.note(tx, first, [result])) == 1
    again = want(database, "r2", Cause("synonym.changed", "s", 5), now=5, cursor="7")
    assert (again.id, again.state, again.asked, again.changes, again.changed_at, again.cursor) == (
        "r1", "waiting", 0, 2, 5, "7",
    )
    assert regression_runs.causes_of(again) == [Cause("synonym.changed", "s", 5), Cause("article.changed", "a", 1)]
    assert regression_runs.results(database, "r1") == []
    for late in (
        lambda tx: regression_runs.start(tx, first, questions=1),
        lambda tx: regression_runs.note(tx, first, [result]),
        lambda tx: regression_runs.finish(tx, first, before="", now=6),
    ):
        assert database.write(late) == 0
    assert regression_runs.results(database, "r1") == []


def test_a_run_counts_what_broke_and_what_was_mended(database: Database) -> None:
    keep(database, *(question(f"q{number}", None) for number in range(4)))
    done(database, "r1", {"q0": "right", "q1": "right", "q2": "wrong"})
    run = done(database, "r2", {"q0": "right", "q1": "wrong", "q2": "right", "q3": "wrong"}, before="r1")
    assert (run.questions, run.asked, run.correct, run.broken, run.mended, run.lost) == (4, 4, 2, 1, 1, 2)
    assert run.state == "done"
    assert regression_runs.open_one(database, site="main") is None


def test_what_was_removed_meanwhile_has_no_result(database: Database) -> None:
    keep(database, question("q1", None))
    assert done(database, "r1", {"q1": "right", "gone": "right"}).questions == 1


def test_the_oldest_runs_are_forgotten(database: Database) -> None:
    keep(database, question("q1", None))
    for number in range(regression_runs.KEPT + 2):
        done(database, f"r{number:02}", {"q1": "right"})
    kept = regression_runs.last(database, site="main", limit=99)
    assert (len(kept), kept[0].id, kept[-1].id) == (50, "r51", "r02")
    assert regression_runs.results(database, "r01") == []
