"""What is typed and not saved: kept for its writer alone, offered, compared, thrown away, and gone once saved."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing
from articles.editing import Text
from kb.store import articles, events
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import signed_in
from tests.web.shelving import page
from web.clock import now

FORM = {"title": "Mend a bicycle", "body": "Find the *hole*.", "language": "en", "topic": "", "phrasings": "flat tyre"}


@pytest.fixture
def draft(db: Database) -> Article:
    text = Text("Mend a bicycle", "Find the hole.", "en", phrasings=("flat tyre",))
    return editing.create(db, text, site="main", author=None, note="", now=now())


def keep(client: FlaskClient, article: Article | None, **fields: object) -> dict[str, object]:
    form = {**FORM, **({"version": article.version, "revision": article.revision} if article else {}), **fields}
    answer = client.post(f"/manage/articles/unsaved?article={article.id if article else ''}", data=form)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json
    return found


def test_unsaved_text_of_an_article_is_offered_and_continued(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, draft: Article
) -> None:
    before = events.latest(db)
    kept = keep(moderator, draft, body="Half a sent", note="a note", slug="fix-it", audience="staff")
    assert kept["kept"] is True
    assert events.latest(db) == before
    address = f"/manage/articles/{draft.id}"

    html = page(moderator, address)
    assert "You have unsaved text from" in html
    assert "Find the hole." in html
    assert "You have unsaved text from" not in page(supervisor, address)

    html = page(moderator, f"{address}?unsaved=1")
    assert "Half a sent</textarea>" in html
    assert 'value="a note"' in html
    assert 'value="fix-it"' in html
    assert '<option value="staff" selected>' in html

    difference = page(moderator, f"/manage/articles/unsaved?article={draft.id}")
    assert "<ins>Half a sent</ins>" in difference
    assert "<del>Find the hole.</del>" in difference

    form = {**FORM, "body": "A whole sentence.", "version": draft.version}
    assert moderator.post(f"{address}/revise", data=form).status_code == 303
    assert "You have unsaved text from" not in page(moderator, address)


def test_what_is_as_it_is_stored_is_not_kept(moderator: FlaskClient, draft: Article) -> None:
    keep(moderator, draft, body="Something else")
    assert keep(moderator, draft, body=draft.body, phrasings="flat tyre") == {"kept": False}
    assert "You have unsaved text from" not in page(moderator, f"/manage/articles/{draft.id}")
    assert moderator.get(f"/manage/articles/unsaved?article={draft.id}").status_code == 404


def test_a_new_article_is_kept_too(moderator: FlaskClient, db: Database) -> None:
    assert keep(moderator, None, title="", body="", phrasings="") == {"kept": False}
    keep(moderator, None, title="Half a title", body="Half a text")
    assert "You have unsaved text from" in page(moderator, "/manage/articles/new")
    assert "Half a text" in page(moderator, "/manage/articles/unsaved?article=")
    assert 'value="Half a title"' in page(moderator, "/manage/articles/new?unsaved=1")
    assert moderator.post("/manage/articles/new", data=FORM).status_code == 303
    assert "You have unsaved text from" not in page(moderator, "/manage/articles/new")


def test_thrown_away(moderator: FlaskClient, db: Database, draft: Article) -> None:
    keep(moderator, draft, body="Rubbish")
    answer = moderator.post(f"/manage/articles/unsaved/discard?article={draft.id}")
    assert "Thrown away." in page(moderator, answer.location)
    assert "Rubbish" not in page(moderator, f"/manage/articles/{draft.id}?unsaved=1")


def test_where_the_article_moved_meanwhile_both_texts_are_shown(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, draft: Article
) -> None:
    keep(moderator, draft, body="Mine, unsaved.")
    address = f"/manage/articles/{draft.id}"
    supervisor.post(f"{address}/revise", data={**FORM, "body": "Theirs.", "version": draft.version})
    assert "The article was changed since." in page(moderator, address)
    html = page(moderator, f"{address}?unsaved=1")
    assert "when you save, you see both texts first" in html
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    assert int(version[1]) == draft.version
    answer = moderator.post(f"{address}/revise", data={**FORM, "body": "Mine, unsaved.", "version": version[1]})
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Mine, unsaved." in answer.text
    # It is still kept: it was not saved.
    assert "Mine, unsaved." in page(moderator, f"{address}?unsaved=1")
    found = articles.by_id(db, draft.id)
    assert found
    assert found.body == "Theirs."


def test_what_was_kept_runs_nothing(moderator: FlaskClient, draft: Article) -> None:
    attack = "</textarea><script>alert(1)</script>"
    keep(moderator, draft, title=attack, body=attack, note=attack, slug=attack, new_topic=attack, phrasings=attack)
    for path in (f"/manage/articles/{draft.id}?unsaved=1", f"/manage/articles/unsaved?article={draft.id}"):
        assert "<script>alert" not in moderator.get(path).text


def test_what_is_no_article_is_refused(moderator: FlaskClient, app: Flask, db: Database, draft: Article) -> None:
    assert moderator.post("/manage/articles/unsaved?article=nowhere", data=FORM).status_code == 400
    address = f"/manage/articles/unsaved?article={draft.id}"
    assert moderator.post(address, data={**FORM, "version": "x"}).status_code == 400
    member = signed_in(app, db, "Mel Member", "member")
    assert member.post("/manage/articles/unsaved?article=", data=FORM).status_code == 403
