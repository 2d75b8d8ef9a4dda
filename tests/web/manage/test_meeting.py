"""Two people write at once: both changes are put together, and nothing is overwritten or lost."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from articles import editing
from articles.editing import Text
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from web.clock import now

BODY = "Find the hole.\n\nMark it.\n\nPatch it."


@pytest.fixture
def article(db: Database) -> Article:
    text = Text("Mend a bicycle", BODY, "en", phrasings=("flat tyre",))
    return editing.create(db, text, site="main", author=None, note="", now=now())


def saved(client: FlaskClient, article: Article, **fields: object) -> tuple[int, str]:
    form = {"title": article.title, "body": article.body, "phrasings": "flat tyre", "version": article.version,
            "revision": article.revision, **fields}
    answer = client.post(f"/manage/articles/{article.id}/revise", data=form)
    return answer.status_code, answer.text


def fields(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(version|revision)" value="([^"]*)"', html))
    for name in ("body", "phrasings", "never_answers"):
        found[name] = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)[1]  # type: ignore[index]
    found["title"] = re.search(r' name="title" value="([^"]*)"', html)[1]  # type: ignore[index]
    return {name: unescape(value) for name, value in found.items()}


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found
    return found


def test_both_changes_fit_together_and_one_press_saves(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, article: Article
) -> None:
    assert saved(supervisor, article, body=BODY.replace("Patch", "Glue"))[0] == 303
    status, html = saved(moderator, article, title="Mend a tyre", body=BODY.replace("Find", "Look for"))
    assert status == 409
    assert "Both changes fit together." in html and "Sue Supervisor saved it." in html
    assert "<ins>Look for</ins>" in html and "<del>Find</del>" in html  # from theirs to mine
    form = fields(html)
    assert (form["title"], form["body"]) == ("Mend a tyre", "Look for the hole.\n\nMark it.\n\nGlue it.")
    assert saved(moderator, article, **form)[0] == 303
    assert current(db, article).body == form["body"]


def test_where_both_changed_a_line_both_stay_between_marks(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, article: Article
) -> None:
    saved(supervisor, article, title="Theirs", body=BODY.replace("Mark it", "Draw a circle"))
    status, html = saved(moderator, article, title="Mine", body=BODY.replace("Mark it", "Make a cross"))
    assert status == 409 and "both of you changed the same lines" in html
    assert "Both changes fit together." not in html and "The title was changed by both. Theirs is: “Theirs”." in html
    form = fields(html)
    assert "<<<<<<< Theirs\nDraw a circle.\n=======\nMake a cross.\n>>>>>>> Yours" in form["body"]
    assert BODY.replace("Mark it", "Make a cross") in unescape(html)  # as it was written
    status, html = saved(moderator, article, **form)
    assert status == 400 and "Marks of a conflict" in unescape(html) and "Draw a circle" in html
    assert current(db, article).title == "Theirs"
    form["body"] = BODY.replace("Mark it", "Draw a crossed circle")
    assert saved(moderator, article, **form)[0] == 303
    assert current(db, article).title == "Mine"


def test_of_the_ways_to_ask_nobodys_are_lost_and_what_else_differs_is_said(
    moderator: FlaskClient, supervisor: FlaskClient, article: Article
) -> None:
    saved(supervisor, article, phrasings="flat tyre\ntheirs", audience="staff")
    status, html = saved(moderator, article, phrasings="Flat Tyre\nmine", body="Mine.", audience="public")
    assert status == 409 and "Both changes fit together." not in html
    assert fields(html)["phrasings"].splitlines() == ["flat tyre", "theirs", "mine"]
    assert re.search(r"<th scope=\"row\">Who may read it</th>", html)


def test_nothing_of_either_text_is_markup(
    moderator: FlaskClient, supervisor: FlaskClient, article: Article
) -> None:
    attack = "<script>alert(1)</script></textarea><img src=x>"
    saved(supervisor, article, title=attack, body=f"{attack} theirs")
    status, html = saved(moderator, article, title=f"{attack} mine", body=f"{attack} mine")
    assert status == 409
    assert "<script>alert" not in html and "<img src=x" not in html


def test_of_an_unknown_beginning_both_texts_are_shown(
    moderator: FlaskClient, supervisor: FlaskClient, article: Article
) -> None:
    saved(supervisor, article, body="Theirs.")
    status, html = saved(moderator, article, body="Mine.", revision=99)
    assert status == 409 and "Both changes fit together." not in html
    assert fields(html)["body"] == "Mine." and "<del>Theirs.</del>" in html
