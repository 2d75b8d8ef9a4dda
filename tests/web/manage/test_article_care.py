"""What is decided beside a text: who may read it, in every by-way at once; its address; who owns and checks it."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing, shelving
from articles.editing import Text
from kb.store import articles, proposals, redirects, topics
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, follow, signed_in
from tests.web.shelving import add_topic, page, publish
from web.clock import now
from web.house import House

WORD = "quibblefish"
BODY = f"Feed the {WORD} twice a day."


@pytest.fixture
def article(db: Database, house: House) -> Article:
    topic = add_topic(db, "pets", names={"en": "Pets"})
    made = publish(db, Text(f"Feed a {WORD}", BODY, "en", topic, phrasings=(f"what does a {WORD} eat",)))
    publish(db, Text(f"喂 {WORD}", "每天两次。", "zh-Hans", topic), group=made.variant_group)
    follow(house)
    return made


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found
    return found


def form_of(db: Database, article: Article, **fields: object) -> dict[str, object]:
    now_at = current(db, article)
    return {
        "title": now_at.title, "body": now_at.body, "language": now_at.language, "topic": now_at.topic or "",
        "phrasings": "\n".join(row.text for row in articles.phrasings(db, article.id)), "version": now_at.version,
        "revision": now_at.revision, **fields,
    }


def revise(client: FlaskClient, db: Database, article: Article, **fields: object) -> int:
    answer = client.post(f"/manage/articles/{article.id}/revise", data=form_of(db, article, **fields))
    return answer.status_code


def by_ways(client: FlaskClient, customer: Customer, article: Article) -> dict[str, bool]:
    """Where somebody can come upon the article, and whether they do."""
    pages = {
        "page": f"/articles/{article.slug}", "markdown": f"/articles/{article.slug}.md", "search": f"/search?q={WORD}",
        "suggest": f"/suggest?q={WORD}", "topic": "/topics/pets", "home": "/", "sitemap": "/sitemap.xml",
        "variant": f"/articles/喂-{WORD}",
    }
    found = {}
    for name, path in pages.items():
        text = unescape(client.get(path, follow_redirects=True).text)
        found[name] = f"Feed a {WORD}" in text or BODY in text or f'/articles/{article.slug}"' in text
    said = str(customer.say(f"what does a {WORD} eat").messages)
    found["assistant"] = article.id in said or BODY in said or f"Feed a {WORD}" in said
    return found


def test_an_audience_holds_in_every_by_way_at_once(
    app: Flask, db: Database, house: House, moderator: FlaskClient, article: Article
) -> None:
    def ask(client: FlaskClient) -> dict[str, bool]:
        return by_ways(client, Customer(app.test_client()), article)

    open_to_all = ask(app.test_client())
    assert open_to_all["page"] and open_to_all["search"] and open_to_all["suggest"] and open_to_all["assistant"]
    assert open_to_all["topic"]

    assert revise(moderator, db, article, audience="members") == 303
    # Before the index knows it as well as afterwards: the store has the last word.
    assert set(ask(app.test_client()).values()) == {False}
    follow(house)
    assert set(ask(app.test_client()).values()) == {False}
    member = signed_in(app, db, "Mel Member", "member")
    seen = by_ways(member, Customer(app.test_client()), article)
    assert seen["page"] and seen["search"] and seen["suggest"] and seen["topic"]
    assert not seen["assistant"]

    assert revise(moderator, db, article, audience="staff") == 303
    follow(house)
    assert set(ask(app.test_client()).values()) == {False}
    assert set(by_ways(member, Customer(app.test_client()), article).values()) == {False}
    assert by_ways(moderator, Customer(app.test_client()), article)["search"]

    assert revise(moderator, db, article, audience="public") == 303
    follow(house)
    assert ask(app.test_client()) == open_to_all


def test_archived_is_gone_from_every_by_way(
    app: Flask, db: Database, house: House, moderator: FlaskClient, article: Article
) -> None:
    answer = moderator.post(f"/manage/articles/{article.id}/archive", data={"version": article.version, "revision": 1})
    html = page(moderator, answer.location)
    assert "Undo" in html
    assert "Publish again" in html
    for _state in ("not indexed yet", "indexed"):
        for client in (app.test_client(), signed_in(app, db, "Mel", "member"), moderator):
            assert set(by_ways(client, Customer(app.test_client()), article).values()) == {False}
        follow(house)

    answer = moderator.post(f"/manage/articles/{article.id}/unarchive")
    assert "Taken back" in page(moderator, answer.location)
    follow(house)
    assert by_ways(app.test_client(), Customer(app.test_client()), article)["search"]


def test_an_undo_that_comes_too_late_says_so(moderator: FlaskClient, db: Database, article: Article) -> None:
    moderator.post(f"/manage/articles/{article.id}/archive", data={"version": article.version})
    moderator.post(f"/manage/articles/{article.id}/publish", data=form_of(db, article))
    assert moderator.post(f"/manage/articles/{article.id}/unarchive").status_code == 409
    assert current(db, article).state == "published"


def test_an_undo_of_one_article_takes_back_nothing_else(
    moderator: FlaskClient, db: Database, article: Article
) -> None:
    other = publish(db, Text("Ring a bell", "Text.", "en"))
    moderator.post(f"/manage/articles/{article.id}/archive", data={"version": article.version})
    moderator.post("/manage/articles/bulk", data={"deed": "archive", "chosen": f"{other.id}.{other.version}"})
    assert moderator.post(f"/manage/articles/{article.id}/unarchive").status_code == 409
    assert (current(db, article).state, current(db, other).state) == ("archived", "archived")
    moderator.post("/manage/articles/undo")
    assert (current(db, article).state, current(db, other).state) == ("archived", "published")


# ---- addresses


def test_a_renamed_article_is_found_at_both_addresses(
    moderator: FlaskClient, stranger: FlaskClient, db: Database, article: Article
) -> None:
    assert revise(moderator, db, article, slug="Food for Fish") == 303
    assert current(db, article).slug == "food-for-fish"
    old = stranger.get(f"/articles/{article.slug}")
    assert (old.status_code, old.location) == (301, "/articles/food-for-fish")
    assert BODY in page(stranger, "/articles/food-for-fish")
    assert revise(moderator, db, article, slug="", title="Fish food") == 303
    assert current(db, article).slug == "fish-food"
    for slug in (article.slug, "food-for-fish"):
        assert stranger.get(f"/articles/{slug}").location == "/articles/fish-food"


def test_an_address_in_use_is_refused_with_a_sentence(moderator: FlaskClient, db: Database, article: Article) -> None:
    other = publish(db, Text("Ring a bell", "Text.", "en"))
    data = form_of(db, article, slug=other.slug, body="x")
    answer = moderator.post(f"/manage/articles/{article.id}/revise", data=data)
    assert answer.status_code == 400
    assert "Another article has this address." in answer.text
    assert 'value="ring-a-bell"' in answer.text
    assert current(db, article) == article
    answer = moderator.post("/manage/articles/new", data={**form_of(db, article), "slug": other.slug})
    assert (answer.status_code, "Another article has this address." in answer.text) == (400, True)


def test_an_address_made_from_the_title_is_free(moderator: FlaskClient, db: Database, article: Article) -> None:
    publish(db, Text("Ring a bell", "Text.", "en"))
    data = {"title": "Ring a bell", "body": "*x*"}
    made = moderator.post(f"/manage/articles/rendered?article={article.id}", data=data)
    assert made.json["slug"] == "ring-a-bell-2"
    assert "<em>x</em>" in made.json["html"]
    assert moderator.post("/manage/articles/rendered", data={}).json["slug"] == ""
    assert redirects.article_of(db, "ring-a-bell-2", site="main") is None


# ---- owner, check date, topic


def test_checked_and_still_right(moderator: FlaskClient, stranger: FlaskClient, db: Database, article: Article) -> None:
    answer = moderator.post(
        f"/manage/articles/{article.id}/check", data=form_of(db, article, check_by="2020-01-01", body="Better text.")
    )
    assert "still right" in page(moderator, answer.location)
    found = current(db, article)
    assert found.checked_at
    assert found.check_by
    assert found.check_by > now()
    assert found.body == "Better text."  # what stood in the form is not lost


def test_a_day_that_is_none_is_said_at_its_field(moderator: FlaskClient, db: Database, article: Article) -> None:
    answer = moderator.post(
        f"/manage/articles/{article.id}/revise", data=form_of(db, article, check_by="soon", body="Kept in the form.")
    )
    assert answer.status_code == 400
    assert "Please write the day like this" in answer.text
    assert "Kept in the form." in answer.text
    assert current(db, article) == article


def test_a_new_topic_is_made_beside_the_text(moderator: FlaskClient, db: Database, article: Article) -> None:
    assert revise(moderator, db, article, new_topic=" Fish  and chips ") == 303
    made = current(db, article).topic
    names = {row.id: (row.name, row.language) for row in topics.all_names(db, site="main")}
    assert made
    assert names[made] == ("Fish and chips", "en")
    # The same name again is the same topic.
    other = publish(db, Text("Other", "Text.", "en"))
    assert revise(moderator, db, other, new_topic="fish AND chips") == 303
    assert current(db, other).topic == made
    assert revise(moderator, db, other, new_topic="Never made", title="") == 400
    assert "Never made" not in {name for name, _language in names.values()}
    answer = moderator.post(
        f"/manage/articles/{other.id}/revise", data=form_of(db, other, new_topic="x" * (shelving.MOST_NAME + 1))
    )
    assert "too long for a topic" in answer.text


def test_a_copy_is_a_draft_without_its_ways_to_ask(moderator: FlaskClient, db: Database, article: Article) -> None:
    answer = moderator.post(f"/manage/articles/{article.id}/copy", data={})
    made = articles.by_id(db, answer.location.split("/")[3].partition("?")[0])
    assert made
    assert (made.title, made.body, made.state, made.topic) == (f"Feed a {WORD} (copy)", BODY, "draft", article.topic)
    assert articles.phrasings(db, made.id) == []
    assert made.variant_group != article.variant_group


# ---- by rights


def test_the_next_step_is_by_rights(app: Flask, db: Database, moderator: FlaskClient, article: Article) -> None:
    writer = signed_in(app, db, "Wu Writer", "agent")
    draft = editing.create(db, Text("A draft", "Text.", "en"), site="main", author=None, note="", now=now())
    assert steps(page(moderator, f"/manage/articles/{draft.id}")) == ["Save draft", "Publish"]
    assert steps(page(writer, f"/manage/articles/{draft.id}")) == ["Save draft", "Send to review"]
    assert steps(page(moderator, f"/manage/articles/{article.id}")) == ["Save changes"]
    assert steps(page(writer, f"/manage/articles/{article.id}")) == ["Send to review"]
    assert steps(page(writer, "/manage/articles/new")) == ["Save draft"]

    answer = writer.post(f"/manage/articles/{draft.id}/submit", data=form_of(db, draft, body="Better."))
    assert "Sent to review." in page(writer, answer.location)
    assert (current(db, draft).state, current(db, draft).body) == ("in_review", "Better.")
    assert steps(page(moderator, f"/manage/articles/{draft.id}")) == ["Save", "Publish"]


def steps(html: str) -> list[str]:
    bar = html.split("editor-bar", 1)[1].split("</form>", 1)[0]
    return [text.strip() for text in re.findall(r"<button[^>]*>([^<]*)</button>", bar) if text.strip() != "Preview"]


def test_a_writers_text_of_a_published_article_waits(app: Flask, db: Database, article: Article) -> None:
    writer = signed_in(app, db, "Wu Writer", "agent")
    answer = writer.post(
        f"/manage/articles/{article.id}/revise",
        data=form_of(db, article, body="Once a day.", audience="staff", slug="stolen", note="less is more"),
    )
    assert "Sent to review." in page(writer, answer.location)
    assert current(db, article) == article
    [waiting] = proposals.queue(db, site="main", author="", since=0, after="", limit=10)
    assert (waiting.kind, waiting.article, waiting.note) == ("proposal", article.id, "less is more")
    kept = proposals.by_id(db, waiting.id, site="main")
    assert kept
    assert kept.body == "Once a day."
    again = writer.post(f"/manage/articles/{article.id}/revise", data=form_of(db, article))
    assert again.status_code == 400
    for deed in ("publish", "archive", "check", "unarchive", "redraft"):
        assert writer.post(f"/manage/articles/{article.id}/{deed}", data=form_of(db, article)).status_code == 403
    assert current(db, article) == article
