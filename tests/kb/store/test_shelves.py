import pytest

from articles import editing, publishing
from articles.editing import Text
from kb.store import shelves, sites, topics
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.shelves import Filled

PUBLIC = ("public",)
INSIDE = ("public", "staff")


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    database.write(lambda tx: topics.add(tx, id="t1", site="main", slug="billing", icon="banknotes", position=1))
    return database


@pytest.fixture
def shelved(db: Database, now: int) -> dict[str, Article]:
    """`card` is there in three languages, the Traditional one for staff; the others stand alone."""
    card = publish(db, "card", "en", "t1", now=now)
    return {
        "card": card,
        "card-hans": publish(db, "card hans", "zh-Hans", "t1", now=now + 1, group=card.variant_group),
        "card-hant": publish(db, "card hant", "zh-Hant", "t1", now=now + 2, group=card.variant_group, audience="staff"),
        "transfer": publish(db, "transfer", "en", "t1", now=now + 3),
        "invoice-hans": publish(db, "invoice hans", "zh-Hans", "t1", now=now + 4),
        "loose": publish(db, "loose", "en", None, now=now + 5),
        "draft": editing.create(
            db, Text("draft", "x", "en", "t1"), site="main", author=None, note="", now=now + 6
        ),
    }


def publish(
    db: Database, title: str, language: str, topic: str | None, *, now: int, group: str | None = None,
    audience: str = "public",
) -> Article:
    text = Text(title, "Text.", language, topic)
    made = editing.create(
        db, text, site="main", author=None, note="", now=now, variant_group=group, audience=audience
    )
    return publishing.publish(db, made.id, seen=made.version, now=now)


def shelf(db: Database, *languages: str, audiences: tuple[str, ...] = PUBLIC, topic: str | None = "t1") -> list[str]:
    found = shelves.shelf(
        db, site="main", audiences=audiences, topics=[topic], languages=languages, after="", limit=10
    )
    return [row.title for row in found]


def test_an_article_in_three_languages_counts_once(db: Database, shelved: dict[str, Article]) -> None:
    counted = {row.topic: row.count for row in shelves.filled(db, site="main", audiences=PUBLIC)}
    assert counted == {"t1": 3, None: 1}
    assert shelves.filled(db, site="elsewhere", audiences=PUBLIC) == []
    assert Filled("t1", 3) in shelves.filled(db, site="main", audiences=INSIDE)


def test_a_shelf_holds_what_the_languages_before_it_lack(db: Database, shelved: dict[str, Article]) -> None:
    assert shelf(db, "zh-Hans") == ["card hans", "invoice hans"]
    assert shelf(db, "zh-Hans", "en") == ["transfer"]
    assert shelf(db, "en") == ["card", "transfer"]
    assert shelf(db, "en", "zh-Hans", "zh-Hant") == []
    assert shelf(db, "en", topic=None) == ["loose"]


def test_what_this_reader_may_not_see_takes_nobodys_place(db: Database, shelved: dict[str, Article]) -> None:
    assert shelf(db, "zh-Hant", "zh-Hans") == ["card hans", "invoice hans"]
    assert shelf(db, "zh-Hant", audiences=INSIDE) == ["card hant"]
    assert shelf(db, "zh-Hant", "zh-Hans", audiences=INSIDE) == ["invoice hans"]


def test_a_shelf_goes_on_behind_an_article(db: Database, shelved: dict[str, Article]) -> None:
    after = shelved["card"].id
    found = shelves.shelf(
        db, site="main", audiences=PUBLIC, topics=["t1"], languages=("en",), after=after, limit=10
    )
    assert [row.title for row in found] == ["transfer"]


def test_the_newest_come_last_made_first(db: Database, shelved: dict[str, Article]) -> None:
    def newest(*languages: str, limit: int = 10) -> list[str]:
        return [
            row.title
            for row in shelves.newest(db, site="main", audiences=PUBLIC, languages=languages, limit=limit)
        ]

    assert newest("en") == ["loose", "transfer", "card"]
    assert newest("en", limit=1) == ["loose"]
    assert newest("en", "zh-Hans") == ["invoice hans"]
