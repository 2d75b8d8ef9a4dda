"""What every request must pass, and signing in."""

import dataclasses
import ipaddress

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import staffing
from kb.store import people
from kb.store.engine import Database
from tests.web.conftest import Customer
from web import config
from web.app import create_app
from web.clock import now
from web.house import COOKIE
from web.people import passwords

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(db: Database) -> str:
    """An agent's mail address; the password is PASSWORD."""
    staffing.add(
        db, site="main", email="Ada@Example.com", name="Ada", role="agent", origin="real",
        password=passwords.hash(PASSWORD), language="en", now=now(),
    )
    return "ada@example.com"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "nonsense"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://127.0.0.1:8001"}, 403),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
    ],
)
def test_changes_that_another_site_asks_for_are_refused(
    agent: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert agent.put("/api/desk/presence", json={"presence": "online"}, headers=headers).status_code == status


def test_every_cookie_route_that_changes_something_is_guarded(app: Flask, administrator: FlaskClient) -> None:
    unguarded = []
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if rule.rule.startswith("/api/chat/"):
                continue
            path = rule.rule.replace("<id>", "x").replace("<token>", "x" * 43)
            answer = administrator.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"})
            if answer.status_code != 403:
                unguarded.append(f"{method} {rule.rule}")
    assert unguarded == []


def test_only_the_widget_may_be_framed(app: Flask, stranger: FlaskClient) -> None:
    pages = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.arguments}
    framed = set()
    for page in pages - {"/api/desk/stream"}:
        policy = stranger.get(page).headers["Content-Security-Policy"]
        if "frame-ancestors 'none'" not in policy:
            framed.add(page)
    assert framed == {"/widget"}


def test_frames_come_from_the_settings(settings: config.Settings) -> None:
    app = create_app(dataclasses.replace(settings, frames=("https://shop.example",)))
    answer = app.test_client().get("/widget")
    assert "frame-ancestors 'self' https://shop.example" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    app.extensions["firstline"].db.close()


def test_no_page_allows_inline_scripts_or_guesses_types(app: Flask, stranger: FlaskClient) -> None:
    for page in ("/", "/search?q=x", "/ask", "/widget", "/sign-in", "/nothing-here"):
        headers = stranger.get(page).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_signing_in_by_form_and_by_program(app: Flask, ada: str) -> None:
    by_form, by_program = app.test_client(), app.test_client()
    answer = by_form.post("/sign-in", data={"email": ada.upper(), "password": PASSWORD, "next": "/desk"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    answer = by_program.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    assert answer.json["person"]["name"] == "Ada"
    for client in (by_form, by_program):
        assert client.get("/api/desk/me").json["person"]["presence"] == "online"


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(app: Flask, ada: str) -> None:
    answers = [
        app.test_client().post("/api/desk/session", json={"email": email, "password": "wrong"})
        for email in (ada, "nobody@example.com", "")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


def test_who_was_deactivated_cannot_sign_in(app: Flask, db: Database, ada: str) -> None:
    person = people.by_email(db, ada, site="main")
    assert person
    staffing.deactivate(db, person, words={}, now=now())
    answer = app.test_client().post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    assert answer.status_code == 401


def test_the_session_is_a_new_one_at_each_sign_in(app: Flask, ada: str) -> None:
    client = app.test_client()
    client.set_cookie(COOKIE, "planted-by-somebody-else")
    client.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    first = client.get_cookie(COOKIE)
    client.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    second = client.get_cookie(COOKIE)
    assert first and second
    assert len({"planted-by-somebody-else", first.value, second.value}) == 3
    other = app.test_client()
    other.set_cookie(COOKIE, first.value)
    assert other.get("/api/desk/me").status_code == 401


def test_signing_out_ends_the_session_for_good(app: Flask, ada: str) -> None:
    client = app.test_client()
    client.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    kept = client.get_cookie(COOKIE)
    assert kept
    client.post("/sign-out")
    client.set_cookie(COOKIE, kept.value)
    assert client.get("/api/desk/me").status_code == 401


def test_a_new_password_or_role_ends_all_sessions(app: Flask, db: Database, ada: str) -> None:
    for change in (
        lambda person: staffing.set_password(db, person, password=passwords.hash(PASSWORD), now=now()),
        lambda person: staffing.set_role(db, person, role="supervisor", now=now()),
    ):
        client = app.test_client()
        client.post("/api/desk/session", json={"email": ada, "password": PASSWORD})
        assert client.get("/api/desk/me").status_code == 200
        change(people.by_email(db, ada, site="main"))
        assert client.get("/api/desk/me").status_code == 401


def test_guessing_a_password_is_throttled_by_account_even_with_the_right_one(app: Flask, ada: str) -> None:
    answers = [
        app.test_client().post("/api/desk/session", json={"email": ada, "password": f"guess {number}"})
        for number in range(9)
    ]
    assert [answer.status_code for answer in answers] == [401] * 8 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    right = app.test_client().post("/api/desk/session", json={"email": ada, "password": PASSWORD})
    assert right.status_code == 429


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(app: Flask, ada: str, target: str) -> None:
    answer = app.test_client().post("/sign-in", data={"email": ada, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/desk"


def test_forwarded_addresses_are_believed_from_proxies_alone(settings: config.Settings) -> None:
    app = create_app(dataclasses.replace(settings, limits=True))
    answers = [
        app.test_client().post(
            "/api/chat/conversations", json={}, headers={"X-Forwarded-For": f"203.0.113.{number}"}
        ).status_code
        for number in range(40)
    ]
    assert 429 in answers
    app.extensions["firstline"].db.close()


def test_a_body_that_is_too_large_is_refused(customer: Customer, agent: FlaskClient) -> None:
    huge = {"key": "k", "text": "a" * 70_000}
    assert customer.post("messages", huge).status == 413
    assert agent.post(f"/api/desk/conversations/{customer.id}/note", json=huge).status_code == 413
    assert agent.post("/sign-in", data={"email": "a" * 70_000}).status_code == 413


def test_files_with_their_version_are_kept_and_others_are_asked_for_again(stranger: FlaskClient) -> None:
    page = stranger.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in stranger.get(address).headers["Cache-Control"]
    plain = stranger.get(address.split("?")[0])
    assert plain.headers["Cache-Control"] == "no-cache"
    again = stranger.get(address.split("?")[0], headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_proxy_of_ours_speaks_for_its_visitors_and_what_visitors_add_is_not_believed(
    settings: config.Settings,
) -> None:
    proxies = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.0.0.0/8"))
    app = create_app(dataclasses.replace(settings, limits=True, proxies=proxies))

    def start(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return app.test_client().post("/api/chat/conversations", json={}, headers=headers).status_code

    assert {start(f"203.0.113.{number}, 10.1.2.3") for number in range(40)} == {201}
    assert 429 in {start(f"198.51.100.{number}, 192.0.2.7, 10.1.2.3") for number in range(40)}
    app.extensions["firstline"].db.close()


def test_searching_too_often_is_refused_with_a_sentence_and_the_time_to_wait(settings: config.Settings) -> None:
    app = create_app(dataclasses.replace(settings, limits=True))
    client = app.test_client()
    answers = [client.get("/search?q=hello", headers={"Accept-Language": "zh-CN"}) for _ in range(80)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert "请" in refused[0].text
    assert client.get("/").status_code == 200
    app.extensions["firstline"].db.close()
