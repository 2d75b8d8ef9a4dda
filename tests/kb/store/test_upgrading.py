"""A database with rows in it goes from an older schema to ours, and keeps them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store import articles
from kb.store.engine import Database, Transaction, open_database
from kb.store.migrating import MIGRATIONS, migrate, pending


@pytest.fixture
def before_curation(empty_dsn: str, tmp_path: Path) -> Iterator[Database]:
    """As it was when articles had no review and no owner, with an article that everything points to."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in MIGRATIONS.iterdir():
        if file.name.endswith(".sql") and file.name < "0007":
            (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    db = open_database(empty_dsn)
    migrate(db, folder=folder)
    db.write(_fill)
    yield db
    db.close()


def _fill(tx: Transaction) -> None:
    tx.run("INSERT INTO topic (id, site, slug, icon, position) VALUES ('t', 'main', 'billing', 'banknotes', 1)")
    for id, state in (("a", "published"), ("b", "draft")):
        tx.run(
            """INSERT INTO article (id, site, slug, language, topic, variant_group, state, audience, revision, version,
                                    created_at, updated_at, published_at)
               VALUES (:id, 'main', :id, 'en', 't', :id, :state, 'public', 1, 1, 5, 6, 7)""",
            id=id, state=state,
        )
        tx.run(
            "INSERT INTO revision (article, number, title, body, note, created_at) VALUES (:id, 1, 'T', 'B', '', 5)",
            id=id,
        )
        tx.run(
            "INSERT INTO phrasing (id, article, text, origin, created_at) VALUES (:id, :id, 'how', 'written', 5)", id=id
        )


def test_articles_and_what_points_to_them_stay(before_curation: Database) -> None:
    db = before_curation
    assert pending(db)[0] == "0007_curation"
    migrate(db)
    assert pending(db) == []
    found = articles.by_id(db, "a")
    assert found
    assert (found.state, found.topic, found.title, found.published_at) == ("published", "t", "T", 7)
    assert db.value("SELECT count(*) FROM article") == db.value("SELECT count(*) FROM phrasing") == 2
    if db.name == "sqlite":
        assert db.value("SELECT count(*) FROM pragma_foreign_key_check") == 0


def test_afterwards_constraints_still_hold(before_curation: Database) -> None:
    db = before_curation
    migrate(db)
    for words in ("state = 'lost'", "audience = 'nobody'", "topic = 'nowhere'"):
        with pytest.raises(Exception, match=r"(?i)constraint"):
            db.write(lambda tx, words=words: tx.run(f"UPDATE article SET {words} WHERE id = 'a'"))
    with pytest.raises(Exception, match=r"(?i)constraint"):
        db.write(lambda tx: tx.run("DELETE FROM article WHERE id = 'a'"))
    db.write(lambda tx: tx.run("UPDATE article SET state = 'in_review', audience = 'members' WHERE id = 'b'"))
