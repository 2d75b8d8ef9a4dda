"""An export: what stands in it, that it comes back byte for byte, and what it never touches."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from articles import editing, exporting, reading, seeding
from articles.editing import Text
from articles.exporting import LIST, NotOurs, Report
from articles.importing import import_records
from articles.rows import Problem
from kb import filing, ids
from kb.store import articles, files, never_answers, people, redirects, related, shelves, sites, topics, translations
from kb.store.articles import Article, Phrasing
from kb.store.engine import Database, Transaction, open_database
from kb.store.migrating import migrate
from kb.store.never_answers import NeverAnswer

DAY = 24 * 3_600_000
ODD = (
    "What's {this}: \"quoted\" # and \\ more?", "---", "yes", "2024-01-31", "- a list", "& * ! | > % @ `",
    "退款要多久？", "😀 \u2028 \u00a0x", "<script>alert(1)</script>", "=1+1", "null",
)
BODIES = (
    "# A heading first\n\nText with {settings_tab|your-bots} and {{ marks }}.",
    "---\n\nA rule first.\n\n    code\n\n---",
    "Trailing space  \nand a tab\t",
    "`../../files/none.png` and [x](../nowhere.md) and ![y](/static/y.png)",
    "正文里有**重点**，还有[链接](/articles/退款要多久?x=1#h-一)。",
)  # fmt: skip


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def empty(tmp_path: Path, now: int) -> Iterator[Database]:
    """Another house, in which nobody ever was."""
    other = open_database((tmp_path / "other.db").as_posix())
    migrate(other)
    other.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    yield other
    other.close()


def written(db: Database, title: str, body: str, *, now: int, state: str = "published", **more: str) -> Article:
    made = editing.create(db, Text(title, body, more.pop("language", "en"), **more), site="main", author=None, note="",
                          now=now)  # fmt: skip
    db.write(lambda tx: tx.run("UPDATE article SET state = :state WHERE id = :id", state=state, id=made.id))
    found = articles.by_id(db, made.id)
    assert found
    return found


def picture(kind: str, *, colour: str = "red", width: int = 30) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, 20), colour).save(out, kind)
    return out.getvalue()


def kept(db: Database, content: bytes, name: str, *, now: int) -> str:
    file = filing.keep(db, content, name=name, audience="staff", author=None, site="main", now=now)
    return filing.markdown(file, alt="A [picture]")


def hire(db: Database, *, now: int) -> None:
    """Who answers for the pictures."""
    db.write(lambda tx: people.add(tx, id=ids.new_id(now), site="main", email="li+kb@example.com", name="Li Wei",
                                   role="agent", origin="real", password="", language="en", now=now))  # fmt: skip


def everything(db: Database, now: int) -> None:
    """The shipped manual, and whatever else an article can be."""
    seeding.seed_manual(db, site="main", now=now)
    now += 10_000
    for at, title in enumerate(ODD):
        written(db, title, BODIES[at % len(BODIES)], now=now + at, state=articles.STATES[at % 4])
    for at, audience in enumerate(articles.AUDIENCES):
        made = editing.create(db, Text(f"For {audience}", "Text.", "zh-Hant"), site="main", author=None, note="",
                              now=now + 100 + at, audience=audience)  # fmt: skip
        db.write(lambda tx, made=made: tx.run("UPDATE article SET state = 'published' WHERE id = :id", id=made.id))
    shown = [
        kept(db, picture("PNG"), "登录 (1).png", now=now), kept(db, picture("JPEG", width=1700), "photo.jpg", now=now),
        kept(db, picture("JPEG", colour="blue"), "photo.jpg", now=now), kept(db, b"%PDF-1.4", "list.pdf", now=now),
        kept(db, picture("GIF"), "a'b.gif", now=now), kept(db, picture("WEBP"), "x" * 300, now=now),
    ]
    tag = f"<img src='{shown[0].split('(')[1][:-1]}'>"
    first = written(db, "Pictures", "\n\n".join([*shown, tag]), now=now + 200)
    second = written(db, "图片", f"一样的：{shown[0]}", now=now + 201, language="zh-Hans")
    third = written(db, "圖片", "一樣的", now=now + 202, language="zh-Hant")
    hire(db, now=now)
    top = topics.id_of(db, "articles", site="main")

    def around(tx: Transaction) -> None:
        for other in (second, third):
            tx.run("UPDATE article SET variant_group = :group WHERE id = :id", group=first.id, id=other.id)
        translations.set_translates(tx, third.id, revision=0)
        translations.name_source(tx, first.id, article=second.id)
        tx.run("UPDATE article SET owner = (SELECT id FROM person) WHERE id = :id", id=first.id)
        tx.run("UPDATE article SET check_by = :day, checked_at = :odd WHERE id = :id", day=DAY * 20_000,
               odd=DAY * 20_000 + 12_345_678, id=first.id)  # fmt: skip
        redirects.add(tx, "bilder", site="main", article=first.id, now=now)
        redirects.add(tx, "老地址", site="main", article=first.id, now=now)
        for at, text in enumerate(("How do I", "how do i", "a|b", "怎么办：")):
            articles.add_phrasing(tx, Phrasing(f"p{at}", first.id, text, "learned", None, now))
            never_answers.add(tx, NeverAnswer(f"n{at}", first.id, f"not {text}", "written", None, now))
        topics.add(tx, id="t1", site="main", slug="付款", icon="banknotes", position=1, parent=top)
        topics.name(tx, "t1", language="zh-Hans", name="付款“方式”", description="怎么付")
        topics.add(tx, id="t2", site="main", slug="empty", icon="folder", position=0, parent="t1")
        topics.name(tx, "t2", language="en", name="Nothing \\ here")
        tx.run("UPDATE article SET topic = 't1' WHERE id = :id", id=second.id)

    db.write(around)
    others = shelves.shelf(db, site="main", audiences=["public"], topics=[None], languages=["en"], after="", limit=9)
    groups = [found.variant_group for other in others[:3] if (found := articles.by_id(db, other.id))]
    db.write(lambda tx: related.set_picks(tx, first.id, others=list(reversed(groups))))


def folder(path: Path) -> dict[str, bytes]:
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_imported_into_an_empty_house_and_exported_again_it_is_the_same(
    db: Database, empty: Database, tmp_path: Path, now: int
) -> None:
    everything(db, now)
    hire(empty, now=now)
    report = exporting.export(db, tmp_path / "one", site="main")
    taken = import_records(empty, reading.read(tmp_path / "one"), site="main", now=now + DAY)
    assert (taken.added, taken.problems, taken.warnings) == (report.articles, (), ())
    again = exporting.export(empty, tmp_path / "two", site="main")
    one, two = folder(tmp_path / "one"), folder(tmp_path / "two")
    assert sorted(one) == sorted(two)
    assert {path for path in one if one[path] != two[path]} == set()
    assert b"\nowner: li+kb@example.com\ncheck_by:" in one["en/pictures.md"]
    assert again == report
    assert report.articles > 60
    assert {"files/list.pdf", "files/a'b.gif", "topics.toml", LIST} < set(one)
    assert len([path for path in one if path.startswith("files/photo-")]) == 2
    assert any(path.startswith("zh-Hans/付款/") for path in one)


def test_what_came_back_is_what_was_there(db: Database, empty: Database, tmp_path: Path, now: int) -> None:
    everything(db, now)
    exporting.export(db, tmp_path / "one", site="main")
    taken = import_records(empty, reading.read(tmp_path / "one"), site="main", now=now + DAY)
    for title in ODD:
        slug = db.value("SELECT slug FROM article a JOIN revision r ON r.article = a.id WHERE r.title = :title",
                        title=editing._line(title))  # fmt: skip
        was, found = articles.by_slug(db, slug, site="main"), articles.by_slug(empty, slug, site="main")
        assert was and found
        assert (found.title, found.body, found.state, found.audience) == (was.title, was.body, was.state, was.audience)
    first = articles.by_slug(empty, "pictures", site="main")
    assert first
    assert first.body.count("](/files/") == 6
    assert (first.owner, taken.warnings) == (None, (
        Problem("en/pictures.md", "its owner li+kb@example.com does not write here: it has none"),
    ))  # fmt: skip
    assert first.check_by == DAY * 20_000
    assert first.checked_at == DAY * 20_000 + 12_345_678
    assert redirects.article_of(empty, "老地址", site="main") == first.id
    group = translations.of_group(empty, first.variant_group)
    assert {(row.language, row.stale) for row in group} == {("en", 0), ("zh-Hans", 0), ("zh-Hant", 1)}
    assert group[0].language == "zh-Hans"
    assert len(related.picks(empty, first.variant_group, site="main")) >= 3
    assert files.shown_to(empty, files.named_in(first.body)[0]) == {"public"}


def test_imported_where_it_came_from_nothing_changes(db: Database, tmp_path: Path, now: int) -> None:
    everything(db, now)
    exporting.export(db, tmp_path / "one", site="main")
    before = folder(tmp_path / "one")
    report = import_records(db, reading.read(tmp_path / "one"), site="main", now=now + DAY)
    assert (report.added, report.changed, report.problems, report.warnings) == (0, 0, (), ())
    exporting.export(db, tmp_path / "one", site="main")
    assert folder(tmp_path / "one") == before


def test_a_file_that_was_edited_comes_back_where_nobody_was_at_the_article_meanwhile(
    db: Database, tmp_path: Path, now: int
) -> None:
    shown = kept(db, picture("PNG"), "a.png", now=now)
    untouched = written(db, "Refunds", f"Five days. {shown}", now=now)
    touched = written(db, "Returns", "Ten days.", now=now + 1)
    exporting.export(db, tmp_path / "one", site="main")
    for name in ("refunds", "returns"):
        path = tmp_path / f"one/en/{name}.md"
        path.write_text(path.read_text().replace("days.", "days at most."))
    text = Text("Returns", "Twenty days.", "en")
    editing.revise(db, touched.id, text, seen=touched.version, author=None, note="", now=now + 2)

    report = import_records(db, reading.read(tmp_path / "one"), site="main", now=now + DAY)

    assert (report.changed, report.unchanged, len(report.warnings)) == (1, 1, 1)
    found = articles.by_id(db, untouched.id)
    assert found
    assert found.body == f"Five days at most. {shown}".replace(files.named_in(shown)[0], files.named_in(found.body)[0])
    assert "Twenty days." in getattr(articles.by_id(db, touched.id), "body", "")
    assert import_records(db, reading.read(tmp_path / "one"), site="main", now=now + DAY).changed == 0


def test_the_next_export_takes_away_what_is_gone_and_nothing_else(db: Database, tmp_path: Path, now: int) -> None:
    made = written(db, "Refunds", "Text.", now=now)
    exporting.export(db, tmp_path / "one", site="main")
    (tmp_path / "one/README.md").write_text("mine")
    (tmp_path / "one/en/mine.txt").write_text("mine")
    db.write(lambda tx: tx.run("UPDATE article SET slug = 'new', language = 'zh-Hans' WHERE id = :id", id=made.id))
    report = exporting.export(db, tmp_path / "one", site="main")
    assert report == Report(articles=1, files=0, removed=1)
    assert set(folder(tmp_path / "one")) == {"README.md", "en/mine.txt", "zh-Hans/new.md", "topics.toml", LIST}


def test_a_folder_with_something_in_it_is_refused(db: Database, tmp_path: Path, now: int) -> None:
    written(db, "Refunds", "Text.", now=now)
    (tmp_path / "one").mkdir()
    (tmp_path / "one/mine.md").write_text("mine")
    with pytest.raises(NotOurs):
        exporting.export(db, tmp_path / "one", site="main")
    assert set(folder(tmp_path / "one")) == {"mine.md"}


def test_a_list_that_was_changed_by_hand_takes_nothing_else_away(db: Database, tmp_path: Path) -> None:
    exporting.export(db, tmp_path / "one", site="main")
    (tmp_path / "mine.md").write_text("mine")
    (tmp_path / "one/README.md").write_text("mine")
    with (tmp_path / "one" / LIST).open("a") as file:
        file.write("../mine.md\nen/../../mine.md\nREADME.md\nen/../../../mine.md\n/etc/hosts\n")
    assert exporting.export(db, tmp_path / "one", site="main").removed == 0
    assert (tmp_path / "mine.md").exists() and (tmp_path / "one/README.md").exists()


def test_an_address_that_is_taken_moves_links_and_picks(
    db: Database, empty: Database, tmp_path: Path, now: int
) -> None:
    written(empty, "Refunds", "Another house's.", now=now)
    one = written(db, "Refunds", "See [this](/articles/refunds#h-x).", now=now)
    two = written(db, "Returns", "See [that](/articles/refunds) and `/articles/refunds`.", now=now + 1)
    db.write(lambda tx: related.set_picks(tx, two.variant_group, others=[one.variant_group]))
    exporting.export(db, tmp_path / "one", site="main")
    import_records(empty, reading.read(tmp_path / "one"), site="main", now=now + DAY)
    came, other = articles.by_slug(empty, "refunds-2", site="main"), articles.by_slug(empty, "returns", site="main")
    assert came and other
    assert came.body == "See [this](/articles/refunds-2#h-x)."
    assert [pick.id for pick in related.picks(empty, other.variant_group, site="main")] == [came.id]


def test_bad_files_are_reported_and_the_good_ones_come(db: Database, empty: Database, tmp_path: Path, now: int) -> None:
    for at, title in enumerate(("One", "Two", "Three", "Four")):
        written(db, title, "Text.", now=now + at)
    exporting.export(db, tmp_path / "one", site="main")
    for name, old, new in (
        ("one", "state: published", "state: lost"), ("two", "position: 2", "position: two"),
        ("three", "language: en", "language: tlh"),
    ):
        path = tmp_path / f"one/en/{name}.md"
        path.write_text(path.read_text().replace(old, new))
    report = import_records(empty, reading.read(tmp_path / "one"), site="main", now=now)
    assert report.added == 1
    assert {problem.where: problem.reason for problem in report.problems} == {
        "en/one.md": "the state 'lost' is not one of draft, in_review, published, archived",
        "en/two.md": "the position 'two' is not a number",
        "en/three.md": "the language 'tlh' is not one of en, zh-hans, zh-hant",
    }


def test_a_broken_list_of_topics_is_a_problem_of_its_own(db: Database, tmp_path: Path, now: int) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one/topics.toml").write_text("[billing]\nnames = 3\n")
    (tmp_path / "one/a.md").write_text("# A\n\nText.")
    report = import_records(db, reading.read(tmp_path / "one"), site="main", now=now)
    assert report.added == 1
    assert report.problems == (
        Problem("topics.toml", "the topics cannot be read: the topic 'billing' has no names by language"),
    )
