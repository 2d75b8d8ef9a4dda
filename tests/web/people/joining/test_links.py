"""Links that open once: a forgotten password, an invitation, and what looks like one."""

import dataclasses
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import ids, joining
from kb.store import people, sessions, tokens
from kb.store.engine import Database
from kb.store.people import Person
from kb.store.tokens import Kind
from tests.web.conftest import signed_in
from tests.web.people.joining.hands import HOUR, PASSWORD, made, path, sign_up, signs_in
from web.clock import now
from web.house import COOKIE, House
from web.people import links


def test_the_link_sets_a_password_and_ends_every_other_sign_in(
    app: Flask, stranger: FlaskClient, db: Database, house: House, ada: Person
) -> None:
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert elsewhere.get("/profile").status_code == 200
    for _ in range(2):
        stranger.post("/password", data={"email": ada.email})
    first, second = made(db, "password")
    there = path(house, first, kind="password")
    assert ada.email in stranger.get(there).text
    assert stranger.post(there, data={"password": "short"}).status_code == 400
    assert stranger.post(there, data={"password": "another quiet walk"}).status_code == 303
    assert stranger.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 303
    assert signs_in(app, ada.email, "another quiet walk")
    assert not signs_in(app, ada.email, PASSWORD)
    for token in (first, second):
        again = app.test_client().post(path(house, token, kind="password"), data={"password": PASSWORD})
        assert again.status_code == 404


def deactivated(db: Database, ada: Person) -> None:
    db.write(lambda tx: people.deactivate(tx, ada.id))


def moved(db: Database, ada: Person) -> None:
    db.write(lambda tx: people.set_email(tx, ada.id, email="new@example.com"))


@pytest.mark.parametrize("meanwhile", [deactivated, moved])
def test_a_link_to_a_person_who_is_not_there_any_more_opens_nothing(
    app: Flask, db: Database, house: House, ada: Person, meanwhile: Callable[[Database, Person], None]
) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    meanwhile(db, ada)
    answer = app.test_client().post(path(house, token, kind="password"), data={"password": "another quiet walk"})
    assert answer.status_code == 404
    found = people.by_id(db, ada.id)
    assert found
    assert found.password == ada.password


def test_an_expired_link_opens_nothing(app: Flask, db: Database, house: House, ada: Person) -> None:
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now() - HOUR - 1)
    [token] = made(db, "password")
    assert app.test_client().get(path(house, token, kind="password")).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        str.upper, str.lower, lambda link: link[:-1], lambda link: f"{link}x", lambda link: "x" * len(link),
        lambda _: "null", lambda link: link[43:], lambda link: link[:43], lambda link: f"%00{link}",
        lambda link: link.replace(link[0], "é", 1),
    ],
)
def test_odd_links_are_anybodys(
    app: Flask, db: Database, house: House, ada: Person, odd: Callable[[str], str]
) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    link = path(house, token, kind="password").removeprefix("/password/")
    if odd(link) == link:
        return
    client = app.test_client()
    assert client.get(f"/password/{odd(link)}").status_code == 404
    assert client.post(f"/password/{odd(link)}", data={"password": "another quiet walk"}).status_code == 404
    assert client.get_cookie(COOKIE) is None


def test_a_link_of_one_kind_opens_nothing_of_another(app: Flask, db: Database, house: House, ada: Person) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    link = path(house, token, kind="password").removeprefix("/password/")
    client = app.test_client()
    for kind in ("sign-up", "invitation", "address"):
        assert client.post(f"/{kind}/{link}", data={"password": "another quiet walk"}).status_code == 404
    others: tuple[Kind, ...] = ("sign_up", "address", "invitation")
    for other in others:
        forged = path(house, token, kind=other).rpartition("/")[2]
        assert client.get(f"/password/{forged}").status_code == 404


def test_another_installation_s_link_opens_nothing(app: Flask, db: Database, house: House, ada: Person) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    elsewhere = dataclasses.replace(house.settings, secret="another secret of another installation")
    there = urlsplit(links.address(elsewhere, token.id, kind="password")).path
    assert app.test_client().get(there).status_code == 404


def test_links_are_kept_from_others(
    stranger: FlaskClient, db: Database, house: House, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    there = path(house, token, kind="password")
    with caplog.at_level(logging.DEBUG):
        answer = stranger.get(there)
        stranger.post(there, data={"password": "short"})
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    link = there.rpartition("/")[2]
    assert "/password/<link>" in str([vars(record) for record in caplog.records])
    assert link not in str([vars(record) for record in caplog.records])
    assert link not in stranger.get("/metrics").text


def test_another_site_cannot_confirm_with_somebody_s_browser(
    stranger: FlaskClient, db: Database, house: House
) -> None:
    sign_up(stranger, "ada@example.com")
    [token] = made(db, "sign_up")
    answer = stranger.post(path(house, token, kind="sign_up"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert people.by_email(db, "ada@example.com", site="main") is None


def test_who_was_signed_in_at_the_browser_is_not_any_more(
    app: Flask, db: Database, house: House, ada: Person
) -> None:
    agent = signed_in(app, db, "Ben Agent", "agent")
    before = agent.get_cookie(COOKIE)
    assert before
    agent.post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    agent.post(path(house, token, kind="password"), data={"password": "another quiet walk"})
    assert ada.email in agent.get("/profile").text
    assert sessions.person_of(db, ids.digest(before.value), now=now()) is None


def test_what_has_expired_is_cleared_away(db: Database, ada: Person) -> None:
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now() - 2 * HOUR)
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now())
    assert db.write(lambda tx: tokens.sweep(tx, before=now())) == 1
    assert len(made(db, "password")) == 1
