"""The agents' desk and the sign-in page, as the server makes them."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import staffing
from kb.conversing import Tried
from kb.languages import LANGUAGES
from kb.saying import Reason
from kb.store.engine import Database
from tests.web.conftest import signed_in
from web.clock import now
from web.people import passwords

STATIC = Path(__file__).resolve().parents[3] / "web" / "static"
SCRIPTS = [STATIC / "desk.js", *sorted((STATIC / "desk").glob("*.js"))]
KB = 1024
PASSWORD = "correct horse battery"


@pytest.fixture
def ada(db: Database) -> str:
    staffing.add(
        db, site="main", email="ada@example.com", name="Ada", role="agent", origin="real",
        password=passwords.hash(PASSWORD), language="en", now=now(),
    )
    return "ada@example.com"


def facts(page: str) -> dict[str, Any]:
    """What the page gives its scripts."""
    found = re.search(r'<script type="application/json" id="desk-facts">(.*?)</script>', page, re.S)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator"])
def test_the_desk_opens_to_those_who_answer_customers(who: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).get("/desk")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_stranger_signs_in_first_and_comes_back(stranger: FlaskClient, ada: str) -> None:
    sent = stranger.get("/desk")
    assert (sent.status_code, sent.location) == (303, "/sign-in?next=/desk")
    assert 'name="next" value="/desk"' in stranger.get(sent.location).text
    done = stranger.post("/sign-in", data={"email": ada, "password": PASSWORD, "next": "/desk"})
    assert (done.status_code, done.location) == (303, "/desk")
    assert stranger.get("/desk").status_code == 200


def test_who_does_both_gets_from_the_desk_to_the_articles_and_back(
    agent: FlaskClient, supervisor: FlaskClient, moderator: FlaskClient
) -> None:
    assert 'href="/manage/articles"' in supervisor.get("/desk").text
    assert 'href="/manage/articles"' in agent.get("/desk").text, "who answers customers also writes drafts"
    assert 'href="/desk"' in supervisor.get("/manage/articles").text
    assert 'href="/desk"' not in moderator.get("/manage/articles").text


@pytest.mark.parametrize("who", ["member", "moderator"])
def test_others_are_told_that_the_desk_is_not_theirs(who: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).get("/desk")
    assert answer.status_code == 403
    assert "desk-facts" not in answer.text
    assert "The desk is for those who answer customers." in answer.text


def test_scripts_learn_who_sits_there_and_what_time_it_is(agent: FlaskClient) -> None:
    before = now()
    told = facts(agent.get("/desk").text)
    assert told["person"]["name"] == "Ada Agent"
    assert set(told["person"]) == {"id", "name", "presence"}
    assert before <= told["now"] <= now()
    assert set(told["languages"]) == set(LANGUAGES)


def test_a_name_is_never_markup(app: Flask, db: Database) -> None:
    name = "</script><img src=x onerror=alert(1)>"
    page = signed_in(app, db, name, "agent").get("/desk").text
    assert "<img src=x" not in page
    assert facts(page)["person"]["name"] == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_page_needs_inline_script_or_style(agent: FlaskClient, language: str) -> None:
    for address in ("/desk", "/sign-in"):
        client = agent if address == "/desk" else agent.application.test_client()
        page = client.get(f"{address}?language={language}").text
        assert f'<html lang="{language}"' in page
        assert re.findall(r"\s(?:style|on\w+)=", page) == []
        assert re.findall(r"<script(?![^>]*(?: src=|application/json))", page) == []


def test_every_word_that_the_scripts_say_is_there_and_every_word_there_is_said(agent: FlaskClient) -> None:
    words = facts(agent.get("/desk").text)["words"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    said = set(re.findall(r"say\('(\w+)'", source))
    assert len(said) > 10
    assert said <= set(words)
    literal = set(re.findall(r"'(\w+)'", source))
    families = set(re.findall(r"`(\w+_)\$\{", source)) | {f"{kind}_" for kind in re.findall(r"named\('(\w+)'", source)}
    assert {word for word in words if word not in literal and not word.startswith(tuple(families))} == set()


def test_every_reason_and_every_kind_of_evidence_has_its_words(agent: FlaskClient) -> None:
    words = facts(agent.get("/desk").text)["words"]
    assert {f"reason_{reason}" for reason in get_args(Reason)} <= set(words)
    assert set(get_args(Tried.__annotations__["kind"])) <= set(words)


def test_scripts_hold_no_markup_handlers_and_weigh_little() -> None:
    loaded = [*SCRIPTS, STATIC / "live.js"]
    assert sum(path.stat().st_size for path in loaded) <= 60 * KB
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 300
        assert not re.search(r"outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source), path.name
        # One place puts in markup, and only what the server has made safe.
        assert source.count("innerHTML") == (1 if path.name == "pieces.js" else 0), path.name


def test_signing_in_works_without_scripts(stranger: FlaskClient) -> None:
    page = stranger.get("/sign-in").text
    assert 'method="post" action="/sign-in"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'role="alert"' not in page


def test_a_wrong_password_is_said_and_the_address_stays(stranger: FlaskClient, ada: str) -> None:
    answer = stranger.post("/sign-in", data={"email": ada, "password": "wrong", "next": "/desk"})
    assert answer.status_code == 401
    alert = re.search(r'role="alert".*?<p>(.*?)</p>', answer.text, re.S)
    assert alert
    assert alert[1] == "Email address or password is wrong. Please try again."
    assert f'value="{ada}"' in answer.text
    assert 'name="next" value="/desk"' in answer.text
    assert "wrong\"" not in answer.text  # the password never comes back


def test_who_tries_too_often_reads_how_long_to_wait(stranger: FlaskClient, ada: str) -> None:
    for number in range(8):
        assert stranger.post("/sign-in", data={"email": ada, "password": f"guess {number}"}).status_code == 401
    answer = stranger.post("/sign-in", data={"email": ada, "password": PASSWORD})
    assert answer.status_code == 429
    assert re.search(r"Too many tries\. Please wait \d+ minutes?\.", answer.text)
    assert f'value="{ada}"' in answer.text


def test_what_was_typed_is_never_markup(stranger: FlaskClient) -> None:
    harmful = '"><script>alert(1)</script>'
    answer = stranger.post("/sign-in", data={"email": harmful, "password": "x", "next": harmful})
    assert "<script>alert" not in answer.text
