"""The moderators' list: what it narrows, counts, finds, and does to several articles at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing, publishing, saving, shelving
from articles.editing import Text
from articles.saving import Care
from articles.shelving import Sign
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow, signed_in
from tests.web.shelving import add_topic, page, publish
from web.clock import now
from web.house import House

DAY = 24 * 3_600_000


@pytest.fixture
def shelf(db: Database) -> dict[str, Article]:
    topic = add_topic(db, "bells", names={"en": "Bells", "zh-Hans": "铃"})
    draft = editing.create(db, Text("Mend a bicycle", "Find the hole.", "en"), site="main", author=None, note="", now=1)
    return {
        "draft": draft,
        "bell": publish(db, Text("Ring a bell", "Pull the quibble.", "en", topic)),
        "铃": publish(db, Text("按铃", "拉绳子。", "zh-Hans", topic)),
        "staff": publish(db, Text("Staff bell", "Text.", "en"), audience="staff"),
    }


def listed(html: str) -> list[str]:
    return re.findall(r'class="table-title"[^>]*>([^<]*)</a>', html)


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", "", html).split())


def choices(html: str, name: str) -> list[str]:
    found = re.search(rf'<select class="select" id="by-{name}".*?</select>', html, re.DOTALL)
    assert found, name
    return [plain(option) for option in re.findall(r"<option.*?</option>", found[0])]


def tabs(html: str) -> list[str]:
    return [plain(tab) for tab in re.findall(r'<a class="tab".*?</a>', html)]


def chips(html: str) -> list[str]:
    found = re.findall(r'<a class="chip".*?</a>', html, re.DOTALL)
    return [plain(chip).removesuffix("take away").strip() for chip in found]


def test_filters_combine_and_each_choice_says_what_it_leaves(moderator: FlaskClient, shelf: dict[str, Article]) -> None:
    html = page(moderator, "/manage/articles")
    assert tabs(html) == ["All 4", "Published 3", "In review 0", "Drafts 1", "Archived 0"]
    assert choices(html, "only") == ["All languages", "English (3)", "简体中文 (1)", "繁體中文 (0)"]
    assert choices(html, "topic") == ["All topics", "No topic (2)", "Bells (2)"]
    assert choices(html, "audience") == ["All readers", "Everybody (3)", "Staff only (1)"]
    assert sorted(listed(html)) == ["Mend a bicycle", "Ring a bell", "Staff bell", "按铃"]
    assert chips(html) == []

    topic = shelf["bell"].topic
    html = page(moderator, f"/manage/articles?state=published&only=en&topic={topic}")
    assert listed(html) == ["Ring a bell"]
    assert chips(html) == ["English", "Bells"]
    assert tabs(html)[:2] == ["All 1", "Published 1"]
    assert choices(html, "only") == ["All languages", "English (1)", "简体中文 (1)", "繁體中文 (0)"]
    assert choices(html, "topic") == ["All topics", "No topic (1)", "Bells (1)"]


def test_owners_and_check_dates(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    me = signed_person(moderator, db)
    mine = shelf["draft"]
    saving.save(
        db, mine.id, Text("Mend a bicycle", "Find the hole.", "en"), care=Care(owner=me, check_by=now() - DAY),
        slug=mine.slug, seen=1, author=me, note="", now=now(),
    )
    html = page(moderator, "/manage/articles")
    assert choices(html, "owner") == ["Any owner", "Mine (1)", "Nobody's (3)"]
    assert choices(html, "check") == ["Any check date", "To be checked (1)"]
    assert "has passed" in html
    assert listed(page(moderator, "/manage/articles?owner=me")) == ["Mend a bicycle"]
    assert listed(page(moderator, f"/manage/articles?owner={me}&check=due")) == ["Mend a bicycle"]
    assert len(listed(page(moderator, "/manage/articles?owner=-"))) == 3
    assert listed(page(moderator, "/manage/articles?sort=check"))[0] == "Mend a bicycle"
    assert listed(page(moderator, "/manage/articles?sort=title&only=en")) == [
        "Mend a bicycle", "Ring a bell", "Staff bell",
    ]


def test_a_topic_brings_what_stands_under_it(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    sign = Sign("folder", "", {"en": "Doorbells"}, {})
    below = shelving.add(db, sign, site="main", parent=shelf["bell"].topic, now=now())
    publish(db, Text("Mend a doorbell", "Text.", "en", below))
    html = page(moderator, f"/manage/articles?topic={shelf['bell'].topic}&only=en")
    assert sorted(listed(html)) == ["Mend a doorbell", "Ring a bell"]
    assert choices(html, "topic") == ["All topics", "No topic (2)", "Bells (2)", "Bells › Doorbells (1)"]
    assert tabs(html)[:2] == ["All 2", "Published 2"]
    assert listed(page(moderator, f"/manage/articles?topic={below}")) == ["Mend a doorbell"]


def signed_person(client: FlaskClient, db: Database) -> str:
    html = page(client, "/manage/articles/new")
    found = re.search(r'name="owner".*?<option value="([^"]+)" selected>', html, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("query", [
    "state=nonsense&only=nonsense&before=0", "topic=nowhere", "owner=nobody", "after=x", "after=1.", "sort=x&after=é.é",
    "q=%00%FF", "q=" + "x" * 500, "audience=all&check=never", "sort=title&after=" + "y" * 900, "q=a%25_!'\"",
])
def test_what_no_list_of_ours_says_breaks_nothing(
    moderator: FlaskClient, shelf: dict[str, Article], query: str
) -> None:
    assert moderator.get(f"/manage/articles?{query}").status_code == 200


def test_search_finds_parts_of_titles_and_texts_whatever_their_state(
    moderator: FlaskClient, house: House, shelf: dict[str, Article]
) -> None:
    follow(house)
    assert listed(page(moderator, "/manage/articles?q=quibble")) == ["Ring a bell"]
    assert listed(page(moderator, "/manage/articles?q=bicy")) == ["Mend a bicycle"]
    assert listed(page(moderator, "/manage/articles?q=绳子")) == ["按铃"]
    assert listed(page(moderator, "/manage/articles?q=HOLE")) == ["Mend a bicycle"], "a draft, by its text"
    assert listed(page(moderator, "/manage/articles?q=bicycle+hole")) == ["Mend a bicycle"]
    assert listed(page(moderator, "/manage/articles?q=hole&state=published")) == []
    assert sorted(listed(page(moderator, "/manage/articles?q=bell"))) == ["Ring a bell", "Staff bell"]
    html = page(moderator, "/manage/articles?q=bell&audience=staff")
    assert listed(html) == ["Staff bell"]
    assert chips(html) == ["“bell”", "Staff only"]
    html = page(moderator, "/manage/articles?q=nosuchword")
    assert "Nothing holds all of these words" in html


def test_a_long_list_goes_on_where_it_stopped(moderator: FlaskClient, db: Database) -> None:
    for number in range(55):
        publish(db, Text(f"Article {number}", "Text.", "en"))
    for sort in ("changed", "title", "check"):
        first = page(moderator, f"/manage/articles?only=en&sort={sort}")
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = page(moderator, following[1])
        assert len(listed(first)) == 50
        assert len({*listed(first), *listed(second)}) == 55
        assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=draft", "No drafts"), ("state=in_review", "Nothing waits for review"),
        ("state=archived", "Nothing is archived"), ("", "No articles yet"),
        ("only=en&topic=-", "No article is all of this"),
    ],
)
def test_an_empty_list_says_what_to_do(moderator: FlaskClient, query: str, sentence: str) -> None:
    assert sentence in page(moderator, f"/manage/articles?{query}")


# ---- several at once


def mark(*rows: Article) -> list[str]:
    return [f"{row.id}.{row.version}" for row in rows]


def state(db: Database, article: Article) -> str:
    found = articles.by_id(db, article.id)
    assert found
    return found.state


def test_archived_together_and_back(
    moderator: FlaskClient, stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    chosen = mark(shelf["bell"], shelf["draft"])
    data = {"deed": "archive", "chosen": chosen, "back": "only=en&done=x"}
    answer = moderator.post("/manage/articles/bulk", data=data)
    assert answer.location.startswith("/manage/articles?only=en&done=archive&changed=2")
    html = page(moderator, answer.location)
    assert "2 articles are archived." in html
    assert 'action="/manage/articles/undo"' in html
    assert stranger.get(f"/articles/{shelf['bell'].slug}").status_code == 404

    answer = moderator.post("/manage/articles/undo", data={"back": "only=en"})
    assert "2 articles are as they were" in page(moderator, answer.location)
    assert (state(db, shelf["bell"]), state(db, shelf["draft"])) == ("published", "draft")
    assert stranger.get(f"/articles/{shelf['bell'].slug}").status_code == 200


def test_owner_topic_and_date_of_several(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    me = signed_person(moderator, db)
    topic = shelf["bell"].topic
    day = 1_927_843_200_000
    for deed, value, wanted in (("owner", me, me), ("topic", topic, topic), ("check_by", "2031-02-03", day)):
        found = [articles.by_id(db, shelf[name].id) for name in ("draft", "staff")]
        chosen = mark(*(row for row in found if row))
        answer = moderator.post("/manage/articles/bulk", data={"deed": deed, "chosen": chosen, deed: value})
        assert answer.status_code == 303
        after = articles.by_id(db, shelf["draft"].id)
        assert after and getattr(after, deed) == wanted
    moderator.post("/manage/articles/undo")
    after = articles.by_id(db, shelf["draft"].id)
    assert after and (after.check_by, after.topic) == (None, topic)


def test_what_somebody_changed_meanwhile_is_left_and_said(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    chosen = mark(shelf["bell"], shelf["staff"])
    publishing.archive(db, shelf["bell"].id, seen=shelf["bell"].version, now=now())
    data = {"deed": "topic", "chosen": chosen, "topic": shelf["bell"].topic}
    answer = moderator.post("/manage/articles/bulk", data=data)
    html = page(moderator, answer.location)
    assert "1 article has a new topic." in html
    assert "1 was left as it is" in html


@pytest.mark.parametrize("fields", [
    {"deed": "delete"}, {"deed": "topic", "topic": "nowhere"}, {"deed": "owner", "owner": "nobody"},
    {"deed": "archive", "chosen": "x"}, {"deed": "archive", "chosen": "x.y"},
])
def test_what_no_list_sends_is_refused(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article], fields: dict[str, str]
) -> None:
    data = {"chosen": mark(shelf["bell"]), **fields}
    assert moderator.post("/manage/articles/bulk", data=data).status_code == 400
    assert articles.by_id(db, shelf["bell"].id) == shelf["bell"]


def test_nothing_marked_says_so(moderator: FlaskClient) -> None:
    answer = moderator.post("/manage/articles/bulk", data={"deed": "archive"})
    assert "Please mark the articles first." in page(moderator, answer.location)


def test_writers_see_the_list_and_mark_nothing(app: Flask, db: Database, shelf: dict[str, Article]) -> None:
    writer = signed_in(app, db, "Wu Writer", "agent")
    html = page(writer, "/manage/articles")
    assert "Ring a bell" in html
    assert 'name="chosen"' not in html
    assert writer.post("/manage/articles/bulk", data={"deed": "archive"}).status_code == 403
