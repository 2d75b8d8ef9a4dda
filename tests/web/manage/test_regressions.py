"""Moderators keep questions whose right answer they know, and see what every change did to them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing, regressions
from bot import teaching
from bot.examining import Examiner
from kb.store import regressions as rows
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.regressions import Regression
from tests.web.conftest import follow
from tests.web.shelving import page, publish
from web import cli
from web.clock import now
from web.house import House

Run = Callable[[], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def web_dsn(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"{request.param}_dsn")
    return address


@pytest.fixture
def run(house: House) -> Run:
    """What the work process does until all questions were asked, a minute in a moment."""
    examiner = Examiner(house.db, house.index, site="main")

    def go() -> None:
        follow(house)
        teaching.teach(house.db, house.index, site="main", now=now())
        for minute in range(1, 4):
            examiner.step(now=now() + minute * 60_000)

    return go


def own(db: Database) -> list[Regression]:
    return rows.of_site(db, site="main")


def add(client: FlaskClient, text: str, article: str, **fields: str) -> str:
    answer = client.post("/manage/regressions", data={"text": text, "language": "en", "article": article, **fields})
    return page(client, answer.location) if answer.status_code == 303 else answer.get_data(as_text=True)


def paste(client: FlaskClient, *lines: str) -> str:
    answer = client.post("/manage/regressions/paste", data={"lines": "\r\n".join(lines)})
    return page(client, answer.location) if answer.status_code == 303 else answer.get_data(as_text=True)


def shown(html: str) -> list[str]:
    """The questions of the list."""
    return re.findall(r'class="test-text"[^>]*>([^<]*)<', html)


def test_an_empty_list_says_what_it_is_for(moderator: FlaskClient) -> None:
    html = page(moderator, "/manage/regressions")
    assert "No test questions yet" in html
    assert "must bring “How long a refund takes”" in html
    assert "Run now" not in html


def test_from_keeping_to_breaking_to_mending(
    moderator: FlaskClient, house: House, shelf: dict[str, Article], run: Run
) -> None:
    html = add(moderator, " how do I  reset my password ", "Reset your password")
    assert "1 question is kept." in html
    assert "data-running" in html
    assert "Not asked yet" in html
    run()
    html = page(moderator, "/manage/regressions")
    assert "1 of 1 right" in html
    assert shown(html) == ["how do I reset my password"]
    assert "test question" not in page(moderator, "/manage/articles").replace("Test questions", "")
    article = shelf["password"]
    publishing.archive(house.db, article.id, seen=article.version, now=now())
    run()
    html = page(moderator, "/manage/regressions")
    assert "0 of 1 right" in html
    assert "1 was right before" in html
    assert "“Reset your password” was archived" in html
    assert "Not published" in html
    assert f'<a href="/manage/articles/{article.id}">Open the article</a>' in html
    assert "1 test question was answered well before, and is not any more." in page(moderator, "/manage/articles")
    publishing.publish(house.db, article.id, seen=article.version + 1, now=now())
    run()
    assert "1 of 1 right" in page(moderator, "/manage/regressions")


def test_run_now_shows_how_far_it_is(
    moderator: FlaskClient, house: House, shelf: dict[str, Article], run: Run
) -> None:
    add(moderator, "how do I reset my password", "Reset your password")
    run()
    assert "data-running" not in page(moderator, "/manage/regressions")
    answer = moderator.post("/manage/regressions/run")
    html = page(moderator, answer.location)
    assert "All questions are asked again in a moment." in html
    assert "Something changed." in html
    examiner = Examiner(house.db, house.index, site="main")
    examiner.step(now=now() + 60_000)
    assert "Asking: 0 of 1" in page(moderator, "/manage/regressions")
    examiner.step(now=now() + 60_000)
    html = page(moderator, "/manage/regressions")
    assert "data-running" not in html
    assert "Run by hand" in html


@pytest.mark.parametrize("name", ["Reset your password", "reset-your-password", "/articles/reset-your-password#by-mail",
                                  "https://help.example.com/articles/reset-your-password?x=1"])
def test_an_article_is_called_by_title_or_address(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article], name: str
) -> None:
    add(moderator, "lost it", name)
    assert [row.article for row in own(db)] == [shelf["password"].id]


def test_what_is_called_nothing_is_asked_back(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    html = add(moderator, "lost my password", "password thing")
    assert "No published article is called that." in html
    assert f'name="article" value="{shelf["password"].id}"' in html
    assert 'value="lost my password"' in html
    assert "Please say which article answers it" in add(moderator, "lost my password", "")
    assert "No published article" in add(moderator, "lost my password", "Staff: refund without a receipt")
    assert own(db) == []
    add(moderator, "lost my password", shelf["password"].id)
    assert "This question is in the list already." in add(moderator, "lost my password", "", nothing="1")
    assert "Please write the question." in add(moderator, " ", "-")
    assert moderator.post("/manage/regressions", data={"text": "x", "language": "xx"}).status_code == 400


def test_edit_and_remove(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    add(moderator, "lost it", "-")
    [row] = own(db)
    html = page(moderator, f"/manage/regressions/{row.id}")
    assert 'name="nothing" value="1" checked' in html
    form = {"text": "lost my password", "language": "en", "article": "reset-your-password", "seen": row.updated_at}
    answer = supervisor.post(f"/manage/regressions/{row.id}/change", data=form)
    assert "Saved." in page(supervisor, answer.location)
    assert [(row.text, row.article) for row in own(db)] == [("lost my password", shelf["password"].id)]
    answer = moderator.post(f"/manage/regressions/{row.id}/change", data={**form, "text": "another"})
    assert answer.status_code == 409
    assert "Somebody else changed this question" in answer.text
    assert 'value="reset-your-password"' in answer.text
    for bad in ({"seen": "x"}, {"language": "xx"}):
        assert moderator.post(f"/manage/regressions/{row.id}/change", data={**form, **bad}).status_code == 400
    answer = moderator.post(f"/manage/regressions/{row.id}/change", data={**form, "article": "nowhere"})
    assert answer.status_code == 400
    assert "No published article" in answer.text
    answer = moderator.post(f"/manage/regressions/{row.id}/remove")
    assert "Removed." in page(moderator, answer.location)
    assert own(db) == []


def test_many_at_once(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    html = paste(
        moderator, "lost my password => Reset your password", "where is my bill\tdownload-an-invoice", "",
        "do you sell shoes -> -", "忘记密码了 → 重置密码", "怎麼重設密碼 ＝＞ 重置密码",
        json.dumps({"text": "track it", "lang": "en", "expect": [shelf["delivery"].id]}),
    )
    assert "6 questions are kept." in html
    assert [(row.text, row.language, row.article) for row in own(db)] == [
        ("lost my password", "en", shelf["password"].id), ("where is my bill", "en", shelf["invoice"].id),
        ("do you sell shoes", "en", None), ("忘记密码了", "zh-Hans", shelf["password-zh"].id),
        ("怎麼重設密碼", "zh-Hant", shelf["password-zh"].id), ("track it", "en", shelf["delivery"].id),
    ]
    assert "These questions were there already." in paste(moderator, "lost my password => -")


def test_lines_that_cannot_be_kept_come_back(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    html = paste(
        moderator, "no arrow", "lost => Nowhere", "{broken", '{"text": "x", "lang": "en", "expect": ["a", "b"]}',
        f"{'x' * 301} => -", "kept => -",
    )
    for why in ("There is no arrow", "No published article is called that.", "This is no line of questions.jsonl.",
                "has one right article", "too long", "1 question is kept."):
        assert why in html
    assert "no arrow\nlost =&gt; Nowhere\n" in html
    assert [row.text for row in own(db)] == ["kept"]
    assert "Please write a question on each line." in paste(moderator, " ")
    monkeypatch.setattr(regressions, "MOST_QUESTIONS", 2)
    assert "The list is full: at most 2 questions." in paste(moderator, "one => -", "two => -")
    assert len(own(db)) == 2
    assert "The list is full" in add(moderator, "three", "-")


def test_words_are_shown_as_they_are_and_found(moderator: FlaskClient, shelf: dict[str, Article]) -> None:
    add(moderator, "<b>lost</b>", "Reset your password")
    add(moderator, "shoes", "-")
    html = moderator.get("/manage/regressions").text
    assert "<b>lost" not in html
    assert shown(page(moderator, "/manage/regressions?q=SHOES")) == ["shoes"]
    assert "No question here with “quokka”" in page(moderator, "/manage/regressions?q=quokka")


def test_what_is_taken_away_is_what_evaluate_reads(
    moderator: FlaskClient, house: House, shelf: dict[str, Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish(house.db, editing.Text("Only for staff", "Secret.", "en"), audience="staff")
    paste(moderator, "how do I reset my password => Reset your password", "do you sell shoes => -")
    folder = tmp_path / "taken"
    folder.mkdir()
    for name in ("entries.jsonl", "questions.jsonl"):
        (folder / name).write_bytes(moderator.get(f"/manage/regressions/{name}").data)
    assert "Secret" not in (folder / "entries.jsonl").read_text(encoding="utf-8")
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "elsewhere"))
    assert cli.main(["evaluate", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["entries"], told["questions"], told["precision_at_1"]) == (6, 2, 1.0)
