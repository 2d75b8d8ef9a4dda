"""Signing up: nobody is there until the address is confirmed."""

import dataclasses

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store import people
from kb.store.engine import Database
from kb.store.people import Person
from tests.web.people.joining.hands import PASSWORD, made, path, sign_up, signs_in
from web.house import COOKIE, House


def test_nobody_is_there_until_the_address_is_confirmed(
    app: Flask, stranger: FlaskClient, db: Database, house: House
) -> None:
    assert sign_up(stranger, " Ada@Example.com ").status_code == 200
    assert people.by_email(db, "ada@example.com", site="main") is None
    assert not signs_in(app, "ada@example.com", PASSWORD)
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    page = stranger.get(there)
    assert page.status_code == 200
    assert "ada@example.com" in page.text
    assert people.by_email(db, "ada@example.com", site="main") is None, "a program that looks through mail opened it"
    answer = stranger.post(there)
    assert answer.headers["Location"].startswith("/profile")
    found = people.by_email(db, "ada@example.com", site="main")
    assert found
    assert (found.name, found.role, found.state) == ("Ada", "member", "active")
    assert stranger.get("/profile").status_code == 200
    assert signs_in(app, "ada@example.com", PASSWORD)


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("/cases", "/cases"), ("//evil.example", "/profile?done=joined"), ("https://evil.example", "/profile?done=joined"),
     ("/\\\\evil.example", "/profile?done=joined"), ("/" + "x" * 600, "/profile?done=joined")],
)
def test_the_page_that_was_asked_for_comes_after_joining(
    wanted: str, there: str, stranger: FlaskClient, db: Database, house: House
) -> None:
    assert stranger.get("/sign-up", query_string={"next": wanted}).status_code == 200
    sign_up(stranger, "ada@example.com", next=wanted)
    [token] = made(db, "sign_up")
    assert stranger.post(path(house, token, kind="sign_up")).headers["Location"] == there


def test_what_a_form_carries_beside_makes_nobody_more_than_a_member(
    stranger: FlaskClient, db: Database, house: House
) -> None:
    more = {"role": "administrator", "state": "active", "origin": "demo", "id": "x", "site": "other"}
    sign_up(stranger, "eve@example.com", **more)
    [token] = made(db, "sign_up")
    stranger.post(path(house, token, kind="sign_up"), data=more)
    found = people.by_email(db, "eve@example.com", site="main")
    assert found
    assert (found.role, found.origin, found.site) == ("member", "real", "main")
    stranger.post("/profile", data={"name": "Eve", "language": "en", **more})
    found = people.by_id(db, found.id)
    assert found
    assert found.role == "member"


def test_a_link_opens_once_and_leaves_no_password_behind(
    app: Flask, stranger: FlaskClient, db: Database, house: House
) -> None:
    sign_up(stranger, "ada@example.com")
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    assert stranger.post(there).status_code == 303
    again = app.test_client()
    assert again.post(there).status_code == 404
    assert again.get(there).status_code == 404
    assert again.get_cookie(COOKIE) is None
    assert all("scrypt" not in row.data for row in made(db, "sign_up"))


def test_of_two_who_begin_with_the_same_address_the_one_who_confirms_has_it(
    app: Flask, db: Database, house: House
) -> None:
    for name in ("First", "Second"):
        sign_up(app.test_client(), "ada@example.com", name=name)
    first, second = made(db, "sign_up")
    assert app.test_client().post(path(house, second, kind="sign_up")).status_code == 303
    assert app.test_client().post(path(house, first, kind="sign_up")).status_code == 404
    found = people.by_email(db, "ada@example.com", site="main")
    assert found
    assert found.name == "Second"


def test_whoever_is_there_already_is_told_by_mail_alone(
    app: Flask, stranger: FlaskClient, db: Database, house: House, ada: Person
) -> None:
    known = sign_up(stranger, ada.email)
    unknown = sign_up(app.test_client(), "bob@example.com")
    assert known.status_code == unknown.status_code
    assert known.text.replace(ada.email, "*") == unknown.text.replace("bob@example.com", "*")
    told, new = made(db, "sign_up")
    assert (told.person, new.person) == (ada.id, None)
    assert "password" not in told.facts
    assert stranger.post(path(house, told, kind="sign_up")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Please tell us what to call you."),
        ({"name": "x" * 81}, "At most 80 characters, please."),
        ({"email": "ada"}, "This is not a mail address."),
        ({"email": "ada@example.com\r\nBcc: all@example.com"}, "This is not a mail address."),
        ({"email": "ada@example"}, "This is not a mail address."),
        ({"password": "short"}, "At least 10 characters, please."),
        ({"password": "Password1234"}, "Many people use this one"),
        ({"password": "ada@example.com"}, "Your mail address is not a password."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_nothing_typed_is_lost(
    stranger: FlaskClient, db: Database, fields: dict[str, str], sentence: str
) -> None:
    filled = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD, **fields}
    answer = stranger.post("/sign-up", data=filled)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "ada" in answer.text
    assert PASSWORD not in answer.text
    assert made(db, "sign_up") == []


def test_names_are_shown_as_text(stranger: FlaskClient, db: Database, house: House) -> None:
    sign_up(stranger, "ada@example.com", name="<img src=x onerror=alert(1)>\u202e")
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    assert "<img src=x" not in stranger.get(there).text
    stranger.post(there)
    for page in ("/profile", "/", "/profile/leave"):
        assert "<img src=x" not in stranger.get(page).text


@pytest.mark.parametrize("closed", ["no mail server", "switched off"])
def test_without_mail_nothing_is_promised(closed: str, app: Flask, house: House, db: Database) -> None:
    changed = {"mail": None} if closed == "no mail server" else {"sign_up": False}
    app.extensions["firstline"] = dataclasses.replace(
        house, settings=dataclasses.replace(house.settings, **changed)
    )
    client = app.test_client()
    assert "Ask the people who run this help center to invite you" in client.get("/sign-up").text
    assert sign_up(client, "ada@example.com").status_code == 403
    assert "Create an account" not in client.get("/sign-in").text
    assert made(db, "sign_up") == []
    if closed == "no mail server":
        assert "Ask an administrator" in client.get("/password").text
        assert client.post("/password", data={"email": "ada@example.com"}).status_code == 403
        assert made(db, "password") == []
