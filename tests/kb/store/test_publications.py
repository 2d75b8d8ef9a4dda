import pytest

from articles import editing, publishing
from articles.editing import Text
from kb.languages import fallbacks
from kb.store import publications, sites, topics
from kb.store.articles import Article
from kb.store.engine import Database

Made = dict[str, Article]


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    database.write(lambda tx: topics.add(tx, id="t1", site="main", slug="billing", icon="banknotes", position=1))
    return database


@pytest.fixture
def made(db: Database, now: int) -> Made:
    """`card` in three languages, one for members; one without a topic; staff's, archived, and a draft."""
    card = make(db, "card", "en", now=now)
    found = {
        "card": card,
        "card-hans": make(db, "card hans", "zh-Hans", now=now + 1, group=card.variant_group),
        "card-hant": make(db, "card hant", "zh-Hant", now=now + 2, group=card.variant_group, audience="members"),
        "loose": make(db, "loose", "zh-Hans", now=now + 3, topic=None),
        "staff": make(db, "staff", "en", now=now + 4, audience="staff"),
        "gone": make(db, "gone", "en", now=now + 5),
        "draft": editing.create(db, Text("draft", "x", "en", "t1"), site="main", author=None, note="", now=now + 6),
    }
    publishing.archive(db, found["gone"].id, seen=found["gone"].version, now=now + 7)
    return found


def make(
    db: Database, title: str, language: str, *, now: int, group: str | None = None, audience: str = "public",
    topic: str | None = "t1",
) -> Article:
    text = Text(title, f"text of {title}", language, topic)
    found = editing.create(
        db, text, site="main", author=None, note="", now=now, variant_group=group, audience=audience
    )
    return publishing.publish(db, found.id, seen=found.version, now=now)


def test_addresses_are_for_everybody_and_come_by_key(db: Database, made: Made, now: int) -> None:
    whole = publications.addresses(db, site="main", after="", limit=10)
    assert [row.slug for row in whole] == ["card", "card-hans", "loose"]
    assert [row.written_at for row in whole] == [now, now + 1, now + 3]
    assert publications.addresses(db, site="main", after=whole[0].id, limit=1) == whole[1:2]
    assert publications.starts(db, site="main", size=2) == ["", whole[1].id]
    assert publications.starts(db, site="main", size=3) == ["", whole[2].id]
    assert publications.starts(db, site="main", size=10) == [""]


def test_a_shelf_that_was_published_later_is_as_new_as_that(db: Database, made: Made, now: int) -> None:
    publishing.publish(db, made["draft"].id, seen=made["draft"].version, now=now + 500)
    last = publications.addresses(db, site="main", after="", limit=10)[-1]
    assert (last.slug, last.written_at) == ("draft", now + 500)


def test_versions_of_groups(db: Database, made: Made) -> None:
    group = made["card"].variant_group
    found = publications.of_groups(db, [group, made["staff"].variant_group], site="main")
    assert [(row.slug, row.language) for row in found.pop(group)] == [("card", "en"), ("card-hans", "zh-Hans")]
    assert found == {}
    assert publications.of_groups(db, [], site="main") == {}


@pytest.mark.parametrize(
    ("language", "titles"),
    [("en", ["loose", "card"]), ("zh-Hans", ["loose", "card hans"]), ("zh-Hant", ["loose", "card hans"])],
)
def test_each_group_is_new_once(db: Database, made: Made, language: str, titles: list[str]) -> None:
    found = publications.newest(db, site="main", languages=fallbacks(language), topics=None, limit=10)
    assert [row.title for row in found] == titles
    assert len(publications.newest(db, site="main", languages=fallbacks(language), topics=None, limit=1)) == 1


def test_what_is_new_in_topics(db: Database, made: Made) -> None:
    def titles(*topics: str | None) -> list[str]:
        found = publications.newest(db, site="main", languages=fallbacks("en"), topics=topics, limit=10)
        return [row.title for row in found]

    assert titles("t1") == ["card"]
    assert titles(None) == ["loose"]
    assert titles("t1", None) == ["loose", "card"]
    assert titles("t2") == []
    assert titles() == []


def test_a_new_text_is_news_and_a_wording_is_not(db: Database, made: Made, now: int) -> None:
    editing.reword(
        db, made["card"].id, phrasings=["pay"], never_answers=[], seen=made["card"].version, author=None, now=now + 90
    )
    assert publications.newest(db, site="main", languages=("en",), topics=None, limit=10)[0].title == "loose"
    text = Text("card", "newer text", "en", "t1")
    editing.revise(db, made["card"].id, text, seen=made["card"].version + 1, author=None, note="", now=now + 100)
    newest = publications.newest(db, site="main", languages=("en",), topics=None, limit=10)[0]
    assert (newest.body, newest.written_at, newest.published_at) == ("newer text", now + 100, now)


def test_an_edition_changes_with_everything(db: Database, made: Made, now: int) -> None:
    seen = {publications.edition(db, site="main")}
    for verb in (
        lambda: editing.reword(
            db, made["card"].id, phrasings=["pay"], never_answers=[], seen=made["card"].version, author=None, now=now
        ),
        lambda: publishing.publish(db, made["draft"].id, seen=made["draft"].version, now=now),
        lambda: publishing.archive(db, made["loose"].id, seen=made["loose"].version, now=now),
        lambda: make(db, "new", "en", now=now + 20),
    ):
        verb()
        edition = publications.edition(db, site="main")
        assert edition not in seen
        seen.add(edition)
    assert publications.edition(db, site="elsewhere") == publications.Edition(0, 0, 0)
