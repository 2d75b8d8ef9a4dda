"""What the help center keeps of its shelves, and how soon it looks again."""

import pytest

from articles import publishing
from articles.editing import Text
from kb import ids
from kb.store import articles
from kb.store.engine import Database, Transaction
from tests.web.shelving import add_topic, name_topic, publish
from web import shelves
from web.shelves import Kept, Shelves


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
