"""What the help center keeps of its shelves, and how soon it looks again."""

import pytest

from articles import publishing, shelving
from articles.editing import Text
from articles.shelving import Sign
from kb import ids
from kb.store import articles
from kb.store.engine import Database, Transaction
from tests.web.shelving import add_topic, name_topic, publish
from web.help_center import shelves
from web.help_center.shelves import Kept, Shelves


@pytest.fixture
def topic(database: Database) -> str:
    return add_topic(database, "billing", names={"en": "Billing"})


def look(kept: Kept, db: Database, *, now: int) -> Shelves:
    return shelves.exact(kept, db, site="main", language="en", audiences=("public",), now=now)


def counted(found: Shelves) -> list[int]:
    return [topic.count for topic in found.topics]


def fill(db: Database, topic: str, *, count: int, now: int) -> None:
    def body(tx: Transaction) -> None:
        for number in range(count):
            id = ids.new_id(now + number)
            articles.add(tx, {
                "id": id, "site": "main", "slug": f"a{number}", "language": "en", "topic": topic, "variant_group": id,
                "source_key": None, "state": "published", "audience": "public", "revision": 1, "created_at": now,
                "published_at": now,
            })
            articles.add_revision(tx, {
                "article": id, "number": 1, "title": f"Article {number}", "body": "Text.", "author": None, "note": "",
                "created_at": now,
            })

    db.write(body)


def test_a_change_is_seen_at_once(database: Database, topic: str, now: int) -> None:
    kept = Kept()
    first = publish(database, Text("One", "Text.", "en", topic))
    assert counted(look(kept, database, now=now)) == [1]
    publish(database, Text("Two", "Text.", "en", topic))
    seen = look(kept, database, now=now)
    assert counted(seen) == [2]
    assert look(kept, database, now=now) is seen  # nothing changed: nothing is read again
    publishing.archive(database, first.id, seen=first.version, now=now)
    assert counted(look(kept, database, now=now)) == [1]


def test_of_very_many_only_the_counts_may_be_a_second_old(database: Database, topic: str, now: int) -> None:
    kept = Kept()
    fill(database, topic, count=5_001, now=now)
    assert counted(look(kept, database, now=now)) == [5_001]
    publish(database, Text("Newest", "Text.", "en", topic))
    soon = look(kept, database, now=now + 500)
    assert counted(soon) == [5_001]
    assert soon.newest[0].title == "Newest"
    assert counted(look(kept, database, now=now + 1_000)) == [5_002]


def test_names_may_be_a_second_old_where_that_is_enough(database: Database, topic: str, now: int) -> None:
    kept = Kept()
    publish(database, Text("One", "Text.", "en", topic))
    look(kept, database, now=now)
    publish(database, Text("Two", "Text.", "en", topic))

    def glance(at: int) -> list[int]:
        return counted(shelves.recent(kept, database, site="main", language="en", audiences=("public",), now=at))

    assert glance(now + 1_000) == [1]
    assert glance(now + 1_001) == [2]


def test_a_topic_that_is_renamed_without_an_event_shows_after_a_minute(
    database: Database, topic: str, now: int
) -> None:
    kept = Kept()
    publish(database, Text("One", "Text.", "en", topic))
    assert look(kept, database, now=now).topics[0].name == "Billing"
    name_topic(database, topic, language="en", name="Money")
    assert look(kept, database, now=now + 60_001).topics[0].name == "Money"


def test_a_topic_that_moderators_change_shows_at_once(database: Database, topic: str, now: int) -> None:
    kept = Kept()
    publish(database, Text("One", "Text.", "en", topic))
    assert look(kept, database, now=now).topics[0].name == "Billing"
    sign = Sign("key", "", {"en": "Money"}, {"en": "What it costs."})
    shelving.change(database, topic, sign, site="main", seen=1, now=now)
    found = look(kept, database, now=now).topics[0]
    assert (found.name, found.icon, found.description) == ("Money", "key", "What it costs.")


def test_what_stands_below_counts_above(database: Database, topic: str, now: int) -> None:
    below = shelving.add(database, Sign("key", "", {"en": "Cards"}, {}), site="main", parent=topic, now=now)
    publish(database, Text("One", "Text.", "en", below))
    found = look(Kept(), database, now=now)
    assert [(each.name, each.own, each.count) for each in found.topics] == [("Billing", 0, 1)]
    assert [(step.slug, step.name) for step in found.trail_to(below)] == [("billing", "Billing"), ("cards", "Cards")]
    assert found.trail_to(None) == ()


def test_an_article_that_came_into_a_topic_as_it_went_stands_above(database: Database, topic: str, now: int) -> None:
    below = shelving.add(database, Sign("key", "", {"en": "Cards"}, {}), site="main", parent=topic, now=now)
    shelving.remove(database, below, site="main", articles="none", seen=None, now=now)
    publish(database, Text("Late", "Text.", "en", below))
    found = look(Kept(), database, now=now)
    assert [(each.name, each.count, set(each.shelf)) for each in found.topics] == [("Billing", 1, {topic, below})]
