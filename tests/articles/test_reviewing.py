"""What customers' questions teach, once a moderator has decided."""

import pytest

from articles import editing, reviewing
from articles.editing import Text, Unfit
from kb.store import articles, events, never_answers, suggestions
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.suggestions import Kind, Suggestion


@pytest.fixture
def article(database: Database, now: int) -> Article:
    text = Text("Reset a password", "Open **People**.", "en", phrasings=("forgot it",))
    return editing.create(database, text, site="main", author=None, note="", now=now)


def suggested(db: Database, article: Article, text: str, *, now: int, kind: Kind = "phrasing") -> Suggestion:
    row = Suggestion("s", article.id, kind, text, "waiting", 1, now)
    db.write(lambda tx: suggestions.add(tx, row, site="main", conversation="c"))
    return row


def last(db: Database) -> tuple[str, str]:
    found, _ = events.read_after(db, events.START)
    return found[-1].kind, found[-1].subject


def phrasings(db: Database, article: Article) -> list[tuple[str, str]]:
    return [(row.text, row.origin) for row in articles.phrasings(db, article.id)]


def test_what_is_kept_counts_and_is_marked_as_learned(database: Database, article: Article, now: int) -> None:
    suggestion = suggested(database, article, "new password", now=now)
    assert phrasings(database, article) == [("forgot it", "written")]
    assert reviewing.keep(database, suggestion, reviewer=None, now=now + 9)
    assert phrasings(database, article) == [("forgot it", "written"), ("new password", "learned")]
    after = articles.by_id(database, article.id)
    assert after
    # The index follows the version; the text's own time says when the text changed.
    assert (after.version, after.updated_at) == (article.version + 1, article.updated_at)
    assert last(database) == ("article.changed", article.id)


def test_it_is_decided_once(database: Database, article: Article, now: int) -> None:
    suggestion = suggested(database, article, "new password", now=now)
    assert reviewing.dismiss(database, suggestion, site="main", reviewer=None, now=now)
    assert last(database) == ("suggestion.dismissed", "s")
    assert not reviewing.keep(database, suggestion, reviewer=None, now=now)
    assert not reviewing.dismiss(database, suggestion, site="main", reviewer=None, now=now)
    assert phrasings(database, article) == [("forgot it", "written")]
    assert suggestions.waiting_counts(database, site="main") == {}


def test_it_may_be_put_in_better_words(database: Database, article: Article, now: int) -> None:
    suggestion = suggested(database, article, "pls new pasword", now=now)
    assert reviewing.keep(database, suggestion, text=" A new  password ", reviewer=None, now=now + 9)
    assert phrasings(database, article)[1:] == [("A new password", "learned")]


@pytest.mark.parametrize("text", ["", "  ", "x" * 301])
def test_unfit_words_are_refused_and_it_goes_on_waiting(
    database: Database, article: Article, text: str, now: int
) -> None:
    suggestion = suggested(database, article, "new password", now=now)
    with pytest.raises(Unfit):
        reviewing.keep(database, suggestion, text=text, reviewer=None, now=now)
    assert suggestions.waiting_counts(database, site="main") == {"phrasing": 1}


def test_a_question_stands_in_the_list_where_it_was_put_last(database: Database, article: Article, now: int) -> None:
    suggestion = suggested(database, article, "forgot it", now=now, kind="never_answer")
    assert reviewing.keep(database, suggestion, reviewer=None, now=now)
    assert phrasings(database, article) == []
    assert [(row.text, row.origin) for row in never_answers.of_article(database, article.id)] == [
        ("forgot it", "learned")
    ]
    taught = reviewing.teach(database, article.id, "forgot it", kind="phrasing", author=None, now=now)
    assert taught
    assert taught.version == article.version + 2
    assert phrasings(database, article) == [("forgot it", "learned")]
    assert never_answers.of_article(database, article.id) == []


def test_nothing_is_taught_to_what_is_not_there(database: Database, now: int) -> None:
    assert reviewing.teach(database, "gone", "question", kind="phrasing", author=None, now=now) is None
