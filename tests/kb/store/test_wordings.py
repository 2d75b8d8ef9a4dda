"""What moderators teach, and what customers' questions suggest, as rows."""

from dataclasses import replace

import pytest

from articles import editing, publishing
from articles.editing import Text
from kb.store import never_answers, sites, suggestions, synonyms
from kb.store.articles import Article
from kb.store.engine import Conflict, Database, Transaction
from kb.store.never_answers import NeverAnswer
from kb.store.suggestions import Suggestion
from kb.store.synonyms import Synonym


@pytest.fixture
def article(database: Database, now: int) -> Article:
    text = Text("Reset a password", "Open **People**.", "en")
    return editing.create(database, text, site="main", author=None, note="", now=now)


def suggest(db: Database, suggestion: Suggestion, *, conversation: str) -> None:
    db.write(lambda tx: suggestions.add(tx, suggestion, site="main", conversation=conversation))


def test_never_answers_of_several_articles_at_once(database: Database, article: Article, now: int) -> None:
    rows = [NeverAnswer(f"n{place}", article.id, text, "written", None, now) for place, text in enumerate("ab")]
    assert database.write(lambda tx: [never_answers.add(tx, row) for row in rows]) == [1, 1]
    assert database.write(lambda tx: never_answers.add(tx, replace(rows[0], id="again"))) == 0
    assert never_answers.of_articles(database, [article.id, "other"]) == {article.id: ("a", "b")}
    assert never_answers.of_articles(database, []) == {}
    assert database.write(lambda tx: never_answers.remove(tx, article.id, text="a")) == 1
    assert never_answers.of_article(database, article.id) == rows[1:]


def test_a_suggestion_counts_each_conversation_once(database: Database, article: Article, now: int) -> None:
    first = Suggestion("s1", article.id, "phrasing", "new password", "waiting", 1, now)
    suggest(database, first, conversation="c1")
    suggest(database, replace(first, id="s2"), conversation="c1")
    assert suggestions.of_article(database, article.id, kind="phrasing") == [first]
    suggest(database, replace(first, id="s3"), conversation="c2")
    assert suggestions.of_article(database, article.id, kind="phrasing") == [replace(first, conversations=2)]
    assert suggestions.of_article(database, article.id, kind="never_answer") == []


def test_a_suggestion_is_decided_once_and_stays_decided(database: Database, article: Article, now: int) -> None:
    suggestion = Suggestion("s1", article.id, "phrasing", "new password", "waiting", 1, now)
    suggest(database, suggestion, conversation="c1")
    assert suggestions.waiting_counts(database, site="main") == {"phrasing": 1}

    def dismiss(tx: Transaction) -> int:
        return suggestions.decide(tx, "s1", state="dismissed", reviewer=None, now=now)

    assert [database.write(dismiss), database.write(dismiss)] == [1, 0]
    suggest(database, suggestion, conversation="c2")
    assert suggestions.waiting_counts(database, site="main") == {}
    assert suggestions.waiting(database, site="main", kind="phrasing", before=None, limit=9) == []
    found = suggestions.by_id(database, "s1", site="main")
    assert found
    assert (found.state, found.conversations) == ("dismissed", 2)
    assert suggestions.by_id(database, "s1", site="elsewhere") is None


def test_what_waits_comes_newest_first_and_in_pages(database: Database, article: Article, now: int) -> None:
    for place in range(3):
        row = Suggestion(f"s{place}", article.id, "phrasing", f"question {place}", "waiting", 1, now + place)
        suggest(database, row, conversation="c1")
    first = suggestions.waiting(database, site="main", kind="phrasing", before=None, limit=2)
    assert [(row.id, row.title, row.language) for row in first] == [
        ("s2", article.title, "en"), ("s1", article.title, "en"),
    ]
    rest = suggestions.waiting(database, site="main", kind="phrasing", before="s1", limit=2)
    assert [row.id for row in rest] == ["s0"]


def test_nothing_waits_for_an_archived_article(database: Database, article: Article, now: int) -> None:
    suggest(database, Suggestion("s1", article.id, "phrasing", "q", "waiting", 1, now), conversation="c1")
    publishing.archive(database, article.id, seen=article.version, now=now)
    assert suggestions.waiting_counts(database, site="main") == {}
    assert suggestions.waiting(database, site="main", kind="phrasing", before=None, limit=9) == []


def test_each_change_of_a_synonym_moves_the_version_of_its_site(database: Database, now: int) -> None:
    database.write(lambda tx: sites.add(tx, "other", name="Other", now=now))
    row = Synonym("y1", "main", "en", "wallet\npurse", "both", None, now, now)
    seen = [synonyms.version(database, site="main")]

    def move(result: int) -> int:
        seen.append(synonyms.version(database, site="main"))
        return result

    assert move(database.write(lambda tx: synonyms.add(tx, row))) == 1
    changed = replace(row, direction="one_way", updated_at=now + 1)
    assert move(database.write(lambda tx: synonyms.change(tx, changed, seen=now))) == 1
    assert synonyms.by_id(database, "y1", site="main") == changed
    assert synonyms.of_site(database, site="main") == [changed]
    assert move(database.write(lambda tx: synonyms.remove(tx, "y1", site="main"))) == 1
    assert seen == sorted(set(seen))
    assert synonyms.of_site(database, site="main") == []
    assert synonyms.version(database, site="other") == 0


def test_the_same_words_are_kept_once_for_each_language(database: Database, now: int) -> None:
    row = Synonym("y1", "main", "en", "wallet\npurse", "both", None, now, now)
    assert database.write(lambda tx: synonyms.add(tx, row)) == 1
    assert database.write(lambda tx: synonyms.add(tx, replace(row, id="y2"))) == 0
    assert database.write(lambda tx: synonyms.add(tx, replace(row, id="y3", language=""))) == 1
    with pytest.raises(Conflict):
        database.write(lambda tx: synonyms.change(tx, replace(row, id="y3"), seen=now))


def test_a_synonym_that_moved_is_not_overwritten(database: Database, now: int) -> None:
    row = Synonym("y1", "main", "en", "wallet\npurse", "both", None, now, now)
    database.write(lambda tx: synonyms.add(tx, row))
    newer = replace(row, words="wallet\nbag", updated_at=now + 1)
    assert database.write(lambda tx: synonyms.change(tx, newer, seen=now)) == 1
    assert database.write(lambda tx: synonyms.change(tx, replace(row, updated_at=now + 2), seen=now)) == 0
    assert synonyms.of_site(database, site="main") == [newer]
