"""How sure the bot is, and how a knowledge base's own wordings move that."""

from pathlib import Path

import pytest

from articles import editing, publishing
from articles.editing import Text
from bot import confidence, matching, rehearsal, router, teaching
from bot.confidence import Traits, Trial
from kb.index import open_index
from kb.index.follower import Follower
from kb.store import articles, indexable, never_answers
from kb.store.engine import open_database
from kb.store.never_answers import NeverAnswer

SURE = Traits(likeness=0.95, coverage=1.0, margin=0.5, learned=0.9, length=0.6, kind="classifier")
FAINT = Traits(likeness=0.4, coverage=0.2, margin=0.02, learned=0.2, length=0.6, kind="classifier")


@pytest.mark.parametrize("kind", ["plain", "classifier", "neighbours"])
def test_every_signal_makes_it_surer(kind):
    low = {"likeness": 0.5, "coverage": 0.5, "margin": 0.1, "learned": 0.3, "length": 0.4}
    for name in low:
        more = confidence.of(Traits(**{**low, name: low[name] + 0.3}, kind=kind))
        less = confidence.of(Traits(**low, kind=kind))
        # Without a router nothing was learned; with a classifier, what it says holds what the margin says.
        assert more > less or ((name, kind) in {("learned", "plain"), ("margin", "classifier")} and more == less)


@pytest.mark.parametrize(
    ("question", "words"),
    [("", 0), ("Refund?", 1), ("退款", 1), ("怎么申请退款？", 5), ("how do I get a refund", 6), ("refund " * 40, 12)],
)
def test_the_length_of_a_question_counts_up_to_a_dozen_words(question, words):
    assert matching.length(question) == words / 12


def test_it_is_a_probability():
    assert 0 < confidence.of(FAINT) < 0.1
    assert 0.9 < confidence.of(SURE) < 1


def test_a_base_that_is_right_more_often_than_thought_is_trusted_more():
    middling = Traits(likeness=0.6, coverage=0.6, margin=0.2, learned=0.45, length=0.5, kind="classifier")
    right = [Trial(middling, right=True, weight=1.0)] * 100
    wrong = [Trial(middling, right=False, weight=1.0)] * 100
    assert confidence.shift(right) > 0.5
    assert confidence.shift(wrong) < -0.5
    assert confidence.of(middling, shift=confidence.shift(right)) > confidence.of(middling)


def test_few_questions_move_it_little():
    middling = Traits(likeness=0.6, coverage=0.6, margin=0.2, learned=0.45, length=0.5, kind="classifier")
    few = confidence.shift([Trial(middling, right=True, weight=1.0)] * 2)
    many = confidence.shift([Trial(middling, right=True, weight=1.0)] * 200)
    assert 0 < few < many / 2
    assert confidence.shift([]) == 0


def test_the_shift_is_where_expectation_and_truth_meet():
    middling = Traits(likeness=0.6, coverage=0.6, margin=0.2, learned=0.45, length=0.5, kind="classifier")
    trials = [Trial(middling, right=number % 4 != 0, weight=1.0) for number in range(4_000)]
    assert confidence.of(middling, shift=confidence.shift(trials)) == pytest.approx(0.75, abs=0.01)


def test_a_rehearsal_asks_what_it_held_back_of_each_language(tmp_path: Path, sqlite_dsn: str, now: int) -> None:
    db, index = open_database(sqlite_dsn), open_index("tantivy", tmp_path / "index")
    for number in range(30):
        thing, zh = f"w{number:02}x", chr(0x5000 + 7 * number)
        for text in (
            Text(f"About the {thing}", f"The {thing} is in the shed.", "en", phrasings=tuple(
                f"{verb} the {thing}" for verb in ("find", "where do you keep", "I am looking for", "who has"))),
            Text(f"关于{zh}", f"{zh}在仓库里。", "zh-Hans", phrasings=tuple(
                f"{verb}{zh}" for verb in ("哪里有", "我要找", "请问有没有", "谁拿了"))),
        ):
            made = editing.create(db, text, site="main", author=None, note="", now=now)
            publishing.publish(db, made.id, seen=made.version, now=now)
    Follower(db, index).step(now=now)
    found = [article for page in indexable.pages(db, size=100) for article in page]
    seen = []
    shifts = rehearsal.shifts(found, teach=lambda known, index: seen.append([len(a.phrasings) for a in known]), now=now)
    assert seen == [[3] * 60] * 4  # each quarter once
    assert set(shifts) == {"en", "zh"}
    assert rehearsal.shifts(found[:5], teach=lambda known, index: None, now=now) == {}
    assert teaching.teach(db, index, site="main", now=now) == 60
    first = router.sign(router.home(index), site="main")
    assert first and first.shifts

    def change(count: int) -> router.Sign | None:
        for article in found[:count]:
            row = articles.by_id(db, article.id)
            more = [*article.phrasings, f"more {row.version}"]
            editing.reword(db, row.id, phrasings=more, never_answers=[], seen=row.version, author=None, now=now)
        teaching.teach(db, index, site="main", now=now, last=router.sign(router.home(index), site="main"))
        return router.sign(router.home(index), site="main")

    second = change(5)
    assert second and second.cursor != first.cursor  # learned, while the rehearsal holds
    assert (second.shifts, second.rehearsed) == (first.shifts, first.cursor)
    third = change(1)
    assert third and third.rehearsed == third.cursor  # a tenth of sixty
    db.close()


@pytest.mark.parametrize(
    ("question", "answers"),
    [("can I cancel my flight", False), ("can i cancel the flight?", False), ("cancel my order", True)],
)
def test_an_entry_never_answers_what_it_must_not(tmp_path, sqlite_dsn, now, question, answers):
    db, index = open_database(sqlite_dsn), open_index("tantivy", tmp_path / "index")
    made = editing.create(
        db, Text("Cancel", "Press cancel.", "en", phrasings=("cancel an order", "cancel my booking")), site="main",
        author=None, note="", now=now,
    )
    publishing.publish(db, made.id, seen=made.version, now=now)
    other = editing.create(db, Text("Flights", "We sell none.", "en"), site="main", author=None, note="", now=now)
    publishing.publish(db, other.id, seen=other.version, now=now)
    never = NeverAnswer("n", made.id, "can I cancel my flight", "written", None, now)
    db.write(lambda tx: never_answers.add(tx, never))
    Follower(db, index).step(now=now)
    _, matches = matching.match(db, index, question, site="main", language="en")
    cancel = next(match for match in matches if match.candidate.article.id == made.id)
    assert (cancel.confidence > 0, cancel.never == "") == (answers, answers)
    assert (matches[0] is cancel) == answers
    db.close()
