"""The learned router: what wordings teach, in both kinds, in English and both Chinese scripts; and how it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles import editing, publishing
from articles.editing import Text
from bot import matching, router, teaching
from bot.classifier import Classifier
from bot.neighbours import Neighbours
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.store import articles
from kb.store.engine import Database, open_database

TEXTS = (
    Text("Card arrival", "It takes a week.", "en", phrasings=(
        "where is my new card", "my card has not come yet", "when will the card be here", "still waiting for my card",
        "how long until I get the card", "has the card been sent",
    )),
    Text("Lost card", "Block it in the app.", "en", phrasings=(
        "I lost my card", "my card was stolen", "somebody took my card", "I cannot find my card anywhere",
        "the card is gone", "left my wallet on the train",
    )),
    Text("Exchange rate", "It is the market's.", "en", phrasings=(
        "what rate do I get", "how many euros for a dollar", "is your exchange rate good", "rate for foreign money",
        "which exchange rate is used", "how do you convert currencies",
    )),
    Text("退款", "五个工作日到账。", "zh-Hans", phrasings=(
        "钱什么时候退回来", "退款多久到账", "我要把钱要回来", "退的钱没收到", "怎么申请退钱", "退款一直没到",
    )),
    Text("發票", "在帳單頁面下載。", "zh-Hant", phrasings=(
        "發票在哪裡下載", "我要開發票", "可以補開發票嗎", "發票抬頭寫錯了", "電子發票怎麼拿", "發票什麼時候寄",
    )),
    Text("Opening hours", "From nine to five.", "en"),
)

QUESTIONS = (
    ("my new card still has not been sent to me", "Card arrival"),
    ("a thief has my card and my wallet", "Lost card"),
    ("how many pounds for a dollar", "Exchange rate"),
    ("我的錢怎麼還沒退回來", "退款"),
    ("发票能补开吗", "發票"),
)


@pytest.fixture
def shelf(sqlite_dsn: str, tmp_path: Path, now: int) -> Iterator[tuple[Database, Index]]:
    db, index = open_database(sqlite_dsn), open_index("tantivy", tmp_path / "index")
    for written in TEXTS:
        made = editing.create(db, written, site="main", author=None, note="", now=now)
        publishing.publish(db, made.id, seen=made.version, now=now)
    Follower(db, index).step(now=now)
    yield db, index
    db.close()


def titles(db: Database, ids: list[str]) -> list[str]:
    found = articles.by_ids(db, ids)
    return [found[id].title for id in ids]


def taught(shelf: tuple[Database, Index], now: int) -> router.Made:
    db, index = shelf
    assert teaching.teach(db, index, site="main", now=now) == 5
    made = router.of_site(index, site="main")
    assert made is not router.UNTAUGHT
    return made


@pytest.mark.parametrize(("question", "title"), QUESTIONS)
def test_a_classifier_names_the_entry_whose_wordings_say_it(shelf, now, question, title):
    made = taught(shelf, now)
    assert isinstance(made.router, Classifier)
    assert titles(shelf[0], made.router.best(question, most=2))[0] == title


@pytest.mark.parametrize(("question", "title"), QUESTIONS)
def test_beyond_the_budget_the_nearest_wordings_tell(shelf, now, monkeypatch, question, title):
    monkeypatch.setattr(teaching, "BUDGET", 4)
    made = taught(shelf, now)
    assert isinstance(made.router, Neighbours)
    ids = list(made.router.ids.tolist())
    assert made.router.best(question, most=2) == []
    scores = made.router.scores(question, ids)
    assert titles(shelf[0], sorted(ids, key=lambda entry: -scores[entry]))[0] == title
    assert all(0 <= score <= 1.001 for score in scores.values())


def test_of_too_many_wordings_the_newest_stay_and_too_many_entries_are_left_to_the_ranker(shelf, now, monkeypatch):
    monkeypatch.setattr(teaching, "BUDGET", 4)
    monkeypatch.setattr(teaching, "MOST_NEIGHBOURS", 15)
    made = taught(shelf, now)
    assert len(made.router.starts) - 1 == 15
    monkeypatch.setattr(teaching, "MOST_NEIGHBOURS", 10)
    assert teaching.teach(*shelf, site="main", now=now) == 0
    assert router.of_site(shelf[1], site="main") is router.UNTAUGHT


def test_a_wording_is_its_own_nearest_neighbour(shelf, now, monkeypatch):
    monkeypatch.setattr(teaching, "BUDGET", 1)
    made = taught(shelf, now)
    for title in ("Lost card", "退款"):
        wordings = next(text.phrasings for text in TEXTS if text.title == title)
        id = next(id for id in made.router.ids.tolist() if titles(shelf[0], [id]) == [title])
        assert made.router.scores(wordings[0], [id])[id] > 0.4
        assert made.router.scores("something else altogether", [id])[id] < 0.2


def test_an_entry_without_wordings_is_meant_as_much_as_the_others_are_not(shelf, now):
    made = taught(shelf, now)
    plain = next(article.id for article in articles.newest(
        shelf[0], site="main", audiences=["public"], language="en", limit=9) if article.title == "Opening hours")
    known = made.router.best("I lost my card", most=1)[0]
    scores = made.router.scores("I lost my card", [plain, known])
    assert scores[plain] == pytest.approx(1 - scores[known])
    assert made.router.scores("when are you open on Sundays", [plain])[plain] > 0.5


def test_the_bot_matches_what_only_the_router_knows(shelf, now):
    db, index = shelf
    question = "left the wallet in a train"
    before = matching.match(db, index, question, site="main", language="en")[1]
    taught(shelf, now)
    after = matching.match(db, index, question, site="main", language="en")[1]
    assert before[0].kind == "plain"
    assert (after[0].kind, after[0].candidate.article.title) == ("classifier", "Lost card")
    assert after[0].learned > 0.5


def test_fewer_than_two_entries_with_wordings_teach_nothing(dsn, tmp_path, now):
    db, index = open_database(dsn), open_index("tantivy", tmp_path / "index")
    made = editing.create(db, TEXTS[0], site="main", author=None, note="", now=now)
    publishing.publish(db, made.id, seen=made.version, now=now)
    assert router.is_due(db, index, site="main")
    assert teaching.teach(db, index, site="main", now=now) == 0
    assert not router.is_due(db, index, site="main")
    assert router.of_site(index, site="main") is router.UNTAUGHT
    editing.reword(
        db, made.id, phrasings=["one", "two"], never_answers=[], seen=made.version + 1, author=None, now=now
    )
    assert router.is_due(db, index, site="main")
    assert router.pass_over(db, index, site="main")  # what the work process asks before it has one of its own learn
    assert not router.is_due(db, index, site="main")
    other = editing.create(db, TEXTS[1], site="main", author=None, note="", now=now)
    publishing.publish(db, other.id, seen=other.version, now=now)
    assert router.pass_over(db, index, site="main")
    editing.reword(
        db, made.id, phrasings=["one", "two", "three"], never_answers=[], seen=made.version + 2, author=None, now=now
    )
    assert not router.pass_over(db, index, site="main")
    db.close()


def test_of_two_entries_each_has_its_side(sqlite_dsn, tmp_path, now):
    db, index = open_database(sqlite_dsn), open_index("tantivy", tmp_path / "index")
    for text in TEXTS[:2]:
        made = editing.create(db, text, site="main", author=None, note="", now=now)
        publishing.publish(db, made.id, seen=made.version, now=now)
    teaching.teach(db, index, site="main", now=now)
    found = router.of_site(index, site="main")
    assert found is not router.UNTAUGHT
    for text in TEXTS[:2]:
        assert titles(db, found.router.best(text.phrasings[1], most=1)) == [text.title]
    db.close()


def test_it_is_due_again_once_wordings_change_and_the_last_model_gives_way(shelf, now):
    db, index = shelf
    taught(shelf, now)
    folder = router.home(index)
    first = router.sign(folder, site="main")
    assert not router.is_due(db, index, site="main")
    article = next(row for row in articles.newest(db, site="main", audiences=["public"], language="en", limit=9))
    row = articles.by_id(db, article.id)
    publishing.archive(db, row.id, seen=row.version, now=now)
    assert router.is_due(db, index, site="main")
    teaching.teach(db, index, site="main", now=now)
    second = router.sign(folder, site="main")
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [second.name]
    assert second.name != first.name


@pytest.mark.parametrize("broken", ["sign", "array", "missing"])
def test_a_broken_model_is_none_at_all(shelf, now, broken):
    db, index = shelf
    taught(shelf, now)
    router.forget(index)
    folder = router.home(index)
    if broken == "sign":
        (folder / "main.json").write_text("{half")
    elif broken == "array":
        next(folder.glob("main-*/weights.npy")).write_bytes(b"no array")
    else:
        next(folder.glob("main-*/numbers.npy")).unlink()
    assert router.of_site(index, site="main") is router.UNTAUGHT
    assert matching.match(db, index, "I lost my card", site="main", language="en")[1]
    if broken == "sign":
        assert router.is_due(db, index, site="main")


def test_pasted_pages_stay_cheap(shelf, now):
    made = taught(shelf, now)
    assert made.router.best("card " * 20_000, most=1)
    assert made.router.scores("\x00\ud800 🙂", []) == {}
