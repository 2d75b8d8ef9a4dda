"""An article's history: every version opened, compared, restored."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb.store import articles, revisions
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.shelving import page
from web.clock import now

TEXTS = ("Find the hole.", "Find the hole, mark it.", "Look for the hole, mark it.")


@pytest.fixture
def article(db: Database, moderator: FlaskClient) -> Article:
    made = editing.create(
        db, Text("Mend a bicycle", TEXTS[0], "en"), site="main", author=None, note="begun", now=now()
    )
    for number, body in enumerate(TEXTS[1:], 1):
        made = editing.revise(
            db, made.id, Text(made.title, body, "en"), seen=number, author=None, note=f"step {number}", now=now()
        )
    return made


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found
    return found


def test_all_versions_the_newest_first_with_what_was_done(
    moderator: FlaskClient, agent: FlaskClient, db: Database, article: Article
) -> None:
    publishing.publish(db, article.id, seen=3, now=now())
    here = f"/manage/articles/{article.id}/revisions"
    for client in (moderator, agent):
        html = page(client, here)
        assert html.index("step 2") < html.index("step 1") < html.index("begun")
        assert "What was done with it" in html and "Published" in html
    assert here in page(moderator, f"/manage/articles/{article.id}")


def test_the_list_goes_on_by_key(moderator: FlaskClient, db: Database, article: Article) -> None:
    for number in range(3, 55):
        text = Text("Mend a bicycle", f"Text {number}", "en")
        editing.revise(db, article.id, text, seen=number, author=None, note=f"note {number}.", now=now())
    first = page(moderator, f"/manage/articles/{article.id}/revisions")
    assert "note 54." in first and "note 5." in first and "note 4." not in first
    assert "?before=6" in first
    second = page(moderator, f"/manage/articles/{article.id}/revisions?before=6")
    assert "note 4." in second and "begun" in second and "note 54." not in second


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2", ["<ins>, mark it</ins>"]),
        ("1", ["<ins>Find the hole.</ins>"]),
        ("1?against=now", ["<del>Find</del>", "<ins>Look for</ins>", "<ins>, mark it</ins>"]),
        ("3", ["<del>Find</del>", "<ins>Look for</ins>"]),
        ("3?against=now", ["Both texts are the same."]),
    ],
)
def test_a_version_is_compared_with_the_one_before_and_with_now(
    moderator: FlaskClient, article: Article, path: str, expected: list[str]
) -> None:
    html = moderator.get(f"/manage/articles/{article.id}/revisions/{path}").text
    for piece in expected:
        assert piece in html


@pytest.mark.parametrize(
    ("path", "status"),
    [("0", 404), ("4", 404), ("x", 404), ("-1", 404), ("²", 404), ("9" * 30, 404), ("1?against=x", 400)],
)
def test_what_is_not_there(moderator: FlaskClient, article: Article, path: str, status: int) -> None:
    assert moderator.get(f"/manage/articles/{article.id}/revisions/{path}").status_code == status
    assert moderator.get("/manage/articles/gone/revisions").status_code == 404


def test_restored_it_is_a_new_version_that_says_which(
    moderator: FlaskClient, db: Database, article: Article
) -> None:
    here = f"/manage/articles/{article.id}/revisions"
    answer = moderator.post(f"{here}/1/restore", data={"version": article.version})
    assert answer.status_code == 303 and "Restored" in page(moderator, answer.location)
    after = current(db, article)
    assert (after.body, after.revision) == (TEXTS[0], 4)
    made = revisions.by_number(db, article.id, 4)
    assert made and made.note == "Version 1 again" and made.author
    assert "Mo Moderator" in page(moderator, here)


def test_nothing_is_restored_over_what_was_not_seen(moderator: FlaskClient, db: Database, article: Article) -> None:
    answer = moderator.post(f"/manage/articles/{article.id}/revisions/1/restore", data={"version": article.version - 1})
    assert answer.status_code == 409 and "Somebody changed the article" in unescape(answer.text)
    assert current(db, article) == article


def test_writers_restore_drafts_alone(agent: FlaskClient, db: Database, article: Article) -> None:
    here = f"/manage/articles/{article.id}/revisions/1"
    assert "/restore" in page(agent, here)
    assert agent.post(f"{here}/restore", data={"version": article.version}).status_code == 303
    shown = publishing.publish(db, article.id, seen=article.version + 1, now=now())
    assert "/restore" not in page(agent, f"/manage/articles/{article.id}/revisions/2")
    assert agent.post(f"{here}/restore", data={"version": shown.version}).status_code == 403
    assert current(db, article) == shown
