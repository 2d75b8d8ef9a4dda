"""Moderators at work through the front door: writing, publishing, archiving, and two people at once."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from articles import editing
from articles.editing import Text
from kb.store import articles, events
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.shelving import add_topic, page, publish
from web.clock import now

FORM = {
    "title": "Mend a bicycle", "body": "## Tyre\r\n\r\nFind the *hole*.\r\n", "language": "en", "topic": "",
    "note": "new",
    "phrasings": "flat tyre\r\n\r\n  puncture ",
}


@pytest.fixture
def draft(db: Database) -> Article:
    text = Text("Mend a bicycle", "Find the hole.", "en", phrasings=("flat tyre",))
    return editing.create(db, text, site="main", author=None, note="", now=now())


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found is not None
    return found


def post(client: FlaskClient, article: Article, deed: str, **fields: object) -> TestResponse:
    form = {**FORM, "version": article.version, **fields}
    return client.post(f"/manage/articles/{article.id}/{deed}", data=form)


def test_from_an_empty_form_to_the_help_center_and_away_again(
    moderator: FlaskClient, stranger: FlaskClient, db: Database
) -> None:
    answer = moderator.post("/manage/articles/new", data=FORM)
    assert answer.status_code == 303
    assert "The draft is saved." in page(moderator, answer.location)
    id = answer.location.split("/")[3].partition("?")[0]
    made = articles.by_id(db, id)
    assert made is not None
    assert (made.state, made.title, made.body, made.slug) == (
        "draft", "Mend a bicycle", "## Tyre\n\nFind the *hole*.", "mend-a-bicycle",
    )
    assert [row.text for row in articles.phrasings(db, id)] == ["flat tyre", "puncture"]
    assert stranger.get("/articles/mend-a-bicycle").status_code == 404

    answer = post(moderator, made, "publish", title="Mend your bicycle")
    assert "Published." in page(moderator, answer.location)
    assert "<h1 id=\"title\">Mend your bicycle</h1>" in page(stranger, "/articles/mend-a-bicycle")

    answer = post(moderator, current(db, made), "archive")
    assert "Archived." in page(moderator, answer.location)
    assert stranger.get("/articles/mend-a-bicycle").status_code == 404
    assert "Mend your bicycle" in page(moderator, "/manage/articles?state=archived")


def test_the_author_and_the_note_are_kept(moderator: FlaskClient, db: Database, draft: Article) -> None:
    post(moderator, draft, "revise", note="  clearer \n words ")
    html = page(moderator, f"/manage/articles/{draft.id}")
    assert "Mo Moderator" in html
    assert "clearer words" in html


def test_saving_what_is_saved_already_changes_nothing(moderator: FlaskClient, db: Database, draft: Article) -> None:
    before = events.latest(db)
    same = {"title": draft.title, "body": draft.body, "phrasings": "flat tyre"}
    assert post(moderator, draft, "revise", **same).status_code == 303
    assert current(db, draft).version == draft.version
    assert events.latest(db) == before


def test_enter_in_a_field_saves_and_archives_nothing(moderator: FlaskClient, draft: Article) -> None:
    form = page(moderator, f"/manage/articles/{draft.id}").split('<form class="manage-page', 1)[1]
    [first, *_] = re.findall(r"<button[^>]*>", form)
    assert "formaction" not in first


# ---- two people at once


def test_the_second_of_two_is_told_and_sees_both(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, draft: Article
) -> None:
    assert post(supervisor, draft, "revise", body="Theirs.", phrasings="theirs too").status_code == 303
    answer = post(moderator, draft, "revise", title="My title", body="Mine.", phrasings="mine too", revision=1)
    html = unescape(answer.text)
    assert answer.status_code == 409
    assert "Somebody else changed this article while you were writing" in html
    assert "Sue Supervisor saved it." in html
    assert [area(html, name) for name in ("phrasings", "own-body")] == ["theirs too\nmine too", "Mine."]
    assert "<<<<<<< Theirs\nTheirs.\n=======\nMine.\n>>>>>>> Yours" in html
    assert 'value="My title"' in html
    assert current(db, draft).body == "Theirs."

    # Having seen both, the second may save: the form now says so.
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    assert post(moderator, draft, "revise", body="Both.", version=version[1]).status_code == 303
    assert current(db, draft).body == "Both."
    assert [row.body for row in articles.revisions(db, draft.id)] == ["Both.", "Theirs.", "Find the hole."]


@pytest.mark.parametrize("deed", ["publish", "archive"])
def test_what_somebody_changed_is_not_published_or_archived_unseen(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, draft: Article, deed: str
) -> None:
    post(supervisor, draft, "revise", body="Theirs.")
    answer = post(moderator, draft, deed, body="Mine.")
    assert answer.status_code == 409
    assert "Somebody else changed this article" in answer.text
    assert (current(db, draft).state, current(db, draft).body) == ("draft", "Theirs.")


def area(html: str, id: str) -> str:
    found = re.search(rf'<textarea[^>]* id="{id}"[^>]*>\n?([^<]*)</textarea>', html)
    assert found, id
    return found[1]


# ---- what cannot be kept


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "Please give the article a title."),
        ({"title": "x" * 201}, "This title is too long"),
        ({"body": "\r\n"}, "Please write the text."),
        ({"body": "密" * 200_001}, "This text is too long"),
        ({"phrasings": "\n".join(map(str, range(201)))}, "At most 200 lines"),
    ],
)
def test_a_problem_is_said_at_its_field_and_nothing_is_lost(
    moderator: FlaskClient, db: Database, draft: Article, fields: dict[str, str], sentence: str
) -> None:
    for answer in (
        moderator.post("/manage/articles/new", data={**FORM, **fields}),
        post(moderator, draft, "revise", **fields),
        post(moderator, draft, "publish", **fields),
    ):
        html = unescape(answer.text)
        assert answer.status_code == 400
        assert sentence in html
        assert html.count('aria-invalid="true"') == 1
        if "body" not in fields:
            assert "Find the *hole*." in area(html, "body")
    assert current(db, draft) == draft
    assert sum(row.count for row in articles.state_counts(db, site="main")) == 1


@pytest.mark.parametrize("fields", [{"topic": "nowhere"}, {"version": "x"}, {"version": ""}, {"version": "9" * 30}])
def test_what_no_form_of_ours_sends_is_refused(
    moderator: FlaskClient, db: Database, draft: Article, fields: dict[str, str]
) -> None:
    assert post(moderator, draft, "revise", **fields).status_code == 400
    assert current(db, draft) == draft


def test_state_author_and_time_are_not_the_forms_to_set(moderator: FlaskClient, db: Database, draft: Article) -> None:
    smuggled = {"state": "published", "site": "other", "created_at": "1", "checked_at": "1", "author": "x", "id": "y"}
    post(moderator, draft, "revise", **smuggled)
    after = current(db, draft)
    assert (after.state, after.site, after.created_at, after.checked_at) == ("draft", "main", draft.created_at, None)
    assert articles.revisions(db, draft.id)[0].author not in ("x", None)


def test_the_longest_text_in_chinese_fits(moderator: FlaskClient, db: Database, draft: Article) -> None:
    assert post(moderator, draft, "revise", body="密" * 200_000).status_code == 303
    assert current(db, draft).body == "密" * 200_000


def test_an_article_that_is_not_there(moderator: FlaskClient) -> None:
    for deed in ("", "/revise", "/publish", "/archive"):
        address = f"/manage/articles/nowhere{deed}"
        answer = moderator.post(address, data={**FORM, "version": 1}) if deed else moderator.get(address)
        assert answer.status_code == 404


# ---- the preview, the languages


def test_a_preview_stores_nothing_and_runs_nothing(moderator: FlaskClient, db: Database) -> None:
    before = events.latest(db)
    attack = "<script>alert(1)</script>"
    answer = moderator.post("/manage/articles/preview", data={**FORM, "title": attack, "body": f"*Soon* {attack}"})
    assert answer.status_code == 200
    assert "<em>Soon</em>" in answer.text
    assert "<script>" not in answer.text
    assert events.latest(db) == before


def test_what_was_written_stays_in_its_field(moderator: FlaskClient, db: Database, draft: Article) -> None:
    attack = '</textarea><script>alert(1)</script>"><b onload=x>'
    post(moderator, draft, "revise", title=attack, body=attack, phrasings=attack, note=attack)
    html = moderator.get(f"/manage/articles/{draft.id}").text
    assert "<script>alert" not in html
    assert "<b onload" not in html
    assert unescape(area(html, "body")) == attack


def test_the_same_in_another_language(moderator: FlaskClient, db: Database) -> None:
    topic = add_topic(db, "bicycles", names={"en": "Bicycles"})
    english = publish(db, Text("Mend a bicycle", "Text.", "en", topic))
    html = page(moderator, f"/manage/articles/new?variant_of={english.id}")
    assert "This will say in another language what “Mend a bicycle” says." in html
    assert f'<option value="{topic}" selected>' in html
    form = {**FORM, "title": "修自行车", "language": "zh-Hans", "topic": topic, "variant_of": english.id}
    answer = moderator.post("/manage/articles/new", data=form)
    made = articles.by_id(db, answer.location.split("/")[3].partition("?")[0])
    assert made is not None
    assert (made.variant_group, made.topic, made.slug) == (english.variant_group, topic, "修自行车")
    post(moderator, made, "publish", **{**form, "version": made.version})
    assert f'<a href="/manage/articles/{made.id}"' in page(moderator, f"/manage/articles/{english.id}")


def test_strangers_are_led_to_the_sign_in_and_back(stranger: FlaskClient, draft: Article) -> None:
    answer = stranger.get(f"/manage/articles/{draft.id}")
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/manage/articles/{draft.id}")
    assert post(stranger, draft, "publish").status_code == 401
