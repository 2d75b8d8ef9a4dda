from dataclasses import replace

import pytest

from articles import editing, publishing, rewriting
from articles.editing import Moved, Text
from kb.store import articles, events, revisions, sites
from kb.store.engine import Database

TEXT = Text("Reset a password", "Open **People**.", "en", phrasings=("forgot it",))


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


def test_an_earlier_text_comes_back_as_a_new_revision(db: Database, now: int) -> None:
    made = editing.create(db, TEXT, site="main", author=None, note="", now=now)
    publishing.publish(db, made.id, seen=1, now=now)
    editing.revise(db, made.id, replace(TEXT, title="Worse", body="x"), seen=2, author=None, note="", now=now)
    after = rewriting.restore(db, made.id, 1, seen=3, author=None, note="as in version 1", now=now + 5)
    assert (after.title, after.body, after.revision, after.version, after.state, after.slug) == (
        TEXT.title, TEXT.body, 3, 4, "published", made.slug,
    )
    assert [(row.number, row.title, row.note) for row in revisions.page(db, made.id, before=99, limit=9)] == [
        (3, TEXT.title, "as in version 1"), (2, "Worse", ""), (1, TEXT.title, ""),
    ]
    assert [row.number for row in revisions.page(db, made.id, before=3, limit=1)] == [2]
    assert [row.text for row in articles.phrasings(db, made.id)] == ["forgot it"]
    assert [revisions.number_at(db, made.id, at=at) for at in (now - 1, now, now + 5)] == [0, 2, 3]
    found, _ = events.read_after(db, events.START)
    assert found[-1].kind == "article.changed"


@pytest.mark.parametrize(("number", "seen"), [(1, 1), (9, 2), (0, 2)])
def test_nothing_is_written_over_what_was_not_seen(db: Database, now: int, number: int, seen: int) -> None:
    made = editing.create(db, TEXT, site="main", author=None, note="", now=now)
    editing.revise(db, made.id, replace(TEXT, title="Theirs"), seen=1, author=None, note="", now=now)
    with pytest.raises(Moved):
        rewriting.restore(db, made.id, number, seen=seen, author=None, note="", now=now)
    with pytest.raises(Moved):
        rewriting.restore(db, "gone", 1, seen=1, author=None, note="", now=now)
    found = articles.by_id(db, made.id)
    assert found and (found.title, found.revision) == ("Theirs", 2)
