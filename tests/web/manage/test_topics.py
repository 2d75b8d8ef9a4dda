"""Moderators arrange the topics, and readers look around by them."""

import re

import pytest
from flask.testing import FlaskClient

from articles.editing import Text
from articles.shelving import LEVELS
from kb.store import articles, topics
from kb.store.engine import Database
from tests.web.shelving import CHINESE, add_topic, page, publish, titles


@pytest.fixture(params=["sqlite", "postgresql"])
def web_dsn(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"{request.param}_dsn")
    return address


def add(client: FlaskClient, name: str, *, parent: str = "", **more: str) -> str:
    """Adds a topic by the form; its id."""
    answer = client.post("/manage/topics", data={"name_en": name, "parent": parent, "icon": "folder", **more})
    assert answer.status_code == 303, answer.text
    found = re.search(r"topic=(\w+)", answer.location)
    assert found
    return found[1]


def tree(client: FlaskClient) -> list[tuple[int, str]]:
    """The topics as the page shows them, with their levels."""
    rows = re.findall(r'data-level="(\d)".*?class="table-title"[^>]*>([^<]*)<', page(client, "/manage/topics"), re.S)
    return [(int(level), name) for level, name in rows]


def seen(client: FlaskClient) -> str:
    found = re.search(r'data-seen="(\d+)"', page(client, "/manage/topics"))
    assert found
    return found[1]


def move(client: FlaskClient, id: str, **fields: str) -> str:
    """Moves a topic as the page is now; the page after it."""
    answer = client.post(f"/manage/topics/{id}/move", data={"seen": seen(client), **fields})
    assert answer.status_code == 303, answer.text
    return page(client, answer.location)


def undo(client: FlaskClient, html: str) -> None:
    """Presses the notice's button."""
    found = re.search(r'<form method="post" action="([^"]+)" data-tree-form>(.*?)</form>', html, re.S)
    assert found
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[2]))
    assert client.post(found[1], data=fields).status_code == 303


# ---- moderators


def test_topics_are_added_and_moved_by_buttons(moderator: FlaskClient) -> None:
    one, two = add(moderator, "One"), add(moderator, "Two")
    add(moderator, "Below", parent=two)
    assert tree(moderator) == [(1, "One"), (1, "Two"), (2, "Below")]
    html = move(moderator, two, way="up")
    assert "“Two” was moved." in html
    assert tree(moderator) == [(1, "Two"), (2, "Below"), (1, "One")]
    undo(moderator, html)
    assert tree(moderator) == [(1, "One"), (1, "Two"), (2, "Below")]
    html = move(moderator, two, way="in")
    assert tree(moderator) == [(1, "One"), (2, "Two"), (3, "Below")]
    move(moderator, two, way="out")
    assert tree(moderator) == [(1, "One"), (1, "Two"), (2, "Below")]
    move(moderator, one, way="down")
    move(moderator, one, way="up")
    move(moderator, two, parent="", before=one)
    assert tree(moderator) == [(1, "Two"), (2, "Below"), (1, "One")]


def test_what_cannot_be_is_refused_with_a_sentence(moderator: FlaskClient) -> None:
    ids = [add(moderator, "1")]
    for level in range(2, LEVELS + 1):
        ids.append(add(moderator, str(level), parent=ids[-1]))
    deeper = moderator.post("/manage/topics", data={"name_en": "4", "parent": ids[-1], "icon": "folder"})
    assert deeper.status_code == 400
    assert "Topics go three levels deep at most" in deeper.text
    assert 'value="4"' in deeper.text
    circle = moderator.post(f"/manage/topics/{ids[0]}/move", data={"parent": ids[1], "seen": seen(moderator)})
    assert circle.status_code == 400
    assert "A topic cannot stand under itself" in circle.text
    for fields in ({"way": "sideways", "seen": "1"}, {"way": "up", "seen": "x"}, {"way": "up"}):
        assert moderator.post(f"/manage/topics/{ids[0]}/move", data=fields).status_code == 400
    assert moderator.post("/manage/topics", data={"name_en": "X", "icon": "../etc"}).status_code == 400
    assert "Please give it a name" in moderator.post("/manage/topics", data={"icon": "folder"}).text


def test_who_comes_second_is_told_and_sees_how_it_is_now(moderator: FlaskClient, administrator: FlaskClient) -> None:
    one, two = add(moderator, "One"), add(moderator, "Two")
    before = seen(moderator)
    move(administrator, two, way="up")
    late = moderator.post(f"/manage/topics/{one}/move", data={"way": "up", "seen": before})
    assert late.status_code == 409
    assert "Somebody else changed the topics in the meantime" in late.text
    assert late.text.index(">Two<") < late.text.index(">One<")
    form = {"name_en": "Uno", "icon": "key", "seen": "1"}
    assert administrator.post(f"/manage/topics/{one}/change", data=form).status_code == 303
    late = moderator.post(f"/manage/topics/{one}/change", data={**form, "name_en": "Eins"})
    assert late.status_code == 409
    assert 'value="Uno"' in late.text


def test_a_script_gets_the_tree_alone(moderator: FlaskClient) -> None:
    id = add(moderator, "One")
    add(moderator, "Two")
    html = moderator.post(
        f"/manage/topics/{id}/move", data={"way": "down", "seen": seen(moderator)}, headers={"X-Part": "tree"},
        follow_redirects=True,
    ).text
    assert "<html" not in html
    assert html.index(">Two<") < html.index(">One<")


def test_articles_go_up_only_when_somebody_said_so(
    moderator: FlaskClient, stranger: FlaskClient, db: Database
) -> None:
    top = add(moderator, "Top")
    low = add(moderator, "Low", parent=top)
    made = publish(db, Text("Pay by card", "Text.", "en", low))
    refused = moderator.post(f"/manage/topics/{top}/remove", data={"seen": seen(moderator)})
    assert (refused.status_code, "There are topics under this one." in refused.text) == (409, True)
    asked = moderator.post(f"/manage/topics/{low}/remove", data={"seen": seen(moderator)})
    assert "It has 1 article." in asked.text
    assert "They move to “Top”." in asked.text
    assert tree(moderator) == [(1, "Top"), (2, "Low")]
    answer = moderator.post(f"/manage/topics/{low}/remove", data={"seen": seen(moderator), "articles": "up"})
    html = page(moderator, answer.location)
    assert tree(moderator) == [(1, "Top")]
    assert titles(page(stranger, "/topics/top")) == ["Pay by card"]
    assert stranger.get("/topics/low").location == "/topics/top"
    undo(moderator, html)
    assert tree(moderator) == [(1, "Top"), (2, "Low")]
    found = articles.by_id(db, made.id)
    assert found
    assert found.topic == low
    assert titles(page(stranger, "/topics/low")) == ["Pay by card"]


def test_a_topic_of_another_address_is_found_by_the_old_one(
    moderator: FlaskClient, stranger: FlaskClient, db: Database
) -> None:
    id = add(moderator, "Billing")
    publish(db, Text("Pay by card", "Text.", "en", id))
    page(stranger, "/topics/billing")
    form = {"name_en": "Money", "slug": "Your Money", "icon": "banknotes", "seen": "1"}
    moderator.post(f"/manage/topics/{id}/change", data=form)
    answer = stranger.get("/topics/billing")
    assert (answer.status_code, answer.location) == (301, "/topics/your-money")
    assert "Money" in page(stranger, "/topics/your-money")
    assert stranger.get("/topics/never").status_code == 404


# ---- readers


def test_counts_include_what_stands_below(moderator: FlaskClient, stranger: FlaskClient, db: Database) -> None:
    top = add(moderator, "Top", description_en="All about it.")
    low = add(moderator, "Low", parent=top)
    lowest = add(moderator, "Lowest", parent=low)
    add(moderator, "Empty", parent=top)
    for title, topic in (("One", top), ("Two", low), ("Three", lowest)):
        publish(db, Text(title, "Text.", "en", topic))
    publish(db, Text("Secret", "Text.", "en", lowest), audience="staff")
    home = page(stranger, "/")
    assert "3 articles<" in home
    assert "All about it." in home
    tree = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page(stranger, "/topics")))
    assert "Top 3 All about it. Low 2 Lowest 1" in tree
    assert "Empty" not in tree
    html = page(stranger, "/topics/top")
    assert titles(html) == ["Two", "One"]
    assert '<a class="chip" href="/topics/lowest">Lowest' in html
    assert "Secret" not in html
    crumbs = re.findall(r'<li><a href="(/[^"]*)">', page(stranger, "/topics/lowest"))
    assert crumbs[:3] == ["/", "/topics/top", "/topics/low"]
    crumbs = re.findall(r'<li><a href="(/[^"]*)">', page(stranger, "/articles/three"))
    assert crumbs[:4] == ["/", "/topics/top", "/topics/low", "/topics/lowest"]


def test_a_long_part_leads_to_its_own_page(stranger: FlaskClient, db: Database, moderator: FlaskClient) -> None:
    top = add(moderator, "Top")
    low = add(moderator, "Low", parent=top)
    for number in range(6):
        publish(db, Text(f"Article {number}", "Text.", "en", low))
    html = page(stranger, "/topics/top")
    assert titles(html) == [f"Article {number}" for number in range(4)]
    assert '<a href="/topics/low">All 6 articles<' in html


def test_an_imported_topic_without_a_name_of_ours_shows_the_nearest(stranger: FlaskClient, db: Database) -> None:
    id = add_topic(db, "zahlung", names={"zh-Hans": "付款"})
    publish(db, Text("用银行卡付款", "正文。", "zh-Hans", id))
    assert "付款" in page(stranger, "/topics/zahlung")
    assert "付款" in page(stranger, "/topics", **CHINESE)
    assert topics.counts(db, site="main") == {id: 1}
