"""Saying what is translated from what."""

import pytest

from articles import editing, translating
from articles.editing import Text
from articles.translating import NoVariant
from kb.store import articles, events, sites, translations
from kb.store.articles import Article
from kb.store.engine import Database

Group = dict[str, Article]


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def group(db: Database, now: int) -> Group:
    made: Group = {}
    for place, tag in enumerate(("en", "zh-Hans", "zh-Hant")):
        made[tag] = editing.create(
            db, Text(f"in {tag}", "text", tag), site="main", author=None, note="", now=now + place,
            variant_group=made["en"].variant_group if made else None,
        )
    return made


def revise(db: Database, group: Group, tag: str, *, now: int) -> Article:
    found = articles.by_id(db, group[tag].id)
    assert found
    text = Text(found.title, f"{found.body} and more", tag)
    return editing.revise(db, found.id, text, seen=found.version, author=None, note="", now=now)


def stale(db: Database, group: Group) -> set[str]:
    return {row.language for row in translations.of_group(db, group["en"].variant_group) if row.stale}


def test_a_translation_is_up_to_date_again(db: Database, group: Group, now: int) -> None:
    revise(db, group, "en", now=now + 10)
    cursor = events.latest(db)
    translating.confirm(db, group["zh-Hans"].id, revision=2, now=now + 11)
    assert stale(db, group) == {"zh-Hant"}
    said, _cursor = events.read_after(db, cursor)
    assert [(event.kind, event.subject) for event in said] == [("article.changed", group["zh-Hans"].id)]
    translating.confirm(db, group["zh-Hans"].id, revision=1, now=now + 12)  # taken back
    assert stale(db, group) == {"zh-Hans", "zh-Hant"}


def test_a_text_that_nobody_saw_is_not_said_to_be_the_same(db: Database, group: Group, now: int) -> None:
    revise(db, group, "en", now=now + 10)
    revise(db, group, "en", now=now + 11)
    translating.confirm(db, group["zh-Hans"].id, revision=2, now=now + 12)
    assert stale(db, group) == {"zh-Hans", "zh-Hant"}


@pytest.mark.parametrize(("tag", "revision"), [("en", 1), ("zh-Hans", 2), ("zh-Hans", -1)])
def test_what_cannot_be_said(db: Database, group: Group, tag: str, revision: int, now: int) -> None:
    with pytest.raises(NoVariant):
        translating.confirm(db, group[tag].id, revision=revision, now=now)


def test_of_no_article(db: Database, now: int) -> None:
    with pytest.raises(NoVariant):
        translating.lead(db, "nothing", now=now)
    with pytest.raises(NoVariant):
        translating.confirm(db, "nothing", revision=1, now=now)


def test_a_correction_leaves_nobody_behind_who_had_kept_up(db: Database, group: Group, now: int) -> None:
    revise(db, group, "en", now=now + 10)
    translating.confirm(db, group["zh-Hans"].id, revision=2, now=now + 11)
    revise(db, group, "en", now=now + 12)
    translating.correct(db, group["en"].id, was=2, now=now + 13)
    assert stale(db, group) == {"zh-Hant"}
    translating.correct(db, group["zh-Hans"].id, was=1, now=now + 14)  # not the source: it says nothing of others
    assert stale(db, group) == {"zh-Hant"}


def test_another_article_becomes_the_source(db: Database, group: Group, now: int) -> None:
    revise(db, group, "en", now=now + 10)
    translating.confirm(db, group["zh-Hans"].id, revision=2, now=now + 11)
    translating.lead(db, group["zh-Hans"].id, now=now + 12)
    assert stale(db, group) == {"zh-Hant"}  # behind before, and behind now
    revise(db, group, "zh-Hans", now=now + 13)
    assert stale(db, group) == {"en", "zh-Hant"}
    cursor = events.latest(db)
    translating.lead(db, group["zh-Hans"].id, now=now + 14)
    assert events.read_after(db, cursor)[0] == []


def test_a_source_that_was_behind_itself(db: Database, group: Group, now: int) -> None:
    revise(db, group, "en", now=now + 10)
    translating.lead(db, group["zh-Hans"].id, now=now + 11)
    assert stale(db, group) == {"en", "zh-Hant"}
