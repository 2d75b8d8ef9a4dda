"""The manual that ships: once, again, newer, and after its owner was at work."""

from pathlib import Path

import pytest

from articles import editing, publishing, seeding
from articles.importing import Report
from articles.seeding import NOTE, seed, seed_manual
from kb.store import articles, events, shelving, sites, topics
from kb.store.articles import Article
from kb.store.engine import Database

LATER = 1_750_000_100_000

TOPICS = """
[start]
icon = "rocket-launch"
names = { en = "Getting started", zh-Hans = "快速入门", zh-Hant = "快速入門" }

[use]
icon = "users"
names = { en = "Using it", zh-Hans = "使用", zh-Hant = "使用" }
"""


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    folder = tmp_path / "manual"
    folder.mkdir()
    (folder / "topics.toml").write_text(TOPICS, encoding="utf-8")
    page(folder, "en/install.md", "title: Install\ntopic: start\nposition: 1", "See [use](use.md).")
    page(folder, "en/use.md", "title: Use\ntopic: use\nposition: 2", "Use it.")
    page(folder, "zh-Hans/install.md", "title: 安装\ntopic: start\nposition: 1", "安装说明。")
    return folder


def page(folder: Path, name: str, front_matter: str, body: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n{body}\n", encoding="utf-8")


def by_key(db: Database, key: str) -> Article:
    (kept,) = shelving.kept(db, [f"manual:{key}"], site="main").values()
    article = articles.by_id(db, kept.id)
    assert article is not None
    return article


def test_the_manual_becomes_published_articles_on_their_shelves(db: Database, manual: Path, now: int) -> None:
    assert seed(db, manual, site="main", now=now) == Report(added=3)

    install, chinese = by_key(db, "en/install.md"), by_key(db, "zh-Hans/install.md")
    assert (install.title, install.body, install.state) == ("Install", "See [use](/articles/use).", "published")
    assert (install.language, chinese.language, chinese.slug) == ("en", "zh-Hans", "安装")
    assert install.variant_group == chinese.variant_group
    assert install.topic == chinese.topic == topics.id_of(db, "start", site="main")
    assert {(topic.slug, topic.icon, topic.language, topic.name) for topic in topics.all_names(db, site="main")} >= {
        ("start", "rocket-launch", "zh-Hant", "快速入門"), ("use", "users", "en", "Using it"),
    }
    (revision,) = articles.revisions(db, install.id)
    assert (revision.note, revision.author) == (NOTE, None)


def test_seeding_again_changes_nothing(db: Database, manual: Path, now: int) -> None:
    seed(db, manual, site="main", now=now)
    cursor, shelves = events.latest(db), topics.all_names(db, site="main")

    assert seed(db, manual, site="main", now=LATER) == Report(unchanged=3)
    assert events.latest(db) == cursor
    assert topics.all_names(db, site="main") == shelves


def test_a_newer_manual_makes_new_revisions(db: Database, manual: Path, now: int) -> None:
    seed(db, manual, site="main", now=now)
    page(manual, "en/use.md", "title: Use\ntopic: use\nposition: 2", "Use it well.")

    assert seed(db, manual, site="main", now=LATER) == Report(changed=1, unchanged=2)
    assert (by_key(db, "en/use.md").body, by_key(db, "en/use.md").revision) == ("Use it well.", 2)


def test_what_the_owner_changed_stays(db: Database, manual: Path, now: int) -> None:
    seed(db, manual, site="main", now=now)
    use, install = by_key(db, "en/use.md"), by_key(db, "en/install.md")
    text = editing.Text(use.title, "In our company.", use.language, use.topic)
    editing.revise(db, use.id, text, seen=use.version, author=None, note="ours", now=now + 1)
    publishing.archive(db, install.id, seen=install.version, now=now + 1)
    page(manual, "en/use.md", "title: Use\ntopic: use", "Use it well.")
    page(manual, "en/install.md", "title: Install\ntopic: start", "Another way.")

    report = seed(db, manual, site="main", now=LATER)

    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert by_key(db, "en/use.md").body == "In our company."
    assert by_key(db, "en/install.md").state == "archived"
    assert by_key(db, "en/install.md").body == install.body


def test_a_topic_that_the_owner_named_keeps_its_name(db: Database, manual: Path, now: int) -> None:
    seed(db, manual, site="main", now=now)
    id = topics.id_of(db, "start", site="main")
    assert id is not None
    db.write(lambda tx: topics.name(tx, id, language="en", name="Welcome"))

    seed(db, manual, site="main", now=LATER)

    assert "Welcome" in {topic.name for topic in topics.all_names(db, site="main")}


def test_the_manual_that_ships_goes_in_whole(db: Database, now: int) -> None:
    report = seed_manual(db, site="main", now=now)

    assert report.added >= 2 and report == Report(added=report.added)
    assert seed_manual(db, site="main", now=LATER) == Report(unchanged=report.added)


def test_the_manual_that_ships_says_the_same_in_both_languages() -> None:
    folder = Path(seeding.__file__).parent / "manual"
    english, chinese = ({path.name for path in (folder / language).glob("*.md")} for language in ("en", "zh-Hans"))

    assert english == chinese != set()
