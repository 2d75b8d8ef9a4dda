import threading
from dataclasses import replace

import pytest

from articles import editing, publishing
from articles.editing import Moved, Text, Unfit
from kb.store import articles, events, never_answers, shelves, sites, topics, translations
from kb.store.articles import Article
from kb.store.engine import Conflict, Database

TEXT = Text("Reset a password", "Open **People**.", "en", phrasings=("forgot my password", "cannot sign in"))


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def draft(db: Database, now: int) -> Article:
    return editing.create(db, TEXT, site="main", author=None, note="first", now=now)


def phrasings(db: Database, article: Article) -> set[str]:
    return {phrasing.text for phrasing in articles.phrasings(db, article.id)}


def kinds(db: Database) -> list[tuple[str, str]]:
    found, _ = events.read_after(db, events.START)
    return [(event.kind, event.subject) for event in found]


def test_create_makes_a_draft_that_no_reader_sees(db: Database, draft: Article, now: int) -> None:
    assert (draft.state, draft.audience, draft.revision, draft.version) == ("draft", "public", 1, 1)
    assert (draft.title, draft.body, draft.slug) == (TEXT.title, TEXT.body, "reset-a-password")
    assert draft.variant_group == draft.id
    assert phrasings(db, draft) == set(TEXT.phrasings)
    assert shelves.filled(db, site="main", audiences=("public",)) == []
    assert kinds(db) == [("article.changed", draft.id)]


def test_the_same_title_twice_gets_another_address(db: Database, draft: Article, now: int) -> None:
    second = editing.create(db, TEXT, site="main", author=None, note="", now=now)
    third = editing.create(db, TEXT, site="main", author=None, note="", now=now)
    assert [second.slug, third.slug] == ["reset-a-password-2", "reset-a-password-3"]


def test_many_with_the_same_title_at_once_all_get_an_address(db: Database, now: int) -> None:
    made: list[Article] = []

    def create() -> None:
        made.append(editing.create(db, TEXT, site="main", author=None, note="", now=now))

    threads = [threading.Thread(target=create) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({article.slug for article in made}) == 12


@pytest.mark.parametrize(
    ("title", "slug"),
    [("重设密码", "重设密码"), ("What's new?", "whats-new"), ("  Spaces \n and\x00NUL ", "spaces-and-nul")],
)
def test_an_address_is_made_from_the_title(db: Database, now: int, title: str, slug: str) -> None:
    made = editing.create(db, replace(TEXT, title=title), site="main", author=None, note="", now=now)
    assert made.slug == slug


def test_a_title_without_letters_gets_the_id_for_an_address(db: Database, now: int) -> None:
    made = editing.create(db, replace(TEXT, title="???"), site="main", author=None, note="", now=now)
    assert made.slug == made.id


def test_a_variant_stands_in_its_group(db: Database, draft: Article, now: int) -> None:
    text = Text("重设密码", "打开“人员”。", "zh-Hans")
    variant = editing.create(
        db, text, site="main", author=None, note="", now=now + 1, variant_group=draft.variant_group
    )
    for article in (draft, variant):
        publishing.publish(db, article.id, seen=1, now=now)
    assert [row.slug for row in translations.of_group(db, draft.id)] == ["reset-a-password", "重设密码"]


def test_revise_keeps_the_earlier_text_and_the_address(db: Database, draft: Article, now: int) -> None:
    text = Text("Set a new password", "Open *People*.\r\n", "zh-Hant", phrasings=("forgot my password", "new one"))
    after = editing.revise(db, draft.id, text, seen=1, author=None, note="shorter", now=now + 5)
    assert (after.title, after.body, after.language) == ("Set a new password", "Open *People*.", "zh-Hant")
    assert (after.revision, after.version, after.slug, after.updated_at) == (2, 2, draft.slug, now + 5)
    assert [(row.number, row.title, row.note) for row in articles.revisions(db, draft.id)] == [
        (2, "Set a new password", "shorter"),
        (1, "Reset a password", "first"),
    ]
    assert phrasings(db, draft) == {"forgot my password", "new one"}
    assert kinds(db)[1:] == [("article.changed", draft.id)]


def test_revise_after_somebody_else_changes_nothing(db: Database, draft: Article, now: int) -> None:
    editing.revise(db, draft.id, replace(TEXT, title="Theirs"), seen=1, author=None, note="", now=now)
    with pytest.raises(Moved):
        editing.revise(db, draft.id, replace(TEXT, title="Mine", phrasings=()), seen=1, author=None, note="", now=now)
    current = articles.by_id(db, draft.id)
    assert current is not None
    assert (current.title, current.revision, current.version) == ("Theirs", 2, 2)
    assert len(articles.revisions(db, draft.id)) == 2
    assert phrasings(db, draft) == set(TEXT.phrasings)
    assert len(kinds(db)) == 2


def test_of_many_who_revise_at_once_one_wins(db: Database, draft: Article, now: int) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(8)

    def revise(name: str) -> None:
        ready.wait()
        try:
            editing.revise(db, draft.id, replace(TEXT, title=name), seen=1, author=None, note="", now=now)
        except Moved:
            outcomes.append("moved")
        else:
            outcomes.append(name)

    threads = [threading.Thread(target=revise, args=(f"title {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert outcomes.count("moved") == 7
    current = articles.by_id(db, draft.id)
    assert current is not None
    assert current.title in outcomes
    assert current.version == 2


def test_reword_keeps_what_stays_and_makes_no_new_text(db: Database, draft: Article, now: int) -> None:
    kept = {phrasing.text: phrasing.id for phrasing in articles.phrasings(db, draft.id)}["cannot sign in"]
    wanted = ["cannot sign in", "  new   one ", "New one", "", "换密码"]
    after = editing.reword(
        db, draft.id, phrasings=wanted, never_answers=["wifi password", ""], seen=1, author=None, now=now
    )
    assert (after.version, after.revision) == (2, 1)
    assert phrasings(db, draft) == {"cannot sign in", "New one", "换密码"}
    assert kept in {phrasing.id for phrasing in articles.phrasings(db, draft.id)}
    assert [row.text for row in never_answers.of_article(db, draft.id)] == ["wifi password"]
    assert kinds(db)[-1] == ("article.changed", draft.id)


def test_never_answers_are_part_of_what_is_written(db: Database, now: int) -> None:
    text = replace(TEXT, never_answers=("gamma", "alpha"))
    made = editing.create(db, text, site="main", author=None, note="", now=now)
    assert [row.text for row in never_answers.of_article(db, made.id)] == ["gamma", "alpha"]
    editing.revise(db, made.id, TEXT, seen=1, author=None, note="", now=now)
    assert never_answers.of_article(db, made.id) == []


def test_no_question_is_both_asked_and_not_answered(db: Database, now: int) -> None:
    with pytest.raises(Unfit) as caught:
        editing.create(
            db, replace(TEXT, never_answers=("Cannot  sign in",)), site="main", author=None, note="", now=now
        )
    assert (caught.value.field, caught.value.problem) == ("never_answers", "in_both")


def test_phrasings_keep_the_order_in_which_they_were_written(db: Database, now: int) -> None:
    text = replace(TEXT, phrasings=("gamma", "alpha", "delta", "beta"))
    made = editing.create(db, text, site="main", author=None, note="", now=now)
    assert [phrasing.text for phrasing in articles.phrasings(db, made.id)] == ["gamma", "alpha", "delta", "beta"]


def test_nothing_is_changed_that_is_not_there(db: Database, now: int) -> None:
    with pytest.raises(Moved):
        editing.revise(db, "gone", TEXT, seen=1, author=None, note="", now=now)
    with pytest.raises(Moved):
        publishing.publish(db, "gone", seen=1, now=now)


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        (replace(TEXT, title=" \n"), "title", "missing"),
        (replace(TEXT, title="x" * 201), "title", "too_long"),
        (replace(TEXT, body="\n \n"), "body", "missing"),
        (replace(TEXT, body="x" * 200_001), "body", "too_long"),
        (replace(TEXT, language="tlh"), "language", "unknown"),
        (replace(TEXT, phrasings=("x" * 301,)), "phrasings", "too_long"),
        (replace(TEXT, phrasings=tuple(map(str, range(201)))), "phrasings", "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(db: Database, now: int, text: Text, field: str, problem: str) -> None:
    with pytest.raises(Unfit) as refused:
        editing.create(db, text, site="main", author=None, note="", now=now)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert kinds(db) == []


def test_a_topic_must_be_there(db: Database, now: int) -> None:
    db.write(lambda tx: topics.add(tx, id="t1", site="main", slug="start", icon="home", position=1))
    made = editing.create(db, replace(TEXT, topic="t1"), site="main", author=None, note="", now=now)
    assert made.topic == "t1"
    with pytest.raises(Conflict):
        editing.create(db, replace(TEXT, topic="nowhere"), site="main", author=None, note="", now=now)
