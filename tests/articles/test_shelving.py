"""The tree of topics keeps its shape, whoever moves what at the same time."""

import threading
from collections.abc import Callable

import pytest

from articles import editing, shelving
from articles.editing import Text
from articles.shelving import Misplaced, Moved, Occupied, Sign, Unfit
from kb.store import articles, events, sites, topics
from kb.store.engine import Database

Add = Callable[..., str]


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def add(db: Database, now: int) -> Add:
    """`add("Billing", under=id)` makes a topic and says its id."""

    def make(name: str, *, under: str | None = None, slug: str = "") -> str:
        return shelving.add(db, sign(name, slug=slug), site="main", parent=under, now=now)

    return make


def sign(name: str, *, slug: str = "", **more: str) -> Sign:
    return Sign("folder", slug, {"en": name, **more}, {})


def tree(db: Database) -> dict[str, str]:
    """What stands under what, by name."""
    rows = topics.all_names(db, site="main")
    names = {row.id: row.name for row in rows}
    return {row.name: names.get(row.parent or "", "") for row in rows}


def move(
    db: Database, id: str, *, now: int, parent: str | None = None, before: str | None = None, seen: int | None = None
) -> None:
    shelving.move(db, id, site="main", parent=parent, before=before, seen=seen, now=now)


def article_in(db: Database, topic: str, *, now: int) -> str:
    text = Text("One", "Text.", "en", topic)
    return editing.create(db, text, site="main", author=None, note="", now=now).id


def test_a_topic_stands_where_it_was_put(db: Database, add: Add, now: int) -> None:
    one, two, three = add("One"), add("Two"), add("Three")
    assert list(tree(db)) == ["One", "Two", "Three"]
    move(db, three, before=one, now=now)
    assert list(tree(db)) == ["Three", "One", "Two"]
    move(db, three, parent=two, now=now)
    assert tree(db) == {"One": "", "Two": "", "Three": "Two"}
    kinds = [event.kind for event in events.read_after(db, events.START)[0]]
    assert kinds == ["topic.changed"] * 5


def test_at_most_three_levels(db: Database, add: Add, now: int) -> None:
    top = add("Top")
    middle = add("Middle", under=top)
    low = add("Low", under=middle)
    with pytest.raises(Misplaced, match="too_deep"):
        add("Lowest", under=low)
    other = add("Other")
    with pytest.raises(Misplaced, match="too_deep"):
        move(db, top, parent=other, now=now)
    move(db, middle, parent=other, now=now)
    assert tree(db) == {"Top": "", "Other": "", "Middle": "Other", "Low": "Middle"}


def test_nothing_stands_under_itself(db: Database, add: Add, now: int) -> None:
    top = add("Top")
    low = add("Low", under=top)
    for parent in (top, low):
        with pytest.raises(Misplaced, match="circle"):
            move(db, top, parent=parent, now=now)
    assert tree(db) == {"Top": "", "Low": "Top"}


def test_two_who_would_make_a_circle_together_do_not(db: Database, add: Add, now: int) -> None:
    one, two = add("One"), add("Two")
    results: list[object] = []

    def put(id: str, parent: str) -> None:
        try:
            move(db, id, parent=parent, now=now)
            results.append("moved")
        except Misplaced as misplaced:
            results.append(misplaced.problem)

    threads = [threading.Thread(target=put, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["circle", "moved"]


def test_who_comes_second_is_told(db: Database, add: Add, now: int) -> None:
    one, two = add("One"), add("Two")
    seen = topics.tree_version(db, site="main")
    move(db, two, before=one, seen=seen, now=now)
    with pytest.raises(Moved):
        move(db, one, parent=two, seen=seen, now=now)
    with pytest.raises(Moved):
        shelving.remove(db, one, site="main", articles="none", seen=seen, now=now)
    assert tree(db) == {"Two": "", "One": ""}
    shelving.change(db, one, sign("Uno"), site="main", seen=1, now=now)
    with pytest.raises(Moved):
        shelving.change(db, one, sign("Eins"), site="main", seen=1, now=now)
    assert set(tree(db)) == {"Uno", "Two"}


def test_an_address_before_leads_on_until_somebody_else_has_it(db: Database, add: Add, now: int) -> None:
    one = add("Billing")
    shelving.change(db, one, sign("Money", slug="money"), site="main", seen=1, now=now)
    assert topics.id_of(db, "billing", site="main") is None
    assert topics.once_at(db, "billing", site="main") == one
    two = add("Billing")
    assert topics.id_of(db, "billing", site="main") == two
    assert topics.once_at(db, "billing", site="main") is None
    with pytest.raises(Unfit, match="slug: taken"):
        shelving.change(db, one, sign("Money", slug="billing"), site="main", seen=2, now=now)
    assert topics.id_of(db, "money", site="main") == one


def test_the_same_name_twice_has_two_addresses(db: Database, add: Add) -> None:
    add("Billing")
    assert topics.id_of(db, "billing-2", site="main") is None
    second = add("Billing")
    assert topics.id_of(db, "billing-2", site="main") == second


def test_a_name_that_is_emptied_goes(db: Database, add: Add, now: int) -> None:
    one = shelving.add(db, sign("Billing", **{"zh-Hans": "账单"}), site="main", parent=None, now=now)
    assert {row.language for row in topics.all_names(db, site="main")} == {"en", "zh-Hans"}
    shelving.change(db, one, sign("Billing"), site="main", seen=1, now=now)
    assert {row.language for row in topics.all_names(db, site="main")} == {"en"}


@pytest.mark.parametrize(
    ("names", "problem"), [({}, "missing"), ({"en": " \u200b "}, "missing"), ({"en": "x" * 61}, "too_long")]
)
def test_a_topic_needs_a_name(db: Database, now: int, names: dict[str, str], problem: str) -> None:
    with pytest.raises(Unfit, match=problem):
        shelving.add(db, Sign("folder", "", names, {}), site="main", parent=None, now=now)
    assert topics.places(db, site="main") == []


def test_only_an_empty_topic_goes_without_a_word(db: Database, add: Add, now: int) -> None:
    top = add("Top")
    low = add("Low", under=top)
    article = article_in(db, low, now=now)
    with pytest.raises(Occupied, match="topics"):
        shelving.remove(db, top, site="main", articles="none", seen=None, now=now)
    with pytest.raises(Occupied, match="articles"):
        shelving.remove(db, low, site="main", articles="none", seen=None, now=now)
    shelving.remove(db, low, site="main", articles="up", seen=None, now=now)
    assert tree(db) == {"Top": ""}
    found = articles.by_id(db, article)
    assert found
    assert (found.topic, found.version) == (top, 2)
    assert topics.once_at(db, "low", site="main") == low


def test_what_was_removed_comes_back_with_its_articles(db: Database, add: Add, now: int) -> None:
    one, two = add("One"), add("Two")
    kept, elsewhere = article_in(db, one, now=now), article_in(db, one, now=now + 1)
    shelving.remove(db, one, site="main", articles="up", seen=None, now=now)
    assert [each.topic for each in articles.by_ids(db, [kept, elsewhere]).values()] == [None, None]
    db.write(lambda tx: topics.shelve(tx, elsewhere, source=None, target=two))
    shelving.restore(db, one, site="main", now=now)
    assert list(tree(db)) == ["One", "Two"]
    assert topics.id_of(db, "one", site="main") == one
    assert {id: each.topic for id, each in articles.by_ids(db, [kept, elsewhere]).items()} == {
        kept: one, elsewhere: two,
    }
    with pytest.raises(Moved):
        shelving.restore(db, one, site="main", now=now)


def test_what_comes_back_to_a_parent_that_went_stands_on_top(db: Database, add: Add, now: int) -> None:
    top = add("Top")
    low = add("Low", under=top)
    for id in (low, top):
        shelving.remove(db, id, site="main", articles="none", seen=None, now=now)
    add("Low")
    shelving.restore(db, low, site="main", now=now)
    assert tree(db) == {"Low": ""}
    assert len(topics.places(db, site="main")) == 2
