"""What stands in the editor's form, before anything is saved: the text shown, and what the assistant would say."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles.editing import Text
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow
from tests.web.shelving import publish
from web.house import House


@pytest.fixture
def article(db: Database, house: House) -> Article:
    made = publish(db, Text("Feed a cat", "Twice a day.", "en"))
    follow(house)
    return made


def form_of(article: Article, **fields: object) -> dict[str, object]:
    return {"title": article.title, "body": article.body, "language": "en", "phrasings": "", **fields}


def test_the_assistant_answers_from_what_stands_in_the_form(
    moderator: FlaskClient, db: Database, article: Article
) -> None:
    form = form_of(article, body="## At night\n\nLet it sleep.\n\n## In the morning\n\nGive it *toast*.")
    answer = moderator.post(
        f"/manage/articles/answer?article={article.id}", data={**form, "question": "what to give it in the morning?"}
    )
    assert "Give it <em>toast</em>" in answer.text
    assert "Let it sleep" not in answer.text
    assert articles.by_id(db, article.id) == article

    forbidden = moderator.post(
        f"/manage/articles/answer?article={article.id}",
        data={**form, "question": "may I eat it", "never_answers": "may I eat it"},
    )
    assert "Not this article" in unescape(forbidden.text)
    far = moderator.post("/manage/articles/answer", data={**form, "question": "where is the station"})
    assert "shares too little with this article" in far.text
    for fields in ({"question": ""}, {"question": "x", "body": ""}, {}):
        empty = moderator.post("/manage/articles/answer", data={**form, "body": "", **fields})
        assert "Write a text and a question first." in empty.text


def test_no_text_runs_in_the_answer(moderator: FlaskClient) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    asked = f"toast {attack}"
    data = {"title": attack, "body": asked, "question": asked, "language": "en", "phrasings": attack}
    for path in ("answer", "rendered"):
        text = moderator.post(f"/manage/articles/{path}", data=data).text
        assert "<script" not in text
        assert "<img src=x onerror" not in text


def test_the_editors_scripts_weigh_little(moderator: FlaskClient, app: Flask, article: Article) -> None:
    static = Path(app.static_folder or "")
    html = moderator.get(f"/manage/articles/{article.id}").text
    loaded: set[Path] = set()
    new = [static / name for name in re.findall(r'<script type="module" src="/static/([^"?]+)', html)]
    while new:
        script = new.pop().resolve()
        if script not in loaded:
            loaded.add(script)
            new += [script.parent / name for name in re.findall(r'(?:from|import) "(\./[^"]+)"', script.read_text())]
    assert static / "editor/autosave.js" in loaded
    assert sum(script.stat().st_size for script in loaded) <= 60 * 1024
