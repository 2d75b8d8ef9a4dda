import threading
from collections.abc import Callable

import pytest

from articles import editing, publishing
from articles.editing import Moved, Text
from kb.store import articles, deeds, events, people, shelves, sites
from kb.store.articles import Article
from kb.store.engine import Database

TEXT = Text("Reset a password", "Open **People**.", "en")
VERBS = {
    "submit": (publishing.submit, {"draft": "in_review"}),
    "send_back": (publishing.send_back, {"in_review": "draft"}),
    "publish": (publishing.publish, dict.fromkeys(("draft", "in_review", "archived"), "published")),
    "archive": (publishing.archive, dict.fromkeys(("draft", "in_review", "published"), "archived")),
    "redraft": (publishing.redraft, {"archived": "draft"}),
}


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    database.write(
        lambda tx: people.add(
            tx, id="ada", site="main", email="ada@example.com", name="Ada", role="agent", origin="real", password="-",
            language="en", now=now,
        )
    )
    return database


@pytest.fixture
def draft(db: Database, now: int) -> Article:
    return editing.create(db, TEXT, site="main", author="ada", note="", now=now)


def stand(db: Database, article: Article, *, state: str, now: int) -> Article:
    if state != "draft":
        db.write(lambda tx: articles.move_state(tx, article.id, source=("draft",), state=state, seen=1, now=now))
    found = articles.by_id(db, article.id)
    assert found and found.state == state
    return found


@pytest.mark.parametrize("state", articles.STATES)
@pytest.mark.parametrize("name", VERBS)
def test_only_legal_moves(db: Database, draft: Article, now: int, name: str, state: str) -> None:
    verb, ways = VERBS[name]
    before = stand(db, draft, state=state, now=now)
    if state in ways:
        after = verb(db, draft.id, seen=before.version, now=now + 1, by="ada")
        assert (after.state, after.version) == (ways[state], before.version + 1)
        return
    with pytest.raises(Moved):
        verb(db, draft.id, seen=before.version, now=now + 1, by="ada")
    assert articles.by_id(db, draft.id) == before
    assert deeds.latest(db, draft.id) is None


@pytest.mark.parametrize("verb", [verb for verb, _ in VERBS.values()])
def test_whoever_saw_an_older_version_moves_nothing(
    db: Database, draft: Article, now: int, verb: Callable[..., Article]
) -> None:
    editing.revise(db, draft.id, TEXT, seen=1, author=None, note="", now=now)
    with pytest.raises(Moved):
        verb(db, draft.id, seen=1, now=now)
    with pytest.raises(Moved):
        verb(db, "gone", seen=1, now=now)


def test_each_deed_is_written_down_with_its_note_and_ends_with_its_event(
    db: Database, draft: Article, now: int
) -> None:
    publishing.submit(db, draft.id, seen=1, now=now + 1, by="ada", note=" please look\x00 ")
    publishing.send_back(db, draft.id, seen=2, now=now + 2, note="the steps are missing")
    publishing.publish(db, draft.id, seen=3, now=now + 3, by="ada")
    publishing.archive(db, draft.id, seen=4, now=now + 4, by="ada")
    publishing.redraft(db, draft.id, seen=5, now=now + 5, by="ada")
    assert [(row.kind, row.person, row.note) for row in reversed(deeds.of_article(db, draft.id, limit=9))] == [
        ("submitted", "ada", "please look"), ("sent_back", None, "the steps are missing"), ("published", "ada", ""),
        ("archived", "ada", ""), ("redrafted", "ada", ""),
    ]
    found, _ = events.read_after(db, events.START)
    assert [event.kind for event in found][1:] == [
        "article.submitted", "article.sent_back", "article.published", "article.archived", "article.redrafted",
    ]


def test_nobody_reads_what_is_not_published(db: Database, draft: Article, now: int) -> None:
    def shown() -> bool:
        return bool(articles.published(db, [draft.id])) or bool(
            articles.newest(db, site="main", audiences=articles.AUDIENCES, language="en", limit=9)
        )

    assert not shown()
    publishing.submit(db, draft.id, seen=1, now=now)
    assert not shown()
    published = publishing.publish(db, draft.id, seen=2, now=now + 7)
    assert shown() and published.published_at == now + 7
    publishing.archive(db, draft.id, seen=3, now=now)
    assert not shown()
    publishing.redraft(db, draft.id, seen=4, now=now)
    assert not shown() and shelves.filled(db, site="main", audiences=articles.AUDIENCES) == []


def test_two_at_once_one_wins(db: Database, draft: Article, now: int) -> None:
    publishing.submit(db, draft.id, seen=1, now=now)
    won: list[str] = []
    lost: list[str] = []

    def decide(verb: Callable[..., Article]) -> None:
        try:
            won.append(verb(db, draft.id, seen=2, now=now).state)
        except Moved:
            lost.append(verb.__name__)

    verbs = [publishing.publish, publishing.send_back] * 3
    threads = [threading.Thread(target=decide, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = articles.by_id(db, draft.id)
    assert len(won) == 1 and len(lost) == 5
    assert found and [found.state] == won
