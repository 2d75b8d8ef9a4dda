"""Signing in when things cross: many tries at once, and a password that is changed meanwhile."""

import re
import threading
from html import unescape

import pytest
from flask import Flask

from desk import staffing
from kb.store import people
from kb.store.engine import Database
from web.clock import now
from web.people import passwords, sign_in

PASSWORD = "correct horse battery"


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def ada(db: Database) -> str:
    staffing.add(
        db, site="main", email="ada@example.com", name="Ada", role="agent", origin="real",
        password=passwords.hash(PASSWORD), language="en", now=now(),
    )
    return "ada@example.com"


def test_no_more_passwords_are_tried_at_once_than_one_after_the_other(app: Flask, ada: str) -> None:
    answers: list[int] = []

    def attempt(number: int) -> None:
        tried = {"email": ada, "password": f"wrong {number}"}
        answers.append(app.test_client().post("/api/desk/session", json=tried).status_code)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(3 * sign_in.MOST_BY_ACCOUNT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(401) == sign_in.MOST_BY_ACCOUNT
    assert set(answers) == {401, 429}


@pytest.mark.parametrize("change", ["password", "deactivated"])
def test_a_sign_in_that_was_under_way_ends_with_the_password_it_began_with(
    app: Flask, db: Database, ada: str, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = passwords.verify

    def change_meanwhile(kept: str, password: str) -> bool:
        person = people.by_email(db, ada, site="main")
        assert person
        if change == "password":
            staffing.set_password(db, person, password=passwords.hash("another"), now=now())
        else:
            staffing.deactivate(db, person, words={}, now=now())
        return verify(kept, password)

    monkeypatch.setattr(passwords, "verify", change_meanwhile)
    client = app.test_client()
    answer = client.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    assert answer.status_code == 401
    assert client.get("/api/desk/me").status_code == 401


def test_a_closed_page_offers_to_be_somebody_else(app: Flask, db: Database, ada: str) -> None:
    """And the way back; who is not signed in is led on to the page."""
    staffing.add(
        db, site="main", email="mo@example.com", name="Mo", role="moderator", origin="real",
        password=passwords.hash(PASSWORD), language="en", now=now(),
    )
    client, address = app.test_client(), "/manage/board/log?before=zz"
    client.post("/sign-in", data={"email": ada, "password": PASSWORD})
    closed = client.get(address, headers={"Referer": "http://localhost/questions?sort=score"})
    assert closed.status_code == 403 and '<a href="/questions?sort=score">Back to where you were</a>' in closed.text
    other = re.search(r'<a href="([^"]+)">Sign in as somebody else</a>', closed.text)
    assert other and ">Sign in</a>" not in closed.text.split("<main")[1]
    form = client.get(unescape(other[1]))
    wanted = re.search(r'name="next" value="([^"]+)"', form.text)
    assert form.status_code == 200 and wanted and unescape(wanted[1]) == address
    done = client.post("/sign-in", data={"email": "mo@example.com", "password": PASSWORD, "next": unescape(wanted[1])})
    assert (done.status_code, done.location) == (303, address) and client.get(address).status_code == 200
    assert db.value("SELECT COUNT(*) FROM session") == 1  # Ada's is over
    for elsewhere in ("http://example.com/x", "http://localhost//example.com", "http://[", "http://localhost/sign-in"):
        refused = client.post("/desk", headers={"Referer": elsewhere, "Sec-Fetch-Site": "cross-site"})
        assert refused.status_code == 403 and "Back to where" not in refused.text and "next=" not in refused.text
    asking = {"Referer": "http://localhost/questions/ask"}
    long = client.post("/questions/ask", headers=asking, data={"body": "x" * 10**6})
    assert long.status_code == 413 and '<a class="button primary" href="/questions/ask" data-back>' in long.text
    stranger = app.test_client().post("/posts/x/vote", headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger.status_code == 403 and '<a href="/sign-in">Sign in</a>' in stranger.text
