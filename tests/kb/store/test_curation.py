"""What the moderators' list reads, on both engines."""

import pytest

from articles import editing, publishing, saving
from articles.editing import Text
from articles.saving import Care
from kb.store import curation, people, sites, topics, undo, unsaved
from kb.store.curation import NOBODY, Filter
from kb.store.engine import Database
from kb.store.undo import Undo
from kb.store.unsaved import Unsaved

DAY = 24 * 3_600_000


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    database.write(lambda tx: topics.add(tx, id="t1", site="main", slug="billing", icon="folder", position=1))
    for id, role in (("ann", "moderator"), ("bob", "agent"), ("eve", "member")):
        database.write(
            lambda tx, name=id, role=role: people.add(
                tx, id=name, site="main", email=f"{name}@example.com", name=name.title(), role=role, origin="real",
                password="-", language="en", now=now,
            )
        )
    return database


@pytest.fixture
def shelf(db: Database, now: int) -> dict[str, str]:
    """Ids by title, made one after the other."""
    return {
        "Zebra": make(db, "Zebra", now=now, topic="t1", owner="ann", check_by=now - DAY),
        "apple": make(db, "apple", now=now + 1, state="published", owner="bob", check_by=now + DAY),
        "Melon": make(db, "Melon", now=now + 2, state="published", audience="members", language="zh-Hans"),
        "plum 100%": make(db, "plum 100%", now=now + 3, state="archived", topic="t1", audience="staff"),
    }


def make(
    db: Database, title: str, *, now: int, state: str = "draft", topic: str | None = None, owner: str | None = None,
    check_by: int | None = None, audience: str = "public", language: str = "en",
) -> str:
    made = editing.create(
        db, Text(title, "Text.", language, topic), site="main", author="ann", note="", now=now, audience=audience,
        owner=owner, check_by=check_by,
    )
    if state != "draft":
        made = publishing.publish(db, made.id, seen=made.version, now=now)
    if state == "archived":
        publishing.archive(db, made.id, seen=made.version, now=now)
    return made.id


def titles(db: Database, wanted: Filter, *, sort: str = "changed", limit: int = 10) -> list[str]:
    found = curation.page(db, wanted, site="main", sort=sort, after=None, limit=limit)
    return [row.title for row in curation.rows(db, [place.id for place in found])]


def test_filters_combine(db: Database, shelf: dict[str, str], now: int) -> None:
    assert titles(db, Filter()) == ["Melon", "apple", "Zebra"]
    assert titles(db, Filter(state="archived")) == ["plum 100%"]
    assert titles(db, Filter(state="published", language="zh-Hans")) == ["Melon"]
    assert titles(db, Filter(topics=("t1", "t2"))) == ["Zebra"]
    assert titles(db, Filter(topics=(NOBODY,))) == ["Melon", "apple"]
    assert titles(db, Filter(owner="bob")) == ["apple"]
    assert titles(db, Filter(owner=NOBODY)) == ["Melon"]
    assert titles(db, Filter(audience="members")) == ["Melon"]
    assert titles(db, Filter(due=now)) == ["Zebra"]
    assert titles(db, Filter(due=now, owner="bob")) == []
    assert titles(db, Filter(ids=(shelf["apple"], shelf["plum 100%"]))) == ["apple"]
    assert titles(db, Filter(ids=())) == []


@pytest.mark.parametrize("sort", curation.SORTS)
def test_every_order_goes_on_by_key_and_misses_nothing(
    db: Database, shelf: dict[str, str], now: int, sort: str
) -> None:
    for _number in range(5):
        make(db, "The same title", now=now + 10, check_by=now + DAY)
    whole = [place.id for place in curation.page(db, Filter(), site="main", sort=sort, after=None, limit=100)]
    assert len(whole) == 8
    found: list[str] = []
    after = None
    while part := curation.page(db, Filter(), site="main", sort=sort, after=after, limit=3):
        found += [place.id for place in part]
        after = (part[-1].key, part[-1].id)
    assert found == whole


def test_the_orders(db: Database, shelf: dict[str, str]) -> None:
    assert titles(db, Filter(), sort="title") == ["apple", "Melon", "Zebra"]
    assert titles(db, Filter(), sort="check") == ["Zebra", "apple", "Melon"]


def test_a_row_says_who_and_in_how_many_languages(db: Database, shelf: dict[str, str], now: int) -> None:
    editing.create(
        db, Text("苹果", "正文。", "zh-Hans"), site="main", author=None, note="", now=now + 9,
        variant_group=shelf["apple"],
    )
    [row] = curation.rows(db, [shelf["apple"]])
    assert (row.owner, row.author, row.variants, row.check_by) == ("bob", "ann", 2, now + DAY)
    assert [row.title for row in curation.rows(db, ["nowhere", shelf["Zebra"], shelf["Melon"]])] == ["Zebra", "Melon"]


def test_the_tally_counts_each_article_once(db: Database, shelf: dict[str, str], now: int) -> None:
    tally = curation.tally(db, site="main", ids=None, now=now)
    assert sum(row.count for row in tally) == 4
    assert sum(row.count for row in tally if row.due) == 1
    assert sum(row.count for row in tally if row.state == "published") == 2
    assert sum(row.count for row in curation.tally(db, site="main", ids=[shelf["apple"]], now=now)) == 1
    assert curation.tally(db, site="elsewhere", ids=None, now=now) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [(["ZEB"], ["Zebra"]), (["plum", "100%"], ["plum 100%"]), (["%"], ["plum 100%"]), (["_"], []), (["!"], []),
     (["apple", "zebra"], [])],
)
def test_titles_are_found_by_parts_of_words(
    db: Database, shelf: dict[str, str], words: list[str], found: list[str]
) -> None:
    ids = curation.titled(db, words, site="main", limit=10)
    assert curation.unpublished(db, words, site="main", limit=10) == ids, "here, all that are found by title"
    assert curation.unpublished(db, [*words, "text."], site="main", limit=10) == ids
    assert [row.title for row in curation.rows(db, ids)] == found


def test_an_old_title_finds_nothing(db: Database, shelf: dict[str, str], now: int) -> None:
    saving.save(
        db, shelf["Zebra"], Text("Horse", "Text.", "en"), care=Care(), slug="", seen=1, author=None, note="",
        now=now + 20,
    )
    assert curation.titled(db, ["zebra"], site="main", limit=10) == []
    assert curation.titled(db, ["horse"], site="main", limit=10) == [shelf["Zebra"]]


def test_who_may_own(db: Database, shelf: dict[str, str]) -> None:
    assert [row.name for row in curation.writers(db, site="main")] == ["Ann", "Bob"]
    assert curation.may_own(db, "bob", site="main")
    assert not curation.may_own(db, "eve", site="main")
    db.write(lambda tx: people.deactivate(tx, "bob"))
    assert not curation.may_own(db, "bob", site="main")
    assert [(row.name, row.state) for row in curation.writers(db, site="main")] == [
        ("Ann", "active"), ("Bob", "deactivated"),
    ]


def test_unsaved_text_is_one_for_each_writer_and_article(db: Database, now: int) -> None:
    for row in (
        Unsaved("ann", "", "{}", 0, now), Unsaved("ann", "a", "one", 1, now), Unsaved("bob", "a", "two", 1, now + 1),
        Unsaved("ann", "a", "three", 2, now + 2),
    ):
        db.write(lambda tx, row=row: unsaved.keep(tx, row))
    found = unsaved.of(db, person="ann", article="a")
    assert found == Unsaved("ann", "a", "three", 2, now + 2)
    assert db.write(lambda tx: unsaved.sweep(tx, before=now + 2)) == 2
    assert unsaved.of(db, person="bob", article="a") is None
    assert db.write(lambda tx: unsaved.remove(tx, person="ann", article="a")) == 1
    assert unsaved.of(db, person="ann", article="a") is None


def test_undo_keeps_the_last_deed(db: Database, now: int) -> None:
    db.write(lambda tx: undo.keep(tx, Undo("ann", "owner", "[]", now)))
    db.write(lambda tx: undo.keep(tx, Undo("ann", "topic", "[1]", now + 1)))
    assert undo.of(db, person="ann") == Undo("ann", "topic", "[1]", now + 1)
    assert db.write(lambda tx: undo.sweep(tx, before=now + 1)) == 0
    assert db.write(lambda tx: undo.remove(tx, person="ann")) == 1
    assert undo.of(db, person="ann") is None
