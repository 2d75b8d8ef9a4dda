"""`firstline explain` and the page behind /manage/explain: how a question is read, what comes of it, and why."""

import json
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import explaining, teaching
from bot.explaining import Explanation
from bot.matching import UNRIVALLED
from kb.store import articles, never_answers, synonyms
from kb.store.articles import Article
from kb.store.synonyms import Synonym
from kb.synonyms import forget
from tests.web.conftest import follow
from tests.web.shelving import page
from web import cli
from web.clock import now
from web.config import Settings
from web.house import House
from web.manage import explain_words


@pytest.fixture
def web_dsn(sqlite_template: Path, tmp_path: Path) -> str:
    """Where the command looks by itself."""
    (tmp_path / "data").mkdir()
    return shutil.copy(sqlite_template, tmp_path / "data" / "firstline.db").as_posix()


def explained(house: House, question: str, *, language: str = "en") -> Explanation:
    return explaining.explain(house.db, house.index, question, site="main", language=language, now=now())


def test_an_answer_with_all_that_speaks_for_it(house: House, shelf: dict[str, Article]) -> None:
    found = explained(house, "Hello, I forgot my pasword")
    assert (found.decision, found.reason, found.looked_up) == ("answer", "sure", True)
    assert (found.reading.question, found.reading.read) == ("I forgot my pasword", "I forgot my password")
    assert found.reading.repairs == (("pasword", "password"),)
    assert [term.text for term in found.reading.terms] == ["forgot", "password"]
    assert sum(term.share for term in found.reading.terms) == pytest.approx(1)
    assert found.reading.passed == ("I", "my")
    first = found.first
    assert first
    assert (first.title, first.wording, first.band) == ("Reset your password", "I forgot my password", "answer")
    assert (first.held, first.lacking, first.never) == (("forgot", "password"), (), "")
    others = [UNRIVALLED, *(each.score for each in found.candidates[1:])]
    assert first.margin == pytest.approx(first.score - max(others))
    assert first.before == first.confidence >= found.answer_from
    assert [said.kind for said in found.says] == ["passage"]
    assert "Forgot password" in found.says[0].text


def test_what_was_learned_and_the_shift_are_told(house: House, shelf: dict[str, Article]) -> None:
    assert explained(house, "I forgot my password").kind == "plain"
    teaching.teach(house.db, house.index, site="main", now=now())
    follow(house)
    assert explained(house, "I forgot my password").first


def test_chinese_is_told_in_runs(house: House, shelf: dict[str, Article]) -> None:
    found = explained(house, "请问怎么重置密码和头像")
    assert found.reading.passed == ("怎么",)
    assert [term.text for term in found.reading.terms] == ["重置密码和头像"]
    assert found.first
    assert found.first.held[0].startswith("重置密码")
    assert found.first.lacking[-1].endswith("头像")
    assert found.reading.language == "zh-Hans"


def test_synonyms_are_told_as_they_were_written(house: House, shelf: dict[str, Article]) -> None:
    row = Synonym("s", "main", "", "chit\ninvoice\nVoucher slip", "both", None, now(), now())
    house.db.write(lambda tx: synonyms.add(tx, row))
    forget(house.db)
    found = explained(house, "download my chit")
    [(word, others)] = [pair for pair in found.reading.synonyms if pair[0] == "chit"]
    assert (word, set(others)) == ("chit", {"invoice", "Voucher slip"})
    assert found.first
    assert "chit" in found.first.held


@pytest.mark.parametrize(
    ("question", "decision", "reason"),
    [
        ("can I talk to a person please", "handover", "person"),
        ("hello", "clarify", "greeting"),
        ("thanks", "clarify", "thanks"),
        ("...", "clarify", "empty"),
        ("zzyzx qwrtplk", "clarify", "nothing_found"),
        ("giraffes press zebras while elephants open their account in winter", "clarify", "too_unsure"),
    ],
)
def test_what_is_no_question_and_what_finds_nothing(
    house: House, shelf: dict[str, Article], question: str, decision: str, reason: str
) -> None:
    found = explained(house, question)
    assert (found.decision, found.reason) == (decision, reason)
    assert found.says
    assert explain_words.why(found)


def test_nothing_secret_is_shown_again(house: House, shelf: dict[str, Article]) -> None:
    found = explained(house, "my password is hunter2!")
    assert found.reading.masked
    assert "hunter2" not in repr(found)


# ---- the command


@pytest.fixture
def installed(settings: Settings, monkeypatch: pytest.MonkeyPatch, app: Flask, shelf: dict[str, Article]) -> None:
    monkeypatch.setenv("FIRSTLINE_DATA", str(settings.data))


@pytest.mark.usefixtures("installed")
def test_the_command_tells_it_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "I forgot my pasword"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Answered. It answered with “Reset your password”")
    assert "pasword -> password" in told
    assert "What the customer sees:\n  | [Reset your password]" in told


@pytest.mark.usefixtures("installed")
def test_the_command_tells_it_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "忘記密碼", "--language", "zh-Hant", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reading"]["language"] == "zh-Hant"
    assert told["candidates"][0]["title"] == "重置密码"
    assert set(told["candidates"][0]["signals"]) == {"words", "likeness", "coverage", "heading", "language"}


def test_the_command_says_what_is_missing(
    settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIRSTLINE_DATA", str(settings.data))
    assert cli.main(["explain", "anything"]) == 2
    assert "firstline reindex" in capsys.readouterr().err
    assert cli.main(["explain", "  "]) == 2
    assert "Please give a question" in capsys.readouterr().err


# ---- the page


def asked(client: FlaskClient, question: str, **more: str) -> str:
    return page(client, f"/manage/explain?{urlencode({'question': question, **more})}")


def taught(client: FlaskClient, question: str, row: Article, **fields: str) -> str:
    """What is shown after the form was sent."""
    form = {"question": question, "language": "en", "article": row.id, **fields}
    answer = client.post("/manage/explain", data=form)
    return page(client, answer.location) if answer.status_code == 303 else unescape(answer.text)


def test_the_page_tells_why_and_shows_what_the_customer_sees(
    moderator: FlaskClient, shelf: dict[str, Article]
) -> None:
    html = asked(moderator, "Hello, I forgot my pasword")
    assert "It answered with “Reset your password”" in html
    assert "<del>pasword</del> → <ins>password</ins>" in html
    assert 'aria-current="true">From 60%: answers' in html
    assert "<strong>Forgot password</strong>" in html
    assert f'value="{shelf["password"].id}" checked' in html
    assert 'name="text" value="I forgot my pasword"' in html
    assert "style=" not in html


def test_before_anything_is_asked_the_page_only_asks(moderator: FlaskClient) -> None:
    html = page(moderator, "/manage/explain")
    assert 'name="question" value=""' in html
    assert "Was that right?" not in html


def test_without_an_index_the_page_says_so(moderator: FlaskClient) -> None:
    assert "The search index is being built just now." in asked(moderator, "anything")


def test_what_is_asked_is_shown_as_text(moderator: FlaskClient, shelf: dict[str, Article]) -> None:
    html = moderator.get("/manage/explain?question=<script>alert(1)</script>+password&find=<b>").text
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_another_article_is_found_and_the_question_leads_to_it(
    moderator: FlaskClient, house: House, shelf: dict[str, Article]
) -> None:
    html = asked(moderator, "where is my bonbon", find="track delivery")
    assert f'name="article" value="{shelf["delivery"].id}"> ' in html
    html = taught(moderator, "where is my bonbon", shelf["delivery"], text=" where is  my bonbon ")
    assert "this question is now a wording of “Track a delivery”" in html
    assert "Ask again" in html
    [row] = articles.phrasings(house.db, shelf["delivery"].id)
    assert (row.text, row.origin) == ("where is my bonbon", "learned")
    assert row.author
    follow(house)
    teaching.teach(house.db, house.index, site="main", now=now())
    html = asked(moderator, "where is my bonbon", done="phrasing", article=shelf["delivery"].id)
    assert "Below is the new answer." in html
    assert "It answered with “Track a delivery”" in html
    assert "Nothing was changed." in taught(moderator, "where is my bonbon", shelf["delivery"])


def test_an_article_that_must_not_come_does_not(
    moderator: FlaskClient, house: House, shelf: dict[str, Article]
) -> None:
    html = taught(moderator, "I forgot my password", shelf["password"], kind="never_answer", text="forgot it at home")
    assert "“Reset your password” does not answer this question any more." in html
    [row] = never_answers.of_article(house.db, shelf["password"].id)
    assert row.text == "forgot it at home"
    found = explained(house, "forgot it at home")
    assert found.first
    assert (found.reason, found.first.never) == ("forbidden", "forgot it at home")
    assert "Must not answer" in asked(moderator, "forgot it at home")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [({"article": ""}, "Please choose the article first."), ({"article": "-"}, "Please choose the article first."),
     ({"text": "x" * 301}, "At most 300 characters.")],
)
def test_what_cannot_be_taught_is_said(
    moderator: FlaskClient, house: House, shelf: dict[str, Article], fields: dict[str, str], problem: str
) -> None:
    before = articles.phrasings(house.db, shelf["password"].id)
    assert problem in taught(moderator, "I forgot it", shelf["password"], **fields)
    assert articles.phrasings(house.db, shelf["password"].id) == before


def test_the_page_is_read_in_both_chinese_scripts(moderator: FlaskClient, shelf: dict[str, Article]) -> None:
    assert "用“重置密码”回答" in asked(moderator, "忘记密码了怎么办", language="zh-Hans")
    assert "用「重置密码」回答" in asked(moderator, "忘記密碼了怎麼辦", language="zh-Hant")
