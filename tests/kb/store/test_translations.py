from collections.abc import Collection

import pytest

from articles import editing, publishing
from articles.editing import Text
from kb.store import articles, sites, translations
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.translations import Lack, Standing, Variant

EVERY = ("en", "zh-Hans", "zh-Hant")


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def made(db: Database, now: int) -> dict[str, Article]:
    """`card` in all three languages, `refund` in two, `staff` in one, and one that is archived."""
    card = write(db, "card", "en", now=now)
    refund = write(db, "refund", "zh-Hans", now=now + 10)
    archived = write(db, "gone", "en", now=now + 30)
    publishing.archive(db, archived.id, seen=archived.version, now=now + 31)
    return {
        "card": card,
        "card-hans": write(db, "card hans", "zh-Hans", now=now + 1, group=card.variant_group),
        "card-hant": write(db, "card hant", "zh-Hant", now=now + 2, group=card.variant_group),
        "refund": refund,
        "refund-en": write(db, "refund en", "en", now=now + 11, group=refund.variant_group),
        "staff": write(db, "staff", "en", now=now + 20),
        "gone": archived,
    }


def write(db: Database, title: str, language: str, *, now: int, group: str | None = None) -> Article:
    text = Text(title, "text", language)
    return editing.create(db, text, site="main", author=None, note="", now=now, variant_group=group)


def revise(db: Database, id: str, *, now: int) -> Article:
    found = articles.by_id(db, id)
    assert found
    text = Text(found.title, f"text of {now}", found.language)
    return editing.revise(db, id, text, seen=found.version, author=None, note="", now=now)


def add_imported(db: Database, id: str, *, now: int) -> None:
    """The second text, as an import writes it."""
    text = {"article": id, "number": 2, "title": "card", "body": "x", "author": None, "note": "", "created_at": now}
    db.write(lambda tx: articles.add_revision(tx, text))
    db.write(lambda tx: tx.run("UPDATE article SET revision = 2 WHERE id = :id", id=id))


def stale(db: Database, article: Article) -> set[str]:
    return {row.title for row in translations.of_group(db, article.variant_group) if row.stale}


def listed(db: Database, *, lack: Lack | None = None, languages: Collection[str] = EVERY) -> list[str]:
    groups = translations.groups(db, site="main", lack=lack, languages=languages, before=None, limit=50)
    return [variant.title for group in groups for variant in named(db, group.id)]


def named(db: Database, id: str) -> list[Variant]:
    found = articles.by_id(db, id)
    assert found
    return [row for row in translations.of_group(db, found.variant_group) if row.id == id]


def test_the_first_one_made_is_the_source(db: Database, made: dict[str, Article]) -> None:
    found = translations.of_group(db, made["card"].variant_group)
    assert [row.title for row in found] == ["card", "card hans", "card hant"]
    assert {row.source for row in found} == {made["card"].id}


def test_a_newer_source_leaves_its_translations_behind(db: Database, made: dict[str, Article], now: int) -> None:
    assert stale(db, made["card"]) == set()
    revise(db, made["card"].id, now=now + 100)
    assert stale(db, made["card"]) == {"card hans", "card hant"}
    db.write(lambda tx: translations.set_translates(tx, made["card-hans"].id, revision=2))
    assert stale(db, made["card"]) == {"card hant"}
    revise(db, made["card-hans"].id, now=now + 101)
    assert stale(db, made["card"]) == {"card hant"}
    revise(db, made["card"].id, now=now + 102)
    assert stale(db, made["card"]) == {"card hans", "card hant"}


def test_what_is_imported_follows_text_by_text(db: Database, made: dict[str, Article], now: int) -> None:
    for name in ("card", "card-hans"):
        add_imported(db, made[name].id, now=now + 100)
    assert stale(db, made["card"]) == {"card hant"}


def test_a_text_that_is_written_here_is_as_far_behind_as_before(
    db: Database, made: dict[str, Article], now: int
) -> None:
    revise(db, made["card"].id, now=now + 100)
    revise(db, made["card-hans"].id, now=now + 101)
    assert stale(db, made["card"]) == {"card hans", "card hant"}


def test_groups_by_what_they_lack(db: Database, made: dict[str, Article], now: int) -> None:
    assert listed(db) == ["staff", "refund", "card"]
    assert listed(db, languages=("zh-Hans",)) == ["refund", "card"]
    assert listed(db, lack="missing") == ["staff", "refund"]
    assert listed(db, lack="missing", languages=("en",)) == []
    assert listed(db, lack="missing", languages=("zh-Hans",)) == ["staff"]
    assert listed(db, lack="stale") == []
    revise(db, made["refund"].id, now=now + 100)
    assert listed(db, lack="stale") == ["refund"]
    assert listed(db, lack="stale", languages=("zh-Hans",)) == []
    assert listed(db, lack="stale", languages=("en",)) == ["refund"]


def test_groups_page_by_key(db: Database, made: dict[str, Article]) -> None:
    seen: list[str] = []
    before: str | None = None
    while page := translations.groups(db, site="main", lack=None, languages=EVERY, before=before, limit=2):
        seen += [group.id for group in page]
        before = page[-1].id
    assert seen == [made[name].id for name in ("staff", "refund", "card")]
    assert translations.group_count(db, site="main") == 3


def test_counts(db: Database, made: dict[str, Article], now: int) -> None:
    revise(db, made["card"].id, now=now + 100)
    found = {row.language: row for row in translations.standings(db, site="main")}
    assert found == {
        "en": Standing("en", 3, 0), "zh-Hans": Standing("zh-Hans", 2, 1), "zh-Hant": Standing("zh-Hant", 1, 1)
    }


def test_another_source(db: Database, made: dict[str, Article], now: int) -> None:
    group = made["card"].variant_group
    for _ in range(2):  # saying it again changes nothing
        db.write(lambda tx: translations.name_source(tx, group, article=made["card-hant"].id))
    assert [row.title for row in translations.of_group(db, group)] == ["card hant", "card", "card hans"]
    assert listed(db) == ["staff", "refund", "card hant"]
    revise(db, made["card-hant"].id, now=now + 100)
    assert stale(db, made["card"]) == {"card", "card hans"}
    assert {row.language: row.stale for row in translations.standings(db, site="main")} == {
        "en": 1, "zh-Hans": 1, "zh-Hant": 0
    }


def test_an_archived_translation_is_missing(db: Database, made: dict[str, Article], now: int) -> None:
    publishing.archive(db, made["card-hans"].id, seen=1, now=now + 50)
    group = made["card"].variant_group
    assert [row.title for row in translations.of_groups(db, [group])[group]] == ["card", "card hant"]
    assert listed(db, lack="missing", languages=("zh-Hans",)) == ["staff", "card"]


def test_an_archived_source_stays_the_source(db: Database, made: dict[str, Article], now: int) -> None:
    publishing.archive(db, made["card"].id, seen=1, now=now + 50)
    group = made["card"].variant_group
    assert [row.title for row in translations.of_groups(db, [group])[group]] == ["card", "card hans", "card hant"]
    assert listed(db) == ["staff", "refund", "card"]


def test_a_correction_leaves_nobody_behind(db: Database, made: dict[str, Article], now: int) -> None:
    revise(db, made["card"].id, now=now + 100)
    db.write(lambda tx: translations.set_translates(tx, made["card-hans"].id, revision=2))
    revise(db, made["card"].id, now=now + 101)
    moved = db.write(lambda tx: translations.keep_in_step(tx, source=made["card"].id, was=2, revision=3))
    assert moved == 1
    assert stale(db, made["card"]) == {"card hant"}
